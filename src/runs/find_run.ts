/** Which files a run is made of: one, several, those that patterns find, or those below folders. */
import { join } from "node:path";
import { ioError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { glob, isGlob } from "../base/glob.ts";

/** A run that may lie in several files. */
export interface RunFiles {
  /** What messages and titles call it. */
  readonly name: string;
  /** Each file once, in the order given; those of a pattern or folder by name. */
  readonly paths: readonly string[];
}

const ENDINGS = /\.(parquet|pq|csv|tsv|json|ndjson|jsonl)$/i;

/** The files of a run. Throws exit-4 errors for patterns and folders without a file. */
export function findRun(names: readonly string[]): RunFiles {
  const found = new Map<string, string>();
  for (const path of names.flatMap(filesOf)) {
    const key = placeOf(path);
    if (!found.has(key)) found.set(key, path);
  }
  const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
  return { name: `${names[0]}${more}`, paths: [...found.values()] };
}

function filesOf(name: string): string[] {
  if (exists(name) || !isGlob(name)) return isFolder(name) ? filesBelow(name) : [name];
  const paths = glob(name);
  if (paths.length === 0) throw ioError(`Cannot open run "${name}": no file matches`);
  return paths.flatMap((path) => isFolder(path) ? filesBelow(path) : [path]);
}

function filesBelow(folder: string): string[] {
  const paths = runsIn(folder);
  if (paths.length > 0) return paths;
  throw ioError(
    `Cannot open run "${folder}": it is a folder without a parquet, csv, tsv, json or ndjson file`,
  );
}

/** Hidden files are those of runs that are being written; links to folders could lead in a circle. */
function runsIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter(({ name }) => !/^[._]/.test(name))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) => {
      if (isDirectory) return runsIn(join(folder, name));
      return ENDINGS.test(name) ? [join(folder, name)] : [];
    });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The one name of a file; that of a pipe is its own. */
function placeOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
