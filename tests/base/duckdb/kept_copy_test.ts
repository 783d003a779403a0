/** Copies that outlive the program (used on Windows, tested everywhere): one for each content. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keptCopy } from "../../../src/base/duckdb/kept_copy.ts";
import { namesIn, withFolder } from "../../cli/program.ts";

/** A file to copy, and a folder for its copies that is not there yet. */
function withLibrary(body: (source: string, root: string) => void): Promise<void> {
  return withFolder((folder) => {
    const source = join(folder, "library.dll");
    writeFileSync(source, "native code".repeat(200_000));
    body(source, join(folder, "local", "straddle"));
  });
}

Deno.test("a copy is made once for each content and used again", () =>
  withLibrary((source, root) => {
    const path = keptCopy(source, root);
    assert.deepEqual(readFileSync(path), readFileSync(source));
    const { ino } = statSync(path);
    assert.equal(keptCopy(source, root), path);
    assert.equal(statSync(path).ino, ino, "not written again");
    writeFileSync(source, "the next version");
    assert.equal(readFileSync(keptCopy(source, root), "utf8"), "the next version");
    assert.equal(namesIn(root).length, 2, "the old version may be at work; no litter");
  }));

Deno.test("what does not hold the program's bytes is replaced, and a link is not followed", () =>
  withLibrary((source, root) => {
    const path = keptCopy(source, root);
    const whole = readFileSync(source);
    const changed = Uint8Array.from(whole);
    changed[whole.length - 1]! ^= 1;
    for (const planted of [changed, whole.subarray(0, 1000), new Uint8Array()]) {
      writeFileSync(path, planted);
      assert.deepEqual(readFileSync(keptCopy(source, root)), whole);
    }
    const elsewhere = join(root, "elsewhere");
    writeFileSync(elsewhere, whole);
    rmSync(path);
    symlinkSync(elsewhere, path);
    assert.ok(Deno.lstatSync(keptCopy(source, root)).isFile, "the link is gone");
    assert.deepEqual(readFileSync(elsewhere), whole);
  }));

Deno.test("what cannot be replaced is an error, and no litter stays", () =>
  withLibrary((source, root) => {
    const path = keptCopy(source, root);
    rmSync(path);
    mkdirSync(join(path, "in the way"), { recursive: true });
    assert.throws(() => keptCopy(source, root));
    assert.deepEqual(namesIn(root), [dirname(path).slice(root.length + 1)], "no litter");
  }));
