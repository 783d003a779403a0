/**
 * Where output goes: standard output, or a file that is absent, old or complete at every moment.
 *
 * A file is written under a temporary name in its own folder and renamed when it is done and on
 * disk, with the rights of the file that it replaces. Several threads may append to it in turn; each
 * opens it by itself.
 */
import { basename, dirname, join } from "node:path";
import { onCancel } from "../base/cancel.ts";
import { ioError } from "../base/errors.ts";
import { canAskForLock, systemReason } from "../base/files.ts";
import { refuseInput, requireUnchanged, written } from "../base/ledger.ts";
import { realPath } from "../base/real_path.ts";
import { keptRights, startingMode } from "./file_rights.ts";
import { isPartialName, partialName } from "../base/partial_file.ts";

/** An open place to append to. */
export interface Appender {
  /** Writes all of it. Throws an exit-4 error, or `ClosedPipe` when nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>;
  /** As `write`, but blocks its thread: for workers, since main must hear signals meanwhile. */
  writeSync(bytes: Uint8Array): void;
  /** Bytes written since it was opened. */
  readonly offset: number;
  close(): void;
}

/** The reader of our standard output went away (`| head`): no error, but no reason to go on. */
export class ClosedPipe extends Error {}

/** Appends to the file at `path`; undefined = standard output. `name` is the file's name in messages. */
export function openAppender(path: string | undefined, name: string): Appender {
  const file = path === undefined
    ? undefined
    : attempt(name, () => Deno.openSync(path, { append: true }));
  const target = file ?? Deno.stdout;
  let offset = 0;
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length;) {
        done += await target.write(bytes.subarray(done)).catch((error) => fail(name, error));
      }
      offset += bytes.length;
    },
    writeSync(bytes) {
      for (let done = 0; done < bytes.length;) {
        done += attempt(name, () => target.writeSync(done === 0 ? bytes : bytes.subarray(done)));
      }
      offset += bytes.length;
    },
    get offset() {
      return offset;
    },
    close: () => file?.close(),
  };
}

function attempt<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return fail(name, error);
  }
}

function fail(name: string, error: unknown): never {
  if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipe();
  throw ioError(`Cannot write "${name}": ${systemReason(error)}`);
}

/** A file in the making. */
export interface PendingFile {
  /** The temporary file, which exists and is empty. */
  readonly path: string;
  /** Lets the disk begin with what was written, so that `commit` need not wait for all of it. */
  flush(): void;
  /** Makes it the file, for good. Throws an exit-4 error when an input changed while it was read. */
  commit(): Promise<void>;
  /** Leaves no trace. */
  discard(): void;
}

/**
 * Begins a file. Throws a usage error when it is an input, and an exit-4 error when its folder does
 * not exist or cannot be written, when something else than a file has its name (renaming would
 * replace a device or a pipe), and when the file may not be written (renaming would not ask). A file
 * that is `part` of an output leaves it to the whole to say that nothing more is made of the inputs.
 */
export function createFile(path: string, part = false): PendingFile {
  refuseInput(path);
  const { target, old } = targetOf(path);
  removeLeftovers(target);
  const { temporary, file } = attempt(path, () => openPartial(target, old));
  const remove = () => {
    try {
      Deno.removeSync(temporary);
    } catch {
      // Gone already, or its folder is: nothing is left to remove.
    }
  };
  const forget = onCancel(remove);
  // Tells other runs that this one is at work. On Windows it would keep the workers from writing.
  if (Deno.build.os !== "windows") file.lockSync(true);
  const rights = old && keptRights(file, temporary, old);
  let isOpen = true;
  const close = () => {
    if (isOpen) file.close();
    isOpen = false;
  };
  return {
    path: temporary,
    flush() {
      // Whatever is wrong, `commit` will tell; after `discard` nothing is.
      file.syncData().catch(() => {});
    },
    async commit() {
      await rights?.().catch((error) => fail(path, error));
      // A slow disk takes its time; a signal must be heard meanwhile.
      await file.sync().catch((error) => fail(path, error));
      requireUnchanged();
      attempt(path, () => {
        close();
        Deno.renameSync(temporary, target);
      });
      forget();
      if (!part) written(path);
      await syncFolder(dirname(target));
    },
    discard() {
      close();
      remove();
      forget();
    },
  };
}

/** Makes the temporary file: a new one, whatever has its name already, even a link to elsewhere. */
function openPartial(target: string, old: Deno.FileInfo | undefined) {
  const mode = startingMode(old);
  for (let number = String(Deno.pid);; number += Math.floor(Math.random() * 1e9)) {
    const temporary = join(dirname(target), partialName(basename(target), number));
    try {
      const file = Deno.openSync(temporary, { write: true, createNew: true, ...mode });
      return { temporary, file };
    } catch (error) {
      // A run of the same number, in another container or killed a moment ago.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Where locks cannot tell, a file that nobody wrote to for so long belongs to a run that was killed. */
const STALE_MS = 60_000;
/** A run locks its file within this time of making it. */
const FRESH_MS = 1000;

/** Removes what runs that were killed left of this file. */
function removeLeftovers(target: string): void {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(dirname(target))];
  } catch {
    // A folder that is not there or not readable: creating the file will tell.
    return;
  }
  for (const { name } of entries) {
    if (!isPartialName(name, basename(target))) continue;
    const path = join(dirname(target), name);
    try {
      if (isAbandoned(path)) Deno.removeSync(path);
    } catch {
      // Somebody else's, or gone: not ours to mend.
    }
  }
}

function isAbandoned(path: string): boolean {
  const age = Date.now() - (Deno.statSync(path).mtime?.getTime() ?? 0);
  using file = Deno.openSync(path, { write: true });
  return canAskForLock(file) ? age > FRESH_MS && file.tryLockSync(true) : age > STALE_MS;
}

/** Makes the renaming survive a power cut, where the system lets folders be opened. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = Deno.openSync(path);
    await folder.sync();
  } catch {
    // Windows does not, and needs not.
  }
}

/** The path to rename to: what a link leads to, so that the link stays. And what is there. */
function targetOf(path: string): { target: string; old: Deno.FileInfo | undefined } {
  let old: Deno.FileInfo;
  try {
    old = Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) fail(path, error);
    return { target: isLink(path) ? realPath(path) : path, old: undefined };
  }
  if (old.isDirectory) throw ioError(`Cannot write "${path}": it is a folder`);
  if (!old.isFile) {
    throw ioError(
      `Cannot write "${path}": it is not a file; use "-o -" to write to standard output`,
    );
  }
  return attempt(path, () => {
    Deno.openSync(path, { write: true }).close();
    return { target: isLink(path) ? Deno.realPathSync(path) : path, old };
  });
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}
