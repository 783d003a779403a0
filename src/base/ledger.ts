/**
 * The files that a command reads and writes, in one place for all commands: no output is an input,
 * by whatever name, and nothing is made of an input that changed while it was read.
 *
 * Whoever reads a file says so before opening it, whoever writes one before making it. Every thread
 * has a ledger of its own; main's counts, since it looks before workers start and after they end.
 */
import { basename, dirname, resolve } from "node:path";
import { ioError, usageError } from "./errors.ts";
import { isPartialName } from "./partial_file.ts";
import { realPath } from "./real_path.ts";

/** A file as it was when it was looked at. */
interface Look {
  /** As the user, or who looked, named it. */
  readonly path: string;
  /** Its one name without links; the same for spellings that the system takes for the same. */
  readonly place: string;
  /** Undefined = there is none, or none that may be seen. */
  readonly info: Deno.FileInfo | undefined;
}

interface Input extends Look {
  /** Whether it may change: it is not read, or what was made of it is written. */
  settled: boolean;
}

const inputs = new Map<string, Input>();
/** Those that are not written yet: what is, may be read. */
const outputs = new Map<string, Look>();

/**
 * Notes a file that must not be written, whether it is read or not: one that belongs to the inputs.
 * Throws a usage error when it is to be written.
 */
export function protect(path: string): void {
  if (!inputs.has(path)) note(path, true);
}

/** As {@link protect}, for a file that is read from now on, and must not change meanwhile. */
export function willRead(path: string): void {
  if (inputs.get(path)?.settled !== false) note(path, false);
}

function note(path: string, settled: boolean): void {
  const input = lookAt(path);
  // Opening it will tell.
  if (input.info === undefined) return;
  for (const output of outputs.values()) refuseSame(output, input);
  inputs.set(path, { ...input, settled });
}

/**
 * Notes a file that will be written. Throws a usage error when it is an input or another output, or
 * when writing it would remove an input, which is what an earlier run left of it.
 */
export function willWrite(path: string): void {
  const output = refuseInput(path);
  for (const other of outputs.values()) {
    if (!isSame(output, other)) continue;
    throw usageError(`Cannot write two outputs into the same file "${path}": name another`);
  }
  outputs.set(path, output);
}

/** Throws a usage error when a file that is about to be made is an input. */
export function refuseInput(path: string): Look {
  const output = lookAt(path);
  for (const input of inputs.values()) refuseSame(output, input);
  return output;
}

/** Notes that an output is complete. The inputs may change from now on, and it may be read. */
export function written(path: string): void {
  outputs.delete(path);
  for (const input of inputs.values()) input.settled = true;
}

/** Forgets all files: what comes next has nothing to do with them. */
export function forgetFiles(): void {
  inputs.clear();
  outputs.clear();
}

/** The exit-4 error for the first input that is no more what it was before it was read. */
export function changedInput(): Error | undefined {
  for (const { path, info, settled } of inputs.values()) {
    // The time of a pipe or a device says nothing.
    if (settled || !info!.isFile) continue;
    const now = statOf(path);
    if (
      now?.dev === info!.dev && now.ino === info!.ino && now.size === info!.size &&
      now.mtime?.getTime() === info!.mtime?.getTime()
    ) continue;
    return ioError(
      `Cannot go by "${path}": it changed while it was read; run again once nothing writes to it`,
    );
  }
  return undefined;
}

/** Throws the exit-4 error when an input changed: whatever was made of it must not be kept. */
export function requireUnchanged(): void {
  const error = changedInput();
  if (error !== undefined) throw error;
}

function refuseSame(output: Look, input: Look): void {
  const isLeftover = dirname(output.place) === dirname(input.place) &&
    isPartialName(basename(input.place), basename(output.place));
  if (!isLeftover && !isSame(output, input)) return;
  const what = isLeftover
    ? `what an earlier run left of it, "${input.path}", is an input`
    : resolve(input.path) === resolve(output.path)
    ? "it is an input"
    : `it is "${input.path}", an input`;
  throw usageError(`Cannot write into "${output.path}": ${what}; name another`);
}

/** Whether both are one file: by its name, or by its number where it has several names. */
function isSame(a: Look, b: Look): boolean {
  if (a.place === b.place) return true;
  const [x, y] = [a.info, b.info];
  if (!x?.ino || !y?.ino || x.ino !== y.ino || x.dev !== y.dev) return false;
  // Beyond 2^53 neighbours have the same number here.
  return Number.isSafeInteger(x.ino) ||
    (x.size === y.size && x.mtime?.getTime() === y.mtime?.getTime() &&
      x.birthtime?.getTime() === y.birthtime?.getTime());
}

/** Where names that differ in their capitals only are, as a rule, one file. */
const FOLDS = Deno.build.os === "windows" || Deno.build.os === "darwin";

function lookAt(path: string): Look {
  const place = realPath(path);
  return { path, place: FOLDS ? place.normalize().toLowerCase() : place, info: statOf(path) };
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
