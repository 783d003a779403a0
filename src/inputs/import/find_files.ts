/** The files of an import: named one by one, by pattern, or as a folder of them. */
import { join, resolve } from "node:path";
import { ioError } from "../../base/errors.ts";
import { openError } from "../../base/files.ts";
import { glob, isGlob } from "../../base/glob.ts";
import { ENDINGS } from "./table.ts";

/**
 * The files that are meant, in the order given, each once; those of a pattern or folder sorted by
 * name. Throws exit-4 errors for what does not exist and folders without tables.
 */
export function findFiles(named: readonly string[]): string[] {
  const found = new Map<string, string>();
  const add = (path: string) => {
    if (!found.has(resolve(path))) found.set(resolve(path), path);
  };
  for (const name of named) {
    const info = look(name);
    if (info?.isDirectory) {
      const files = tablesIn(name);
      if (files.length === 0) {
        throw ioError(
          `Cannot import folder "${name}": it holds no .csv, .tsv, .txt, .ndjson, .parquet or ` +
            ".xlsx file",
        );
      }
      files.forEach(add);
    } else if (info !== undefined || !isGlob(name)) {
      if (info === undefined) statOrThrow(name);
      add(name);
    } else {
      const files = glob(name).filter((path) => !look(path)?.isDirectory);
      if (files.length === 0) throw ioError(`Cannot open prices "${name}": no file matches`);
      files.forEach(add);
    }
  }
  return [...found.values()];
}

function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function statOrThrow(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    throw openError(path, "prices", error);
  }
}

/** The tables below a folder; neither hidden files nor those that a spreadsheet locks with. */
function tablesIn(folder: string): string[] {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    throw openError(folder, "folder", error);
  }
  return entries.filter(({ name }) => !name.startsWith(".") && !name.startsWith("~$"))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, isDirectory }) => {
      const path = join(folder, name);
      if (isDirectory) return tablesIn(path);
      return ENDINGS.test(name) ? [path] : [];
    });
}
