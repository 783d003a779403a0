/**
 * The file of an unfinished sweep: what it is of, then the results of variants as they come, in any
 * order. A sweep that ends early goes on from it, and a finished shard is one. What a crash left of a
 * last result is not whole, which its length and sum tell, and is cut off.
 */
import { EXIT, inputError, ioError, StraddleError } from "../base/errors.ts";
import { canAskForLock, openError, systemReason } from "../base/files.ts";
import { readInto } from "../output/parquet/footer.ts";
import { SWEEP_FIGURES } from "./net_figures.ts";
import type { VariantResult } from "./result.ts";
import type { SweepIdentity } from "./identity.ts";

const MAGIC = "straddle sweep 3\n";
/** Before a result: its mark, its bytes, their sum, its variant, whether it failed. */
const HEAD = 20, MARK = 0x57535452;
/** A power cut takes what was not yet on the disk: so much time at most. */
const SYNC_MS = 5000;

const utf8 = new TextEncoder();
const text = new TextDecoder();

interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly failed: boolean;
}

export class Journal {
  /** Where a variant's result lies; the variants that are there. */
  readonly #places = new Map<number, Place>();
  #end = 0;
  #synced = performance.now();

  private constructor(
    readonly path: string,
    readonly file: Deno.FsFile,
    readonly identity: SweepIdentity,
  ) {}

  /** Begins a file, which must not be there. Throws exit-4 errors. */
  static create(path: string, identity: SweepIdentity): Journal {
    const file = attempt(
      path,
      () => Deno.openSync(path, { read: true, write: true, createNew: true }),
    );
    const journal = new Journal(path, file, identity);
    journal.#lock();
    const body = utf8.encode(JSON.stringify(identity));
    const head = new Uint8Array(MAGIC.length + 8 + body.length);
    head.set(utf8.encode(MAGIC));
    new DataView(head.buffer).setUint32(MAGIC.length, body.length, true);
    new DataView(head.buffer).setUint32(MAGIC.length + 4, sumOf(body), true);
    head.set(body, MAGIC.length + 8);
    journal.#append(head);
    return journal;
  }

  /**
   * Opens a file to read it, or with `write` to go on with it. Throws exit-4 errors when it cannot be
   * opened or another sweep writes to it, and exit-3 errors for what is no such file.
   */
  static open(path: string, write: boolean): Journal {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(path, { read: true, write });
    } catch (error) {
      throw openError(path, "unfinished sweep", error);
    }
    try {
      const { identity, end } = readIdentity(file, path);
      const journal = new Journal(path, file, identity);
      if (write) journal.#lock();
      journal.#end = end;
      journal.#find();
      if (write) attempt(path, () => file.truncateSync(journal.#end));
      return journal;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get done(): ReadonlySet<number> {
    return new Set(this.#places.keys());
  }

  /** Whether the variant, which is there, failed. */
  failed(index: number): boolean {
    return this.#places.get(index)!.failed;
  }

  /** Appends a result. Throws exit-4 errors. */
  add(result: VariantResult): void {
    const body = encode(result);
    const bytes = new Uint8Array(HEAD + body.length);
    const view = new DataView(bytes.buffer);
    const failed = result.error !== undefined;
    [MARK, body.length, sumOf(body), result.index, failed ? 1 : 0].forEach((x, i) =>
      view.setUint32(4 * i, x, true)
    );
    bytes.set(body, HEAD);
    const at = this.#end + HEAD;
    this.#append(bytes);
    this.#places.set(result.index, { at, bytes: body.length, failed });
    if (performance.now() - this.#synced < SYNC_MS) return;
    this.#synced = performance.now();
    this.file.syncData().catch(() => {});
  }

  /** A result that is there. Throws exit-4 errors. */
  read(index: number): VariantResult {
    const { at, bytes } = this.#places.get(index)!;
    const body = new Uint8Array(bytes);
    if (!attempt(this.path, () => readInto(this.file, at, body))) {
      throw ioError(`Cannot read "${this.path}": it was cut short meanwhile`);
    }
    return decode(index, body);
  }

  /** Puts all of it on the disk. */
  async sync(): Promise<void> {
    await this.file.sync().catch((error) => {
      throw ioError(`Cannot write "${this.path}": ${systemReason(error)}`);
    });
  }

  close(): void {
    this.file.close();
  }

  #append(bytes: Uint8Array): void {
    attempt(this.path, () => {
      this.file.seekSync(this.#end, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) done += this.file.writeSync(bytes.subarray(done));
    });
    this.#end += bytes.length;
  }

  /** Finds the results; what follows the last whole one is not to be read. */
  #find(): void {
    const { size } = this.file.statSync();
    const head = new Uint8Array(HEAD);
    while (this.#end + HEAD <= size && readInto(this.file, this.#end, head)) {
      const [mark, bytes, sum, index, failed] = [0, 4, 8, 12, 16].map((at) =>
        new DataView(head.buffer).getUint32(at, true)
      );
      if (mark !== MARK || this.#end + HEAD + bytes! > size) return;
      const body = new Uint8Array(bytes!);
      if (!readInto(this.file, this.#end + HEAD, body) || sumOf(body) !== sum) return;
      this.#places.set(index!, { at: this.#end + HEAD, bytes: bytes!, failed: failed === 1 });
      this.#end += HEAD + bytes!;
    }
  }

  #lock(): void {
    if (!canAskForLock(this.file) || this.file.tryLockSync(true)) return;
    throw ioError(`Cannot write "${this.path}": another sweep is writing to it`);
  }
}

function readIdentity(file: Deno.FsFile, path: string) {
  const fail = () =>
    inputError(`Cannot read "${path}": it is no unfinished sweep of straddle; remove it`);
  const head = new Uint8Array(MAGIC.length + 8);
  if (!readInto(file, 0, head)) throw fail();
  if (text.decode(head.subarray(0, MAGIC.length)) !== MAGIC) throw fail();
  const view = new DataView(head.buffer);
  const length = view.getUint32(MAGIC.length, true);
  if (head.length + length > file.statSync().size) throw fail();
  const body = new Uint8Array(length);
  if (!readInto(file, head.length, body)) throw fail();
  if (sumOf(body) !== view.getUint32(MAGIC.length + 4, true)) throw fail();
  return { identity: JSON.parse(text.decode(body)) as SweepIdentity, end: head.length + length };
}

/** FNV-1a over four bytes at a time. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = bytes.length >> 2;
  for (let i = 0; i < words; i++) sum = Math.imul(sum ^ view.getUint32(4 * i, true), 0x01000193);
  for (let i = 4 * words; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193);
  return sum >>> 0;
}

/** What of a result is text, behind which its numbers lie. */
type Facts = Pick<VariantResult, "parts" | "failures" | "error"> & {
  readonly days: number;
  readonly netDays: number;
  readonly months: number;
};

function encode(result: VariantResult): Uint8Array {
  const { parts, failures, error, figures, day, pnl, net, entered } = result;
  const lengths = { days: day.length, netDays: net.length, months: entered.month.length };
  const facts: Facts = { parts, failures, error, ...lengths };
  const head = utf8.encode(JSON.stringify(facts));
  const start = 4 + head.length;
  const columns = [figures, pnl, net, entered.pnl, day, entered.month];
  const bytes = new Uint8Array(columns.reduce((n, column) => n + column.byteLength, start));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = start;
  for (const column of columns) {
    bytes.set(bytesOf(column), at);
    at += column.byteLength;
  }
  return bytes;
}

function decode(index: number, bytes: Uint8Array): VariantResult {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const facts: Facts = JSON.parse(text.decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const take = (size: number) => bytes.slice(at, at += size).buffer;
  const { parts, failures, error, days, netDays, months } = facts;
  // In the order in which they lie.
  const figures = new Float64Array(take(8 * SWEEP_FIGURES.length * parts.length));
  const pnl = new Float64Array(take(8 * days)), net = new Float64Array(take(8 * netDays));
  const enteredPnl = new Float64Array(take(8 * months));
  const day = new Int32Array(take(4 * days)), month = new Int32Array(take(4 * months));
  const entered = { month, pnl: enteredPnl };
  return { index, parts, failures, error, figures, day, pnl, net, entered };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof StraddleError) throw error;
    throw new StraddleError(`Cannot write "${path}": ${systemReason(error)}`, EXIT.io);
  }
}
