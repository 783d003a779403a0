/** A file's bytes and text: unpacked, and in whatever encoding spreadsheets save. */
import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import { hearSignals } from "../../base/cancel.ts";
import { inputError, ioError } from "../../base/errors.ts";
import { openError } from "../../base/files.ts";
import type { Meter } from "./cell.ts";

const PIECE = 1 << 20;

/** The bytes of a file, piece by piece. Throws exit-4 errors. */
export async function* bytesOf(path: string, meter: Meter): AsyncGenerator<Uint8Array> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    // The runtime lets nobody without all rights open devices.
    if (error instanceof Deno.errors.NotCapable) {
      throw ioError(`Cannot open prices "${path}": only files can be imported; save it as one`);
    }
    throw openError(path, "prices", error);
  }
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const read = await file.read(piece).catch((error) => {
        throw openError(path, "prices", error);
      });
      if (read === null) return;
      meter.read(read);
      await hearSignals();
      yield piece.subarray(0, read);
    }
  } finally {
    file.close();
  }
}

/** Puts back the first piece, once it was looked at. */
export async function* rejoin(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Unpacks gzip, of several members too. Throws an exit-3 error for what is damaged. */
export async function* gunzip(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: PIECE });
  const source = Readable.from(bytes, { objectMode: false });
  source.on("error", (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    yield* unpacked;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || !/^Z_/.test(String(error.code))) {
      throw error;
    }
    throw inputError(`Cannot unpack "${path}": the file is damaged or cut off; copy it again`);
  } finally {
    source.destroy();
  }
}

/** The text of some bytes, and what it turned out to be encoded in. */
export class TextPieces {
  encoding = "UTF-8";

  constructor(readonly path: string, readonly bytes: AsyncIterable<Uint8Array>) {}

  /**
   * The text piece by piece, without a byte-order mark. What is not UTF-8 and has been ASCII so far
   * is Windows' Western European; UTF-16 is known by its mark or its zeros.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let decoder: TextDecoder | undefined;
    let onlyAscii = true;
    for await (const piece of this.bytes) {
      if (!decoder) {
        this.encoding = encodingOf(piece);
        decoder = new TextDecoder(this.encoding, { fatal: true });
      }
      try {
        const text = decoder.decode(piece, { stream: true });
        onlyAscii &&= text.length === piece.length;
        yield text;
        continue;
      } catch {
        if (this.encoding !== "UTF-8" || !onlyAscii) throw this.#notText();
      }
      this.encoding = "Windows-1252";
      decoder = new TextDecoder("windows-1252");
      yield decoder.decode(piece, { stream: true });
    }
    try {
      yield decoder?.decode() ?? "";
    } catch {
      throw this.#notText();
    }
  }

  #notText(): Error {
    return inputError(
      `Cannot read "${this.path}": it is neither text in one encoding nor a spreadsheet or ` +
        "Parquet file; save it as UTF-8",
    );
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "UTF-16LE";
  if (head[0] === 0xfe && head[1] === 0xff) return "UTF-16BE";
  const zeros = [0, 0];
  const looked = Math.min(head.length, 1000);
  for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i & 1]!++;
  // Digits, commas and Latin letters have a zero for their other byte.
  if (zeros[1]! > looked / 4) return "UTF-16LE";
  if (zeros[0]! > looked / 4) return "UTF-16BE";
  return "UTF-8";
}
