/** Reading input files, with the one error message each kind of trouble deserves. */
import { resolve } from "node:path";
import { inputError, ioError } from "./errors.ts";
import { willRead } from "./ledger.ts";
import { inTemporaryFolder, SET_TMPDIR } from "./temporary_folder.ts";

/** No text that we read is nearly so long; what is longer would only fill the memory. */
export const TEXT_BYTES = 64_000_000;
/** So many bytes of prices or of a run may come through a pipe, which is kept on disk meanwhile. */
export const TABLE_BYTES = 8_000_000_000;

/**
 * The text of a UTF-8 file (a byte-order mark is dropped). `what` names the input in messages.
 * Throws an exit-4 error when the file cannot be opened, exit 3 when it is not UTF-8 text.
 */
export function readText(path: string, what: string): string {
  willRead(path);
  let bytes: Uint8Array;
  try {
    if (Deno.statSync(path).size > TEXT_BYTES) throw new Error(tooLong(TEXT_BYTES));
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw openError(path, what, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw inputError(`Cannot read ${what} "${path}": it is not UTF-8 text; save it as UTF-8`);
  }
}

/** Whether an output is standard output, by one of its names. */
export function isStandardOutput(output: string | undefined): boolean {
  return output === undefined ||
    /^(-|\/dev\/stdout|\/dev\/fd\/1|\/proc\/self\/fd\/1)$/.test(output);
}

/** Why an input of more bytes is refused. */
export function tooLong(maxBytes: number): string {
  const size = maxBytes >= 1e9 ? `${maxBytes / 1e9} GB` : `${maxBytes / 1e6} MB`;
  return `it has more than ${size}, or no end`;
}

/** Whether there is a file or folder, as far as may be seen. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The exit-4 error of a compiled program that cannot reach its own files, since Deno refuses names in
 * the temporary folder that the system set; undefined = the error is another.
 */
export function ownFileError(error: unknown): Error | undefined {
  if (!Deno.build.standalone || !(error instanceof Deno.errors.NotCapable)) return undefined;
  // The folder of the program's own files: of a compiled program a name in the temporary folder.
  if (!error.message.includes(resolve(import.meta.dirname!, "../.."))) return undefined;
  return ioError(
    `Cannot use the temporary folder${inTemporaryFolder()}: ${systemReason(error)}; ${SET_TMPDIR}`,
  );
}

/** The exit-4 error for a file that cannot be opened. */
export function openError(path: string, what: string, error: unknown): Error {
  const own = ownFileError(error);
  if (own !== undefined) return own;
  // Windows says of a folder that access is denied.
  const reason = isFolder(path) ? "it is a folder" : systemReason(error);
  return ioError(`Cannot open ${what} "${path}": ${reason}`);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** What the operating system said, in words and without error codes. */
export function systemReason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory) return "part of the path is not a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    // Deno asks for --allow-all there, which would take the fence down.
    return "files under /dev, /proc and /sys are out of this program's reach, except pipes like " +
      "<(…) and /dev/stdin; use another folder";
  }
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    return "the disk is full";
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/is a directory|EISDIR/i.test(text)) return "it is a folder";
  return text.split("\n")[0]!.replace(/\s*\(os error \d+\).*$/s, "").replace(/^E[A-Z]+: /, "")
    .replace(
      /^./,
      (c) => c.toLowerCase(),
    );
}

/** Whether a lock can be asked for without waiting; older Denos cannot, and Windows locks the bytes. */
export function canAskForLock(file: Deno.FsFile): boolean {
  return Deno.build.os !== "windows" && "tryLockSync" in file;
}
