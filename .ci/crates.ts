// deno-lint-ignore-file no-console
/**
 * `deno run -A .ci/crates.ts`: lists the Rust packages that are linked into this Deno, in
 * licenses/runtime/crates.txt.
 *
 * Deno publishes no such list with its executable. But a Rust executable keeps the source path of
 * every place that can panic, `…/index.crates.io-HASH/NAME-VERSION/src/…`, and so the names of the
 * packages that have one: nearly all. Run it anew when Deno's version changes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packages.ts";

export const CRATES_FILE = join(ROOT, "licenses", "runtime", "crates.txt");

/** `name version`, sorted, of an executable. */
export function cratesIn(executable: string): string[] {
  const text = readFileSync(executable, "latin1");
  const found = text.matchAll(/index\.crates\.io-[0-9a-f]+[\\/]([\w-]+?)-(\d+\.\d+\.\d+[\w.+-]*)/g);
  return [...new Set(Array.from(found, ([, name, version]) => `${name} ${version}`))].sort();
}

if (import.meta.main) {
  const crates = cratesIn(Deno.execPath());
  writeFileSync(CRATES_FILE, `Deno ${Deno.version.deno}\n${crates.join("\n")}\n`);
  console.log(`${crates.length} packages in ${CRATES_FILE}`);
}
