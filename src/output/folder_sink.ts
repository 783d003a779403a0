/**
 * A folder of files that is written whole or not at all: beside its place, and renamed when every file
 * is complete. It may replace a folder of the same making, never anything else. The files in it
 * are made by sink.ts.
 *
 * No system replaces one full folder by another in one step: a process that is killed in the
 * moment between leaves the old folder under its hidden name and nothing under its own.
 */
import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { onCancel } from "../base/cancel.ts";
import { ioError, usageError } from "../base/errors.ts";
import { canAskForLock, systemReason } from "../base/files.ts";
import { refuseInput, requireUnchanged, written } from "../base/ledger.ts";
import { isPartialName, partialName } from "../base/partial_file.ts";
import { realPath } from "../base/real_path.ts";

/** A folder in the making. */
export interface PendingFolder {
  /** Makes a folder in it, for files; its path, until the whole is complete. */
  add(name: string): string;
  /** Makes it the folder, for good. Throws an exit-4 error when an input changed while it was read. */
  commit(): void;
  /** Leaves no trace. */
  discard(): void;
}

/** Held while the folder is made, so that others know that it is not a leftover. */
const LOCK = ".lock";
/** Where locks cannot tell, a folder that nobody wrote to for so long was left by a run that was killed. */
const STALE_MS = 60_000;
const utf8 = new TextEncoder();

/**
 * Begins a folder. What is there already is replaced if it is empty or if `isOurs` says so of each of
 * its files, by the path in it. Throws a usage error when it holds anything else or an input, an
 * exit-4 error when its own folder is not there or cannot be written.
 */
export function createFolder(path: string, isOurs: (file: string) => boolean): PendingFolder {
  const target = realPath(resolve(path));
  requireReplaceable(path, target, isOurs);
  removeLeftovers(target);
  const hidden = join(dirname(target), partialName(basename(target), String(Deno.pid)));
  const lock = attempt(path, () => {
    Deno.mkdirSync(hidden);
    const file = Deno.openSync(join(hidden, LOCK), { write: true, createNew: true });
    // On Windows a file that is open keeps its folder from being renamed.
    if (Deno.build.os !== "windows") file.lockSync(true);
    return file;
  });
  let isHeld = true;
  const release = () => {
    if (isHeld) lock.close();
    isHeld = false;
  };
  const forget = onCancel(() => remove(hidden));
  return {
    add(name) {
      const inner = join(hidden, name);
      attempt(path, () => Deno.mkdirSync(inner));
      return inner;
    },
    commit() {
      requireUnchanged();
      requireReplaceable(path, target, isOurs);
      release();
      attempt(path, () => {
        Deno.removeSync(join(hidden, LOCK));
        syncFolder(hidden);
        replace(target, hidden);
      });
      forget();
      written(path);
      syncFolder(dirname(target));
    },
    discard() {
      release();
      remove(hidden);
      forget();
    },
  };
}

/** A text as the value in the name of a hive folder: all but letters, digits, `-`, `_`, `.`, `~` as %XX. */
export function hiveValue(text: string): string {
  if (text === "") return "__HIVE_DEFAULT_PARTITION__";
  return text.replace(
    /[^\w.~-]/gu,
    (character) =>
      [...utf8.encode(character)].map((byte) =>
        `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
      ).join(""),
  );
}

function requireReplaceable(path: string, target: string, isOurs: (file: string) => boolean) {
  refuseInput(path);
  let files: string[];
  try {
    if (!lstatSync(target).isDirectory()) throw ioError(`Cannot write "${path}": it is no folder`);
    files = filesBelow(target);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return;
    return fail(path, error);
  }
  for (const file of files) {
    if (!isOurs(file)) {
      throw usageError(
        `Cannot write into "${path}": it holds "${file}", which is of no such folder; name a new ` +
          "or an empty one",
      );
    }
    refuseInput(join(path, file));
  }
}

/** What is in a folder and the folders in it, links and devices included, by path. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

/** Puts `made` in the place of `target`; the old one is back if that fails. */
function replace(target: string, made: string): void {
  const old = join(dirname(target), partialName(basename(target), `${Deno.pid}0`));
  let mode: number | null = null;
  try {
    mode = Deno.statSync(target).mode;
    Deno.renameSync(target, old);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return Deno.renameSync(made, target);
  }
  try {
    if (mode !== null) Deno.chmodSync(made, mode & 0o777);
    Deno.renameSync(made, target);
  } catch (error) {
    Deno.renameSync(old, target);
    throw error;
  }
  remove(old);
}

/** Removes what runs that were killed left of this folder. */
function removeLeftovers(target: string): void {
  let names: string[];
  try {
    names = readdirSync(dirname(target));
  } catch {
    // Making the folder will tell.
    return;
  }
  for (const name of names.filter((name) => isPartialName(name, basename(target)))) {
    const path = join(dirname(target), name);
    try {
      if (isAbandoned(path)) remove(path);
    } catch {
      // Somebody else's, or gone: not ours to mend.
    }
  }
}

function isAbandoned(folder: string): boolean {
  const { isDirectory, mtime } = Deno.lstatSync(folder);
  if (!isDirectory) return false;
  try {
    using file = Deno.openSync(join(folder, LOCK), { write: true });
    if (canAskForLock(file)) return file.tryLockSync(true);
  } catch {
    // One that was to be removed, or that had just been made.
  }
  return Date.now() - (mtime?.getTime() ?? 0) > STALE_MS;
}

function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    // Gone already, or its folder is: nothing is left to remove.
  }
}

/** Makes what is in a folder survive a power cut, where the system lets folders be opened. */
function syncFolder(path: string): void {
  try {
    using folder = Deno.openSync(path);
    folder.syncSync();
  } catch {
    // Windows does not, and needs not.
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return fail(path, error);
  }
}

function fail(path: string, error: unknown): never {
  if (error instanceof Error && "exitCode" in error) throw error;
  throw ioError(`Cannot write "${path}": ${systemReason(error)}`);
}
