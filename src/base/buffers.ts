/**
 * Memory of the output, which goes round: encoders take it, the writer gives it back when it is
 * written. Fresh memory costs a tenth of the time of a run, and large buffers left to the collector
 * pile up by the hundred megabytes, because it sees only the small objects in front of them.
 */

/** Bytes kept for the next taker; what comes back beyond that is freed. */
const KEPT_BYTES = 16 << 20;
/** Buffers come in multiples of this, so that chunks of about the same size can use the same ones. */
const GRAIN = 1 << 18;

const kept: ArrayBuffer[] = [];
let keptBytes = 0;

/** A buffer of at least `size` bytes, with any content, for the caller alone. */
export function takeMemory(size: number): Uint8Array<ArrayBuffer> {
  let best = -1;
  for (let i = 0; i < kept.length; i++) {
    const length = kept[i]!.byteLength;
    if (length >= size && (best < 0 || length < kept[best]!.byteLength)) best = i;
  }
  if (best < 0) return new Uint8Array(Math.ceil(size / GRAIN) * GRAIN);
  const [buffer] = kept.splice(best, 1);
  keptBytes -= buffer!.byteLength;
  return new Uint8Array(buffer!);
}

/** Takes back the memory under a view, which nobody may use any more. */
export function giveMemory({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  // Whatever does not come from here is small, or a slice of a pool that others use.
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength % GRAIN !== 0) return;
  if (buffer.byteLength === 0) return;
  if (keptBytes + buffer.byteLength <= KEPT_BYTES) {
    kept.push(buffer);
    keptBytes += buffer.byteLength;
  } else {
    buffer.transfer(0);
  }
}

/** Frees the memory under the only view of it, now. */
export function freeMemory({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  // Small buffers may be slices of a pool that others use, and are not worth the call.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 8192) buffer.transfer(0);
}
