/** Files of our own, read by their pages: the same sums as SQL over the same rows, to the last bit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type AnalysedRun, openRun } from "../../../src/runs/analysis/open_run.ts";
import { OwnFile } from "../../../src/runs/analysis/own_file.ts";
import { StraddleError } from "../../../src/base/errors.ts";
import { withFolder } from "../../cli/program.ts";
import { at, COLUMNS, inventRun, type RunRow, writeForeign, writeOwn } from "./invented_run.ts";

const ASSETS = ["A & B", "C", "Ce", "D \u{1F600}"];
const WANTED = { components: true };

/** What there is to know of a run: its sums, and the paths of some of its straddles. */
async function knownOf(path: string) {
  const run: AnalysedRun = await openRun([path], undefined, WANTED);
  try {
    const { count } = run.sums.straddles;
    const some = [0, 1, Math.floor(count / 2), count - 1];
    return { sums: run.sums, paths: await run.paths(some) };
  } finally {
    run.close();
  }
}

/** Whether a file is read by its pages, not by DuckDB. */
async function isOwn(path: string): Promise<boolean> {
  const file = await OwnFile.open(path);
  file?.close();
  return file !== undefined;
}

/** That a file of our own tells what the same rows tell in a file of another program. */
async function assertSameAsSql(cwd: string, groups: readonly (readonly RunRow[])[]) {
  const [own, foreign] = [join(cwd, "own.parquet"), join(cwd, "foreign.parquet")];
  writeOwn(own, groups);
  await writeForeign(foreign, own);
  assert.deepEqual([await isOwn(own), await isOwn(foreign)], [true, false]);
  assert.deepEqual(await knownOf(own), await knownOf(foreign));
}

Deno.test("a run in one row group, or in many that cut assets and straddles, is summed as in SQL", () =>
  withFolder(async (cwd) => {
    for (const size of [100_000, 400, 7]) await assertSameAsSql(cwd, inventRun(ASSETS, size));
  }));

Deno.test("rows of a component that is named twice, and numbers out of all bounds, too", () =>
  withFolder(async (cwd) => {
    const rows = inventRun(ASSETS, 100_000)[0]!;
    const odd = [Infinity, -Infinity, 1e308, -1e308, 5e-324, -0];
    const twice = rows.flatMap((row, i) => {
      const cells = [...row];
      if (i % 50 === 7) cells[at("vol")] = odd[i % odd.length]!;
      if (i % 70 === 9) cells[at("pnl")] = odd[i % 4 === 1 ? 0 : 4]!;
      if (i % 90 === 11) cells[at("mv")] = Infinity;
      return i > 600 && i < 800 ? [cells, cells] : [cells];
    });
    await assertSameAsSql(cwd, [twice.slice(0, 650), twice.slice(650)]);
  }));

Deno.test("rows that are not sorted are left to SQL, and so is a year far from the others", () =>
  withFolder(async (cwd) => {
    const [rows] = inventRun(ASSETS, 100_000);
    await assertSameAsSql(cwd, [rows!.toReversed()]);
    await assertSameAsSql(cwd, [[...rows!.slice(100), ...rows!.slice(0, 100)]]);
    const late = rows!.map((row, i) => i === 39 ? row.with(at("date"), 400_000) : row);
    await assertSameAsSql(cwd, [late]);
  }));

Deno.test("what is no run is refused in the same words, whoever wrote the file", () =>
  withFolder(async (cwd) => {
    const [rows] = inventRun(["A"], 100_000);
    const faults: Record<string, (row: RunRow) => RunRow> = {
      "no asset": (row) => row.with(at("asset"), null),
      '"x" is no straddle': (row) => row.with(at("straddle"), "x"),
      'the weight "half" of "N|0|F|3|half|" is no number': (row) =>
        row.with(at("straddle"), "|2023-01|2023-02|N|0|F|3|half|"),
      "no date that is one": (row) => row.with(at("date"), null),
      "expires before its first value": (row) => row.with(at("expiry"), 10),
    };
    for (const [words, change] of Object.entries(faults)) {
      const [own, foreign] = [join(cwd, "run.parquet"), join(cwd, "foreign.parquet")];
      // Those with a straddle's expiry need all its rows changed.
      writeOwn(own, [rows!.map((row) => row[1] === rows![0]![1] ? change(row) : row)]);
      await writeForeign(foreign, own);
      for (const path of [own, foreign]) {
        await assert.rejects(openRun([path], undefined, WANTED), (error: unknown) => {
          assert.ok(error instanceof StraddleError && error.exitCode === 3, String(error));
          assert.ok(error.message.includes(words), error.message);
          return true;
        });
      }
    }
  }));

Deno.test("a damaged file of our own is an exit-3 error or tells the same, never a defect", () =>
  withFolder(async (cwd) => {
    const path = join(cwd, "run.parquet");
    writeOwn(path, inventRun(["A"], 400));
    const whole = Deno.readFileSync(path);
    for (let i = 0; i < 60; i++) {
      const bytes = whole.slice(0, i % 3 === 0 ? whole.length - 1 - i * 97 : whole.length);
      // Near the ends of the file, where headers and the footer are, and anywhere.
      const place = [4 + i, whole.length - 9 - 31 * i, (i * 7919) % whole.length][i % 3]!;
      bytes[place]! ^= 1 << (i % 8);
      Deno.writeFileSync(path, bytes);
      try {
        (await openRun([path], undefined, WANTED)).close();
      } catch (error) {
        assert.ok(error instanceof StraddleError, `${place}: ${error}`);
        assert.ok([1, 3].includes(error.exitCode), error.message);
      }
    }
  }));

Deno.test("every column of ours reads back as it was, whatever the order it is read in", () =>
  withFolder(async (cwd) => {
    const path = join(cwd, "run.parquet");
    const groups = inventRun(ASSETS, 333);
    writeOwn(path, groups, { key: "valüe" });
    const file = (await OwnFile.open(path))!;
    assert.equal(file.footer.metadata.get("key"), "valüe");
    for (const { name, type } of COLUMNS.toReversed()) {
      groups.forEach((rows, group) => {
        const cells = rows.map((row) => row[at(name)]);
        if (type === "double") {
          const out = new Float64Array(rows.length);
          file.doubles(group, name, out);
          assert.deepEqual([...out], cells.map((cell) => cell ?? NaN), name);
        } else if (type === "text") {
          const out = new Int32Array(rows.length);
          const texts = file.texts(group, name, out);
          assert.deepEqual(Array.from(out, (code) => texts[code]), cells, name);
        } else {
          const out = new Int32Array(rows.length);
          file.days(group, name, out);
          assert.deepEqual([...out], cells.map((cell) => cell ?? -(2 ** 31)), name);
        }
      });
    }
    file.close();
  }));
