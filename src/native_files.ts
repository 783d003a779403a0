/** Native code inside a compiled program, copied to where the system can load it. */
import { basename, join } from "node:path";
import { ioError, StraddleError } from "./errors.ts";
import { systemReason } from "./files.ts";
import { keptCopy } from "./kept_copy.ts";
import { makePrivateFolder, SET_TMPDIR } from "./private_folder.ts";
import { copyInto } from "./scratch.ts";

/**
 * Has `load` open a copy of one of the program's files that nobody else can have written. Throws an
 * exit-4 error if it cannot be written or loaded.
 */
export function loadNative(source: string, load: (copy: string) => void): void {
  if (Deno.build.os === "windows") return loadKept(source, load);
  const folder = makePrivateFolder();
  try {
    const copy = copyInto(folder, source);
    attempt(
      `Cannot load "${copy}"`,
      `${SET_TMPDIR} on a disk not mounted noexec`,
      () => load(copy),
    );
  } finally {
    // What is loaded needs its name no more.
    Deno.removeSync(folder, { recursive: true });
  }
}

/** On Windows: from a folder that is the user's alone and stays. */
function loadKept(source: string, load: (copy: string) => void): void {
  const advice = "set LOCALAPPDATA to a folder of your own";
  const parent = Deno.env.get("LOCALAPPDATA");
  if (!parent) throw ioError(`Cannot keep a copy of "${basename(source)}": ${advice}`);
  const root = join(parent, "straddle");
  attempt(
    `Cannot load "${basename(source)}" from "${root}"`,
    advice,
    () => load(keptCopy(source, root)),
  );
}

function attempt(what: string, advice: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw error instanceof StraddleError
      ? error
      : ioError(`${what}: ${systemReason(error)}; ${advice}`);
  }
}
