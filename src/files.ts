/** Reading input files, with the one error message each kind of trouble deserves. */
import { inputError, ioError } from "./errors.ts";
import { willRead } from "./ledger.ts";

/**
 * The text of a UTF-8 file (a byte-order mark is dropped). `what` names the input in messages.
 * Throws an exit-4 error when the file cannot be opened, exit 3 when it is not UTF-8 text.
 */
export function readText(path: string, what: string): string {
  willRead(path);
  let bytes: Uint8Array;
  try {
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

/** Whether there is a file or folder, as far as may be seen. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The exit-4 error for a file that cannot be opened. */
export function openError(path: string, what: string, error: unknown): Error {
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
