/** The oldest Linux that the README says the program runs on. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder, ROOT, shippedPackages } from "../../.ci/packages.ts";

const host = `@duckdb/node-bindings-linux-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;

/** The highest `NAME_1.2.3` that a binary asks the system's libraries for, its last number. */
function highest(file: string, version: RegExp): number {
  const found = readFileSync(file, "latin1").matchAll(version);
  return Math.max(0, ...Array.from(found, ([, minor]) => Number(minor)));
}

Deno.test({
  name: "neither Deno nor DuckDB asks for a newer glibc or libstdc++ than the README names",
  ignore: Deno.build.target !== `${Deno.build.arch}-unknown-linux-gnu`,
  fn() {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const glibc = Number(/glibc 2\.(\d+)/.exec(readme)![1]);
    const folder = packageFolder(shippedPackages().find(({ name }) => name === host)!);
    const native = readdirSync(folder).filter((name) => /\.(so|node)$/.test(name));
    assert.equal(native.length, 2);
    const files = [Deno.execPath(), ...native.map((name) => join(folder, name))];
    const asked = files.map((file) => highest(file, /\bGLIBC_2\.(\d+)/g));
    assert.ok(Math.max(...asked) > 0, "the names are found");
    assert.ok(Math.max(...asked) <= glibc, `${asked}`);
    // libstdc++ of GCC 6 has GLIBCXX_3.4.22.
    assert.match(readme, /GCC 6\b/);
    assert.ok(Math.max(...files.map((file) => highest(file, /\bGLIBCXX_3\.4\.(\d+)/g))) <= 22);
  },
});
