/**
 * The shared golden data of the workplace, beside the repository. Where it is missing (a fresh
 * clone), the tests that need it are skipped and say so.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("../../shared/", import.meta.url));
const told = new Set<string>();

/** The path of a shared file, such as `golden/get_value.jsonl.gz`; undefined when it is not there. */
export function shared(path: string): string | undefined {
  const full = folder + path;
  return existsSync(full) ? full : undefined;
}

/** A test on shared files: `run` gets their paths. Skipped, with one line, when any is missing. */
export function sharedTest(
  name: string,
  paths: readonly string[],
  run: (...paths: string[]) => void | Promise<void>,
): void {
  const found = paths.map(shared);
  const missing = paths.filter((_, i) => found[i] === undefined);
  for (const path of missing) {
    if (told.has(path)) continue;
    told.add(path);
    // deno-lint-ignore no-console
    console.log(`Skipping tests: no shared file ../shared/${path}`);
  }
  Deno.test({ name, ignore: missing.length > 0, fn: () => run(...found as string[]) });
}

/** The text of a file, unpacked when it ends in `.gz`. */
export function readMaybeGzip(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** The records of a `.jsonl` or `.jsonl.gz` file. */
export function readJsonLines<T>(path: string): T[] {
  return readMaybeGzip(path).split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line) as T
  );
}

/** Cells of a tab-separated golden table, header first. */
export function readTsv(path: string): string[][] {
  return readMaybeGzip(path).replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
}
