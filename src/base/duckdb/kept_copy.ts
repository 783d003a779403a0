/**
 * Copies of the program's files that outlive it, in a folder of the user's: for Windows, which does
 * not remove what is loaded, so that every run would leave its own copy behind.
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { copyInto } from "../scratch.ts";

/**
 * A copy of `source` under `root`, in a folder named by its content. One that is there already is
 * used if it holds the same bytes, else replaced. Throws the system's errors.
 */
export function keptCopy(source: string, root: string): string {
  const hash = hashOf(source);
  const folder = join(root, hash.slice(0, 32));
  const path = join(folder, basename(source));
  const holds = () => Deno.lstatSync(path).isFile && hashOf(path) === hash;
  try {
    if (holds()) return path;
  } catch {
    // Not there yet, or nothing to be read.
  }
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = Deno.makeTempDirSync({ dir: root, prefix: "new-" });
  try {
    Deno.renameSync(copyInto(fresh, source), path);
  } catch (error) {
    // Another process may have been first, and what it has loaded cannot be replaced.
    if (!holds()) throw error;
  } finally {
    Deno.removeSync(fresh, { recursive: true });
  }
  return path;
}

function hashOf(path: string): string {
  const hash = createHash("sha256");
  const piece = new Uint8Array(1 << 20);
  using file = Deno.openSync(path);
  for (let read; (read = file.readSync(piece)) !== null;) hash.update(piece.subarray(0, read));
  return hash.digest("hex");
}
