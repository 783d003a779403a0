/** Native code inside a compiled program, copied to where the system can load it. */
import { basename, join } from "node:path";
import { ioError } from "../errors.ts";
import { systemReason } from "../files.ts";
import { keptCopy } from "./kept_copy.ts";
import { SET_TMPDIR } from "../temporary_folder.ts";
import { scratchCopy } from "../scratch.ts";

const WINDOWS = Deno.build.os === "windows";
const ADVICE = WINDOWS
  ? "set LOCALAPPDATA to a folder of your own"
  : `${SET_TMPDIR} on a disk not mounted noexec`;

/**
 * A copy of one of the program's files that nobody else can have written, for as long as the program
 * runs. Throws an exit-4 error if there can be none.
 */
export function nativeCopy(source: string): string {
  return WINDOWS ? keptNative(source) : scratchCopy(source);
}

/** Windows does not remove what is loaded, so the copy stays, in a folder that is the user's alone. */
function keptNative(source: string): string {
  const what = `Cannot keep a copy of "${basename(source)}"`;
  const parent = Deno.env.get("LOCALAPPDATA");
  if (!parent) throw ioError(`${what}: ${ADVICE}`);
  const root = join(parent, "straddle");
  try {
    return keptCopy(source, root);
  } catch (error) {
    throw ioError(`${what} in "${root}": ${systemReason(error)}; ${ADVICE}`);
  }
}

/** Has `load` open a copy. Throws an exit-4 error if the system does not load it. */
export function loadNative(copy: string, load: (copy: string) => void): void {
  try {
    load(copy);
  } catch (error) {
    throw ioError(`Cannot load "${copy}": ${systemReason(error)}; ${ADVICE}`);
  }
}
