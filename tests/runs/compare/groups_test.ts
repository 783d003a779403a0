/** Comparing files of our own by their row groups: the same answer as comparing all of their rows. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { compareRuns } from "../../../src/runs/compare/compare.ts";
import { findLeftovers } from "../../../src/runs/compare/groups.ts";
import { at, inventRun, type RunRow, writeForeign, writeOwn } from "../analysis/invented_run.ts";
import { withFolder } from "../../cli/program.ts";

const ASSETS = ["A", "B", "C", "D", "E"];
const leftovers = (a: string, b: string) => findLeftovers(a, b, () => {});
const rowsOf = (ranges: readonly (readonly [number, number])[]) =>
  ranges.reduce((rows, [begin, end]) => rows + end - begin, 0);

/** Compares two runs as ours and as foreign files; gives what is left of them. */
async function assertSameAnswer(
  cwd: string,
  a: readonly (readonly RunRow[])[],
  b: readonly (readonly RunRow[])[],
) {
  const [ownA, ownB, foreignA, foreignB] = ["a", "b", "fa", "fb"].map((name) =>
    join(cwd, `${name}.parquet`)
  ) as [string, string, string, string];
  writeOwn(ownA, a);
  writeOwn(ownB, b, { other: "metadata" });
  await writeForeign(foreignA, ownA);
  await writeForeign(foreignB, ownB);
  assert.equal(await leftovers(foreignA, foreignB), undefined);
  for (const show of [0, 10]) {
    const own = await compareRuns(ownA, ownB, 1e-12, show);
    assert.deepEqual(own, await compareRuns(foreignA, foreignB, 1e-12, show));
  }
  return await leftovers(ownA, ownB);
}

const groupsByAsset = () => ASSETS.map((asset) => inventRun([asset], 100_000)[0]!);
const change = (rows: readonly RunRow[], every: number) =>
  rows.map((row, i) => i % every === 3 ? row.with(at("pnl"), 0.25) : row);

Deno.test("files with the same rows have nothing left, whatever their metadata; nor has a file with itself", () =>
  withFolder(async (cwd) => {
    const groups = inventRun(ASSETS, 333);
    const left = (await assertSameAnswer(cwd, groups, groups))!;
    assert.deepEqual(left, { same: groups.flat().length, a: [], b: [] });
    const path = join(cwd, "a.parquet");
    Deno.linkSync(path, join(cwd, "link.parquet"));
    assert.deepEqual(await leftovers(path, join(cwd, "link.parquet")), left);
  }));

Deno.test("of files with one changed asset only that is left", () =>
  withFolder(async (cwd) => {
    const groups = groupsByAsset();
    const other = groups.with(2, change(groups[2]!, 10));
    const left = (await assertSameAnswer(cwd, groups, other))!;
    assert.deepEqual([rowsOf(left.a), rowsOf(left.b)], [groups[2]!.length, groups[2]!.length]);
  }));

Deno.test("an asset more, fewer rows, and groups that end elsewhere are found as ever", () =>
  withFolder(async (cwd) => {
    const groups = groupsByAsset();
    const without = (await assertSameAnswer(cwd, groups, groups.toSpliced(2, 1)))!;
    assert.deepEqual([rowsOf(without.a), rowsOf(without.b)], [groups[2]!.length, 0]);
    assert.deepEqual(without.same, groups.flat().length - groups[2]!.length);
    await assertSameAnswer(cwd, groups, groups.with(1, groups[1]!.slice(5)));
    await assertSameAnswer(cwd, groups, [...groups.slice(0, 3), [...groups[3]!, ...groups[4]!]]);
    await assertSameAnswer(cwd, groups, [groups[4]!, ...groups.slice(0, 4)]);
  }));

Deno.test("an asset that lies in equal and in other groups is compared as a whole", () =>
  withFolder(async (cwd) => {
    const [a, b, ...others] = groupsByAsset() as [RunRow[], RunRow[], ...RunRow[][]];
    const cut = [a.slice(0, 500), [...a.slice(500), ...b.slice(0, 500)], b.slice(500)];
    const other = [...cut.with(2, change(cut[2]!, 9)), ...others];
    const left = (await assertSameAnswer(cwd, [...cut, ...others], other))!;
    assert.deepEqual([rowsOf(left.a), rowsOf(left.b)], [cut.flat().length, cut.flat().length]);
    // Rows of the same name before and behind the change: the first goes with the first.
    const [one, two] = [a.slice(0, 30), change(a.slice(0, 30), 5)];
    await assertSameAnswer(cwd, [one, one, ...others], [two, one, ...others]);
  }));
