/** The futures chain: names from normalized to actual and back. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chain, loadChain, NO_CHAIN } from "../../src/inputs/chain.ts";
import { StraddleError } from "../../src/base/errors.ts";
import { cacheStats, clearCaches } from "../../src/base/memo.ts";
import { sharedTest } from "../shared.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-chain-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));
const path = join(folder, "futs.csv");

function load(rows: string, header = "normalized_future,actual_future,last_date"): Chain {
  writeFileSync(path, `${header}\n${rows}`);
  clearCaches();
  return loadChain(path);
}

const entries = ({ actualOf, normalizedOf }: Chain) => [[...actualOf], [...normalizedOf]];

Deno.test("F-11: two maps, from normalized to actual names and back", () => {
  assert.deepEqual(entries(load("QZH2024 Comdty,QZ H24 Comdty,2024-03-20\n")), [
    [["QZH2024 Comdty", "QZ H24 Comdty"]],
    [["QZ H24 Comdty", "QZH2024 Comdty"]],
  ]);
});

Deno.test("F-11: the last row of a name wins, in each map by itself", () => {
  const { actualOf, normalizedOf } = load("A,1,\nA,2,\nB,2,\n");
  assert.deepEqual([...actualOf], [["A", "2"], ["B", "2"]]);
  assert.deepEqual([...normalizedOf], [["1", "A"], ["2", "B"]]);
});

Deno.test("F-11: a row counts only if both names are there", () => {
  assert.deepEqual(entries(load("A,,x\n,B,x\nC\n\n,,\nD,E,\n")), [[["D", "E"]], [["E", "D"]]]);
});

Deno.test("F-11: columns go by name", () => {
  const { actualOf } = load("x,QZ H24,QZH2024\n", "last_date,actual_future,normalized_future");
  assert.deepEqual([...actualOf], [["QZH2024", "QZ H24"]]);
});

Deno.test("D-19: a missing file is an exit-4 error, a missing column an exit-3 error", () => {
  const code = (action: () => unknown) => {
    try {
      action();
      return 0;
    } catch (error) {
      assert.ok(error instanceof StraddleError);
      assert.match(error.message, /futures chain/);
      return error.exitCode;
    }
  };
  assert.equal(code(() => loadChain(join(folder, "none.csv"))), 4);
  assert.equal(code(() => load("A,B\n", "normalized,actual")), 3);
});

Deno.test("C-9, C-12, D-31: one entry a file, however it is spelled; a changed file is a miss", () => {
  const first = load("A,1,\n");
  const link = join(folder, "link.csv");
  // On Windows not everybody may make links; a name in other letters leads to the file as well.
  if (Deno.build.os !== "windows") symlinkSync(path, link);
  assert.equal(loadChain(path), first);
  assert.equal(loadChain(join(folder, ".", "futs.csv")), first);
  assert.equal(loadChain(Deno.build.os === "windows" ? path.toUpperCase() : link), first);
  const stats = () => {
    const { entries, hits, misses } = cacheStats().find(({ name }) => name === "chain")!;
    return { entries, hits, misses };
  };
  assert.deepEqual(stats(), { entries: 1, hits: 3, misses: 1 });
  // Another size.
  writeFileSync(path, "normalized_future,actual_future\nA,22\n");
  assert.equal(loadChain(path).actualOf.get("A"), "22");
  // The same size at another time.
  writeFileSync(path, "normalized_future,actual_future\nA,33\n");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const third = loadChain(path);
  assert.equal(third.actualOf.get("A"), "33");
  assert.notEqual(third.key, first.key);
  assert.deepEqual(stats(), { entries: 3, hits: 3, misses: 3 });
});

Deno.test("B-1: no chain is an empty chain with a key of its own", () => {
  assert.deepEqual(entries(NO_CHAIN), [[], []]);
  assert.notEqual(load("").key, NO_CHAIN.key);
});

sharedTest("F-11: the real chain has 6,980 rows, one to one", ["data/futs.csv"], (path) => {
  const { actualOf, normalizedOf } = loadChain(path!);
  assert.deepEqual([actualOf.size, normalizedOf.size], [6980, 6980]);
  for (const [normalized, actual] of actualOf) {
    assert.equal(normalizedOf.get(actual), normalized);
  }
});
