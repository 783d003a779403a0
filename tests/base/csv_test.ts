/** Small CSV files: columns by name, and faults by row. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readCsv } from "../../src/base/csv.ts";
import { errorOf } from "../thrown.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-csv-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));
const path = join(folder, "x.csv");

function read(text: string | Uint8Array, columns: readonly string[] = ["a", "b"]) {
  writeFileSync(path, text);
  return readCsv(path, "futures chain", columns).map(({ cells, number }) => [...cells, number]);
}

Deno.test("F-11: columns are found by name, others ignored, whatever the line ends and the BOM", () => {
  const rows = [["1", "2", 2], ["3", "4", 3]];
  assert.deepEqual(read("a,b\n1,2\n3,4\n"), rows);
  assert.deepEqual(read("a,b\r\n1,2\r\n3,4\r\n"), rows);
  assert.deepEqual(read("\uFEFFa,b\n1,2\n3,4"), rows);
  assert.deepEqual(read("x,b,y,a\n9,2,9,1\n,4,,3\n"), rows);
});

Deno.test("F-11: semicolons and tabs part cells, too, and names of columns may be in any case", () => {
  const rows = [["1,5", "4", 2], ["", "", 3]];
  assert.deepEqual(read("a;b\n1,5;4\n;\n"), rows);
  assert.deepEqual(read("a\tb\n1,5\t4\n\t\n"), rows);
  assert.deepEqual(read('"A" ;"b"\n"1,5";4\n;\n'), rows);
  assert.deepEqual(read("sep=;\nA; B\n1,5;4\n"), [["1,5", "4", 3]]);
  assert.deepEqual(read("B,b,a\n1,2,3\n"), [["3", "2", 2]]);
});

Deno.test("F-12: short rows have empty cells; blank lines are skipped and counted", () => {
  assert.deepEqual(read("a,b\n1\n\n3,4\n,\n\n"), [["1", "", 2], ["3", "4", 4], ["", "", 5]]);
  assert.deepEqual(read("a,b\n"), []);
  assert.deepEqual(read("a\n1\n\n2\n", ["a"]), [["1", 2], ["2", 4]]);
});

Deno.test("F-11: quoted cells may hold commas, quotes and line ends", () => {
  assert.deepEqual(read('a,b\n"x, y","say ""hi"""\n"two\nlines",z\n'), [
    ["x, y", 'say "hi"', 2],
    ["two\nlines", "z", 3],
  ]);
});

Deno.test("D-19: a missing column is an exit-3 error naming file, column and what was found", () => {
  const error = errorOf(() => read("a,c\n1,2\n"));
  assert.equal(error.exitCode, 3);
  assert.match(error.message, /futures chain ".*x\.csv": no column "b" .*found "a,c"/);
  for (const empty of ["", "\n", "  \n"]) {
    const { message, exitCode } = errorOf(() => read(empty));
    assert.equal(exitCode, 3);
    assert.match(message, /"a", "b".*empty/);
  }
});

Deno.test("D-19: broken quotes, other encodings, folders and missing files are one-line errors", () => {
  assert.match(errorOf(() => read('a,b\n1,2\n"x,3\n')).message, /row 3: .*quote/);
  const latin = errorOf(() => read(new Uint8Array([0x61, 0x2c, 0x62, 0x0a, 0xe9, 0x2c, 0x31])));
  assert.equal(latin.exitCode, 3);
  assert.match(latin.message, /not UTF-8/);
  const missing = errorOf(() => readCsv(join(folder, "no.csv"), "futures chain", ["a"]));
  assert.equal(missing.exitCode, 4);
  assert.match(missing.message, /Cannot open futures chain ".*no\.csv": no such file/);
  mkdirSync(join(folder, "d"));
  assert.equal(errorOf(() => readCsv(join(folder, "d"), "futures chain", ["a"])).exitCode, 4);
});

Deno.test("F-12: a file reads the same whether or not it quotes anything", () => {
  const cell = fc.stringMatching(/^[ a-z0-9é=-]{0,4}$/);
  const table = fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 20 });
  fc.assert(fc.property(table, (rows) => {
    const lines = [["a", "b"], ...rows].map((row) => row.join(","));
    const quoted = lines.map((line, i) => i === 0 ? `${line},"c"` : line);
    assert.deepEqual(read(lines.join("\n")), read(quoted.join("\n")));
  }));
});
