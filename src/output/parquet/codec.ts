/**
 * Compression of Parquet pages: zstd where the runtime has it, gzip otherwise (Deno before 2.5).
 *
 * Level 1 of either: on our columns zstd's higher levels take 15 % longer and save nothing, and its
 * negative levels lose a third of what level 1 saves on prices and dates and are hardly faster.
 */
import * as zlib from "node:zlib";

/** A way to compress, with its number in parquet.thrift (`CompressionCodec`). */
export interface Codec {
  readonly id: number;
  compress(bytes: Uint8Array): Uint8Array;
}

/** The number of no compression. */
export const UNCOMPRESSED = 0;

/**
 * Room for the whole result. The runtime compresses into buffers of this size and joins them when
 * there are several, which takes longer than the compressing.
 */
function chunkSize(bytes: Uint8Array): number {
  return bytes.length + (bytes.length >> 7) + 1024;
}

export const gzip: Codec = {
  id: 2,
  compress: (bytes) => zlib.gzipSync(bytes, { level: 1, chunkSize: chunkSize(bytes) }),
};

export const zstd: Codec = {
  id: 6,
  compress(bytes) {
    const options = {
      params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
      chunkSize: chunkSize(bytes),
      // For tables that fit the input; not among the types yet.
      pledgedSrcSize: bytes.length,
    };
    return zlib.zstdCompressSync(bytes, options);
  },
};

export function bestCodec(): Codec {
  return typeof zlib.zstdCompressSync === "function" ? zstd : gzip;
}
