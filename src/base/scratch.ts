/** Files for the time the program runs, in the temporary folder; none outlives it. */
import { basename, join } from "node:path";
import { onCancel } from "./cancel.ts";
import { ioError } from "./errors.ts";
import { systemReason } from "./files.ts";
import { makePrivateFolder } from "./private_folder.ts";

let folder: string | undefined;
let forget = () => {};

/** The program's own folder, which only this user can enter. Throws an exit-4 error. */
export function scratchFolder(): string {
  if (folder === undefined) {
    folder = makePrivateFolder();
    forget = onCancel(removeScratch);
  }
  return folder;
}

/** Copies a file of the program, which native code cannot open where it is, and gives the copy's path. */
export function scratchCopy(source: string): string {
  return copyInto(scratchFolder(), source);
}

/** Copies a file of the program into a folder, under its own name. Throws an exit-4 error. */
export function copyInto(folder: string, source: string): string {
  const path = join(folder, basename(source));
  const piece = new Uint8Array(1 << 20);
  try {
    using from = Deno.openSync(source);
    using to = Deno.openSync(path, { write: true, createNew: true });
    for (let read; (read = from.readSync(piece)) !== null;) {
      for (let done = 0; done < read;) done += to.writeSync(piece.subarray(done, read));
    }
  } catch (error) {
    throw ioError(`Cannot write "${path}": ${systemReason(error)}`);
  }
  return path;
}

/** Removes the folder with all that is in it; called when the program ends, however it ends. */
export function removeScratch(): void {
  if (folder === undefined) return;
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    // A file in use cannot be removed on Windows; the system empties the temporary folder.
  }
  folder = undefined;
  forget();
}
