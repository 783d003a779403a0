/** Where a path leads. */
import { basename, dirname, join, resolve } from "node:path";

/**
 * The absolute path without links of what a path names, there or not. A link that leads to nothing
 * yet names the place that it leads to, as for a shell's `>`.
 */
export function realPath(path: string): string {
  let isAbsent = false;
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    // Links in a circle, or that the system does not let us follow, are not followed here either.
    isAbsent = error instanceof Deno.errors.NotFound;
  }
  let folder = resolve(dirname(path));
  try {
    folder = Deno.realPathSync(folder);
    if (isAbsent) return realPath(resolve(folder, Deno.readLinkSync(path)));
  } catch {
    // Not there, or no link: its folder is all there is to know.
  }
  return join(folder, basename(path));
}
