/** In a compiled program Deno must never load DuckDB's bindings by itself. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { MAIN } from "../../cli/program.ts";

const ROOT = dirname(MAIN);

Deno.test("every module that imports DuckDB first imports what loads it safely", () => {
  const modules = ["src", "workers"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name))
  );
  const importing = modules.filter((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    const duckdb = text.search(/^import (?!type\b)[^;]*"@duckdb\/|\bimport\("@duckdb\//m);
    if (duckdb < 0) return false;
    const way = relative(dirname(path), join("src", "base", "duckdb", "library.ts")).replaceAll(
      sep,
      "/",
    );
    const library = text.indexOf(`"${way.startsWith(".") ? way : `./${way}`}";`);
    assert.ok(library >= 0 && library < duckdb, `${path}: import "${way}" before DuckDB`);
    return true;
  });
  assert.ok(importing.length >= 5, importing.join(", "));
});
