/**
 * Where the project file of the working folder is. What it says steers a run, so a stranger's must
 * not be taken for one's own: a file in a shared folder above could be anybody's.
 */
import { dirname, join } from "node:path";

export const PROJECT_NAME = "straddle.toml";

/** A project file that was found. */
export interface FoundProject {
  readonly path: string;
  /** Why it is not to be used unless it is named; undefined = it is to be used. */
  readonly doubt: string | undefined;
  /** Whether it lies above the folders that are this user's alone, where nobody would expect it. */
  readonly isBeyond: boolean;
}

/**
 * The project file of a folder: its own, or the next one in the folders above it, as far as they are
 * this user's alone. Undefined = there is none. Costs a look at each folder where there is none.
 */
export function findProject(from: string): FoundProject | undefined {
  for (let folder = from;; folder = dirname(folder)) {
    const path = join(folder, PROJECT_NAME);
    const info = lookAt(path);
    if (info !== undefined) {
      const user = thisUser();
      const beyond = wayDoubt(from, folder, user);
      const doubt = beyond ?? fileDoubt(path, info, user);
      return { path, doubt, isBeyond: beyond !== undefined };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** Null on Windows, which tells no owners; undefined = unknown. */
type User = number | null | undefined;

/** Why the folders from the working folder up to the file's are not this user's alone. */
function wayDoubt(from: string, last: string, user: User): string | undefined {
  for (let folder = from; folder !== last;) {
    folder = dirname(folder);
    const info = lookAt(folder);
    // A folder of root's, like /home, is where one's own end, unless one is root.
    if (user === null || info === undefined || info.uid !== user) {
      return `its folder "${folder}" is not yours`;
    }
    if (isOpen(info)) return `others can write into its folder "${folder}"`;
  }
  return undefined;
}

function fileDoubt(path: string, link: Deno.FileInfo, user: User): string | undefined {
  if (user === null) return undefined;
  const info = lookThrough(path) ?? link;
  const isOwn = ({ uid }: Deno.FileInfo) => uid === user || uid === 0;
  if (user === undefined || !isOwn(link) || !isOwn(info)) return "it belongs to another user";
  return isOpen(info) ? "others can write into it" : undefined;
}

/** Whether anybody may write into it. */
function isOpen({ mode }: Deno.FileInfo): boolean {
  return (mode! & 0o002) !== 0;
}

/** The user as whom this process makes files, asked of one. */
function thisUser(): User {
  try {
    const path = Deno.makeTempFileSync({ prefix: "straddle-" });
    const { uid } = Deno.statSync(path);
    Deno.removeSync(path);
    return uid;
  } catch {
    return undefined;
  }
}

function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function lookThrough(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
