/**
 * A file that replaces another keeps its mode and, as far as the system lets us, its owner and
 * group; nobody may read it meanwhile who may not in the end. Set-user and set-group bits are not
 * kept: they were given to the old content. Where there are no modes (Windows) nothing is done.
 */
import { ioError } from "../base/errors.ts";

/** The mode to make a file with that will replace `old`; that of any new file if there is none. */
export function startingMode(old: Deno.FileInfo | undefined): { readonly mode?: number } {
  return old === undefined || old.mode === null ? {} : { mode: withoutGroup(old.mode) };
}

/** Permissions, the group's cut down to those of everybody: safe whichever group it is. */
function withoutGroup(mode: number): number {
  return mode & (0o707 | (mode & 0o007) << 3);
}

/**
 * What gives the file just made at `path` the rights of `old`; undefined = it has them. Rejects with
 * what the system says.
 */
export function keptRights(
  file: Deno.FsFile,
  path: string,
  old: Deno.FileInfo,
): (() => Promise<void>) | undefined {
  if (old.mode === null) return undefined;
  const made = file.statSync();
  const mode = old.mode & 0o777;
  const isOwners = made.uid === old.uid && made.gid === old.gid;
  if (isOwners && (made.mode! & 0o777) === mode) return undefined;
  // Slow to load and seldom needed; by name a link could be slipped in, so the file is opened.
  const loading = import("node:fs");
  return async () => {
    const { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync } = await loading;
    const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const { dev, ino } = fstatSync(fd);
      if (dev !== made.dev || ino !== made.ino) throw ioError(`"${path}" was replaced`);
      const gives = (uid: number, gid: number) => {
        try {
          fchownSync(fd, uid, gid);
          return true;
        } catch {
          // Only root may give files away, others choose among their groups.
          return false;
        }
      };
      const isGroups = isOwners || gives(old.uid!, old.gid!) || gives(made.uid!, old.gid!);
      fchmodSync(fd, isGroups ? mode : withoutGroup(mode));
    } finally {
      closeSync(fd);
    }
  };
}
