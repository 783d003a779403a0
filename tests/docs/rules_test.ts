/** docs/rules.md against the ids that code and tests cite. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A family's letters and a number; `T-4c` is a part of `T-4`. */
const ID = /\b(?:(?:[A-Z]|BK)-\d+[a-z]?|N-FMT)\b/g;

const defined = new Set(
  Array.from(
    readFileSync(join(ROOT, "docs/rules.md"), "utf8").matchAll(
      /\*\*((?:[A-Z]|BK)-[\dA-Z]+[a-z]?)\*\*/g,
    ),
    ([, id]) => id!,
  ),
);

/** Every TypeScript file of the repository, but for the bundled page. */
function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path));
}

Deno.test("every rule id that code or a test cites stands in docs/rules.md", () => {
  const unknown = ["src", "workers", "tests", "data"].flatMap(sources).flatMap((path) => {
    const cited = readFileSync(join(ROOT, path), "utf8").match(ID) ?? [];
    return [...new Set(cited)].filter((id) => !defined.has(id)).map((id) => `${path}: ${id}`);
  });
  assert.deepEqual(unknown, []);
});

Deno.test("every rule stands in docs/rules.md once", () => {
  const text = readFileSync(join(ROOT, "docs/rules.md"), "utf8");
  const heads = Array.from(
    text.matchAll(/^- \*\*((?:[A-Z]|BK)-[\dA-Z]+[a-z]?)\*\*/gm),
    ([, id]) => id!,
  );
  assert.ok(heads.length > 100, "the rules were not found");
  assert.deepEqual(heads.filter((id, i) => heads.indexOf(id) !== i), []);
});
