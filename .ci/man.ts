// deno-lint-ignore-file no-console
/** `deno task man`: writes the man page of every command into man/, as `straddle help --man` prints it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manPage, manPages } from "../src/commands/man.ts";
import { ROOT } from "./packages.ts";

const folder = join(ROOT, Deno.args[0] ?? "man");
mkdirSync(folder, { recursive: true });
const pages = manPages();
for (const words of pages) {
  writeFileSync(join(folder, `${["straddle", ...words].join("-")}.1`), manPage(words)!);
}
console.log(`${pages.length} pages in ${folder}`);
