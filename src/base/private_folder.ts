/**
 * Folders of ours in the temporary folder, which strangers share. Code is loaded from there, so
 * nobody else may change what is in them, nor the way to them.
 */
import { dirname, join } from "node:path";
import { ioError } from "./errors.ts";
import { systemReason } from "./files.ts";
import { inTemporaryFolder, SET_TMPDIR } from "./temporary_folder.ts";

/**
 * Makes an empty folder that only this user can enter and replace; its path is absolute and without
 * links. Throws an exit-4 error if there is none to be had.
 */
export function makePrivateFolder(): string {
  let made: string | undefined;
  let fault: string | undefined;
  try {
    made = Deno.makeTempDirSync({ prefix: "straddle-" });
    const folder = Deno.realPathSync(made);
    fault = faultOf(folder);
    if (fault === undefined) return folder;
  } catch (error) {
    fault = systemReason(error);
  }
  if (made === undefined) {
    const place = inTemporaryFolder();
    throw ioError(`Cannot make a folder in the temporary folder${place}: ${fault}; ${SET_TMPDIR}`);
  }
  try {
    Deno.removeSync(made);
  } catch {
    // Whatever is there now, it is not what was made.
  }
  throw ioError(`Cannot use the temporary folder "${dirname(made)}": ${fault}; ${SET_TMPDIR}`);
}

/** Who but this user may change what is in a new folder, or put another in its place. */
function faultOf(folder: string): string | undefined {
  const user = userOf(folder);
  // Windows tells neither owners nor modes; the temporary folder there is the user's own.
  if (user === null) return undefined;
  const { isDirectory, uid, mode } = Deno.lstatSync(folder);
  if (!isDirectory || uid !== user || mode! & 0o077) return "others can enter what is made there";
  // In a container root may go by an unknown number, which is that of "/" too.
  const trusted = [user, 0, Deno.lstatSync("/").uid];
  for (let path = dirname(folder);; path = dirname(path)) {
    const { uid, gid, mode } = Deno.lstatSync(path);
    if (!trusted.includes(uid)) return `"${path}" belongs to another user`;
    // The owner's own group, and root's, are taken to have no other members.
    const shared = mode! & 0o002 || (mode! & 0o020 && gid !== uid && gid !== 0);
    const sticky = mode! & 0o1000;
    if (shared && !sticky) return `others can rename what is in "${path}"`;
    if (path === dirname(path)) return undefined;
  }
}

/** The user as whom this process makes files; null on Windows. Needs no right to ask for it. */
function userOf(folder: string): number | null {
  const path = join(folder, "owner");
  using file = Deno.openSync(path, { write: true, createNew: true });
  Deno.removeSync(path);
  return file.statSync().uid;
}
