/**
 * Inputs that are no files. An input is read more than once, so what comes through a pipe or from
 * standard input is copied into the scratch folder first; devices are refused.
 */
import { basename, join, resolve } from "node:path";
import { ioError, StraddleError } from "./errors.ts";
import { openError, systemReason, tooLong } from "./files.ts";
import { scratchFolder } from "./scratch.ts";
import { inTemporaryFolder, SET_TMPDIR } from "./temporary_folder.ts";
import { callInMessages, say } from "./terminal.ts";

/** What an input is, as far as its first bytes and its size can tell. */
export interface InputKind {
  /** Its name in messages. */
  readonly what: string;
  /** Larger ones have no end, or are no input of this kind. */
  readonly maxBytes: number;
  /** Throws when the first bytes are not those of such an input; `path` is its name. */
  readonly look?: (head: Uint8Array, path: string) => void;
}

const STDIN = /^\/(dev\/stdin|dev\/fd\/0|proc\/(self|thread-self)\/fd\/0)$/;
/** Enough for the first line of a run. */
const HEAD_BYTES = 1 << 16;
/** So long the other end of a named pipe may take to come. */
const PATIENCE_MS = 10_000;

/** Copies by the path they were read from: a pipe gives its bytes once. */
const copies = new Map<string, string>();

/**
 * The absolute path of a file with the input's bytes: its own, or its copy's. Throws exit-4 errors
 * for what is not there, may not be opened, is no file, or has no end.
 */
export async function takeFile(path: string, kind: InputKind): Promise<string> {
  const isStdin = STDIN.test(path);
  if (isStdin) {
    if (Deno.stdin.isTerminal()) refuse(path, kind, "it is the terminal; send a file with < or |");
  } else {
    const info = lookAt(path, kind);
    if (info.isFile) return resolve(path);
    if (!info.isFifo) refuse(path, kind, "it is a device, not a file or a pipe");
  }
  const copied = copies.get(path);
  if (copied !== undefined) return copied;
  const copy = join(Deno.makeTempDirSync({ dir: scratchFolder() }), basename(path));
  copies.set(path, copy);
  callInMessages(copy, path);
  const pipe = isStdin ? Deno.stdin : await openPipe(path, kind);
  await copyAll(pipe, copy, path, kind);
  return copy;
}

function lookAt(path: string, { what }: InputKind): Deno.FileInfo {
  try {
    const info = Deno.statSync(path);
    // DuckDB, which opens prices and runs, has fewer words for what forbids it.
    if (info.isFile) Deno.openSync(path).close();
    if (!info.isDirectory) return info;
  } catch (error) {
    throw openError(path, what, error);
  }
  const files = what === "prices" ? `; name the files in it: '${join(path, "*.parquet")}'` : "";
  throw ioError(`Cannot open ${what} "${path}": it is a folder${files}`);
}

function refuse(path: string, { what }: InputKind, reason: string): never {
  throw ioError(`Cannot open ${what} "${path}": ${reason}`);
}

/** Opens a named pipe, which waits for its other end: in the background, so that a signal is heard. */
async function openPipe(path: string, kind: InputKind): Promise<Deno.FsFile> {
  const { promise: nobody, reject } = Promise.withResolvers<never>();
  const timers = [
    setTimeout(() => say(`Waiting for somebody to write into the pipe "${path}" …`), 1000),
    setTimeout(() => {
      reject(ioError(`Cannot open ${kind.what} "${path}": nobody writes into this pipe`));
    }, PATIENCE_MS),
  ];
  try {
    return await Promise.race([Deno.open(path), nobody]);
  } catch (error) {
    throw error instanceof StraddleError ? error : openError(path, kind.what, error);
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}

/** Copies a pipe to its end; nothing is waited for synchronously. */
async function copyAll(
  pipe: Pick<Deno.FsFile, "read">,
  copy: string,
  path: string,
  kind: InputKind,
): Promise<void> {
  using file = await Deno.open(copy, { write: true, createNew: true, mode: 0o600 });
  const piece = new Uint8Array(1 << 20);
  const head = new Uint8Array(HEAD_BYTES);
  let total = 0;
  for (;;) {
    const read = await pipe.read(piece).catch((error) => {
      throw openError(path, kind.what, error);
    });
    if (read === null) break;
    if (total < HEAD_BYTES) {
      head.set(piece.subarray(0, Math.min(read, HEAD_BYTES - total)), total);
      if (total + read >= HEAD_BYTES) kind.look?.(head, path);
    }
    total += read;
    if (total > kind.maxBytes) refuse(path, kind, tooLong(kind.maxBytes));
    for (let done = 0; done < read;) {
      done += await file.write(piece.subarray(done, read)).catch((error) => {
        throw ioError(
          `Cannot copy ${kind.what} "${path}" into the temporary folder${inTemporaryFolder()}: ` +
            `${systemReason(error)}; save it as a file, or ${SET_TMPDIR}`,
        );
      });
    }
  }
  if (total < HEAD_BYTES) kind.look?.(head.subarray(0, total), path);
}
