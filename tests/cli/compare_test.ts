/** `compare`: whether two runs are the same, and where they are not. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  MINI,
  namesIn,
  quoted,
  sql,
  straddle,
  straddleOk,
  withFolder,
  writeParquet,
} from "./program.ts";

const RUN = ["backtest", ".", "2024", "--data", MINI, "-q"];

async function withRun(body: (cwd: string, run: string) => Promise<void>): Promise<void> {
  await withFolder(async (cwd) => {
    await straddleOk([...RUN, "-o", "run.parquet"], { cwd });
    await body(cwd, join(cwd, "run.parquet"));
  });
}

/** The comparison as JSON, with the exit code that belongs to it. */
// deno-lint-ignore no-explicit-any
async function compare(cwd: string, a: string, b: string, ...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await straddle(["compare", a, b, "-f", "json", ...args], {
    cwd,
  });
  assert.equal(stderr, "");
  const found = JSON.parse(stdout);
  assert.equal(code, found.same ? 0 : 1);
  return found;
}

Deno.test("a run is the same in all formats", () =>
  withRun(async (cwd, run) => {
    const rows = Number((await sql(`SELECT count(*) AS n FROM ${quoted(run)}`))[0]!.n);
    for (const ending of ["csv", "tsv", "json", "ndjson"]) {
      // The name says nothing; the content does.
      await straddleOk([...RUN, "-f", ending, "-o", "other.x"], { cwd });
      const found = await compare(cwd, "run.parquet", "other.x", "--tolerance", "0");
      assert.equal(found.same, true, ending);
      assert.deepEqual([found.rowsInA, found.rowsInB], [rows, rows]);
      assert.equal((await compare(cwd, "other.x", "run.parquet")).same, true, ending);
    }
    const { code, stdout } = await straddle(["compare", "run.parquet", "run.parquet"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^Same /);
    assert.deepEqual(namesIn(cwd), ["other.x", "run.parquet"]);
  }));

Deno.test("the order of rows does not matter, and rows of the same name go together in order", () =>
  withRun(async (cwd, run) => {
    await writeParquet(
      join(cwd, "turned.parquet"),
      `SELECT * FROM ${quoted(run)} ORDER BY pnl, date`,
    );
    assert.equal((await compare(cwd, "run.parquet", "turned.parquet")).same, true);
    const twice = `SELECT *, 0 AS again FROM ${quoted(run)} UNION ALL
      SELECT * REPLACE (coalesce(mv, 0) + 1 AS mv), 1 FROM ${quoted(run)}`;
    const drop = "SELECT * EXCLUDE (again) FROM";
    await writeParquet(join(cwd, "one.parquet"), `${drop} (${twice}) ORDER BY asset, again`);
    await writeParquet(join(cwd, "two.parquet"), `${drop} (${twice}) ORDER BY date, again`);
    await writeParquet(join(cwd, "odd.parquet"), `${drop} (${twice}) ORDER BY date, again DESC`);
    assert.equal((await compare(cwd, "one.parquet", "two.parquet")).same, true);
    const odd = await compare(cwd, "one.parquet", "odd.parquet");
    assert.equal(odd.onlyInA + odd.onlyInB, 0);
    assert.equal(odd.cellsThatDiffer, odd.rowsInA);
    assert.equal((await compare(cwd, "run.parquet", "one.parquet")).onlyInB, odd.rowsInA / 2);
  }));

Deno.test("rows of one run only, and cells that differ, are counted by column and asset", () =>
  withRun(async (cwd, run) => {
    const acme = "asset = 'ACME US Equity' AND straddle = '|2023-12|2024-01|N|0|F|3|60|'";
    await writeParquet(
      join(cwd, "other.parquet"),
      `SELECT * REPLACE (
         CASE WHEN ${acme} AND date = '2023-12-18' THEN mv + 0.5 ELSE mv END AS mv,
         CASE WHEN ${acme} AND date = '2023-12-19' THEN 'xpry' ELSE action END AS action,
         CASE WHEN ${acme} AND date = '2023-12-20' THEN NULL ELSE delta END AS delta,
         vol + 1e-14 AS vol)
       FROM ${quoted(run)} WHERE NOT (${acme} AND date = '2023-12-21')`,
    );
    const found = await compare(cwd, "run.parquet", "other.parquet");
    assert.deepEqual([found.onlyInA, found.onlyInB], [1, 0]);
    assert.deepEqual([found.cellsThatDiffer, found.rowsThatDiffer], [3, 3]);
    assert.deepEqual(
      found.byColumn,
      ["action", "mv", "delta"].map((column) => ({ column, cells: 1 })),
    );
    assert.deepEqual(found.byAsset, [
      { asset: "ACME US Equity", onlyInA: 1, onlyInB: 0, rows: 3, cells: 3 },
    ]);
    // What is no number, or missing, is the largest difference there can be.
    const cells = found.largest.map(
      ({ date, column, b }: Record<string, unknown>) => [date, column, b],
    );
    assert.deepEqual(cells.slice(0, 2), [
      ["2023-12-19", "action", "xpry"],
      ["2023-12-20", "delta", null],
    ]);
    assert.deepEqual(cells[2].slice(0, 2), ["2023-12-18", "mv"]);
    const { stdout } = await straddle(["compare", "run.parquet", "other.parquet"], { cwd });
    assert.match(stdout, /^Different \(tolerance 1e-12\)\n/);
    assert.match(stdout, /3 cells differ, in 3 rows/);
    assert.match(stdout, /2023-12-20 +delta .* missing/);
    assert.match(stdout, /1 only here/);
  }));

Deno.test("numbers are the same within tolerance * max(1, |b|), and no further", () =>
  withRun(async (cwd, run) => {
    await writeParquet(
      join(cwd, "other.parquet"),
      `SELECT * REPLACE (hedge * (1 + 1e-6) AS hedge, delta + 1e-6 AS delta) FROM ${quoted(run)}`,
    );
    const columns = async (tolerance: string) =>
      (await compare(cwd, "run.parquet", "other.parquet", "--tolerance", tolerance)).byColumn
        .map(({ column }: { column: string }) => column);
    assert.deepEqual(await columns("1e-7"), ["hedge", "delta"]);
    assert.deepEqual(await columns("1.1e-6"), []);
  }));

Deno.test("digits that were rounded away are differences, unless the tolerance allows them", () =>
  withRun(async (cwd) => {
    await straddleOk([...RUN, "--digits", "6", "-o", "short.csv"], { cwd });
    assert.equal((await compare(cwd, "run.parquet", "short.csv")).same, false);
    assert.equal(
      (await compare(cwd, "run.parquet", "short.csv", "--tolerance", "1e-5")).same,
      true,
    );
  }));

Deno.test("a column that only one run has is a difference", () =>
  withRun(async (cwd) => {
    await straddleOk([...RUN.with(1, "^ACME"), "-o", "acme.tsv"], { cwd });
    const found = await compare(cwd, "run.parquet", "acme.tsv");
    assert.ok(found.columnsOnlyInA.includes("hedge1"), found.columnsOnlyInA);
    assert.deepEqual(found.columnsOnlyInB, []);
    assert.ok(found.onlyInA > 0);
    assert.equal(found.onlyInB, 0);
  }));

Deno.test("the P&L of both stands side by side, part by part, as summary has it", () =>
  withRun(async (cwd) => {
    await straddleOk([...RUN.with(1, "^[A-M]"), "--hedge", "weekly", "-o", "b.csv"], { cwd });
    const amt = join(MINI, "amt.yml");
    for (const by of ["class", "schedule"]) {
      const { pnl } = await compare(
        cwd,
        "run.parquet",
        "b.csv",
        "--by",
        by,
        ...by === "class" ? ["--amt", amt] : [],
      );
      assert.match(pnl.of, /^the strike, summed over straddles/);
      const sides = { a: "run.parquet", b: "b.csv" } as const;
      for (const [side, file] of Object.entries(sides)) {
        const summary = async (...args: string[]) => {
          const text = await straddleOk(["summary", file, ...args, "-f", "json"], { cwd });
          return JSON.parse(text) as Record<string, unknown>[];
        };
        const rows = await summary("--by", by, ...by === "class" ? ["--amt", amt] : []);
        const shown = pnl.parts.filter((part: Record<string, unknown>) => part[side] !== null);
        assert.deepEqual(
          shown.map((part: Record<string, unknown>) => [part.name, part[side]]),
          rows.map((row) => [row[by], row.pnl]),
          `${by} ${side}`,
        );
        if (by === "class") assert.equal(pnl.total[side], (await summary())[0]!.pnl);
      }
      for (const { a, b, difference } of [...pnl.parts, pnl.total]) {
        assert.equal(difference, (b ?? 0) - (a ?? 0));
      }
    }
    const text = await straddle(["compare", "run.parquet", "b.csv", "--by", "asset"], { cwd });
    assert.match(
      text.stdout,
      /\nP&L by asset, of the strike, .*:\nasset +a +b +b - a\n(.+\n)+total /,
    );
    const { stdout, stderr, code } = await straddle(
      ["compare", "run.parquet", "run.parquet", "--by", "year", "--amt", "none.yml"],
      { cwd },
    );
    assert.deepEqual([code, stderr.includes("--amt has no effect")], [0, true]);
    assert.match(stdout, /^total +(-?[\d.]+ %) +\1 +0\.00 %$/m);
  }));

Deno.test("a run without rows can be compared in every format", () =>
  withFolder(async (cwd) => {
    const names = ["a.parquet", "a.csv", "a.tsv", "a.json", "a.ndjson"];
    for (const name of names) {
      await straddleOk([...RUN.with(1, "^SWP10"), "-o", name], { cwd });
    }
    for (const name of names) {
      const found = await compare(cwd, name, names[0]!);
      assert.deepEqual([found.same, found.rowsInA, found.rowsInB], [true, 0, 0], name);
    }
    assert.equal((await compare(cwd, "a.json", "a.ndjson")).same, true);
    await straddleOk([...RUN, "-o", "full.csv"], { cwd });
    assert.ok((await compare(cwd, "a.ndjson", "full.csv")).onlyInB > 0);
  }));

Deno.test("names with pattern signs are names", () =>
  withRun(async (cwd, run) => {
    // Windows has no "*" in names.
    const signs = Deno.build.os === "windows" ? "r[1].parquet" : "r*n[1].parquet";
    await Deno.copyFile(run, join(cwd, signs));
    await Deno.copyFile(run, join(cwd, "it's; a 'run'.parquet"));
    assert.equal((await compare(cwd, signs, "it's; a 'run'.parquet")).same, true);
  }));

Deno.test("what is no run is exit 3, what cannot be opened exit 4", () =>
  withRun(async (cwd, run) => {
    const write = (name: string, text: string) => Deno.writeTextFileSync(join(cwd, name), text);
    write("preview.txt", await straddleOk([...RUN, "-f", "table"]));
    write("other.csv", "asset,straddle\nX,Y\n");
    write("notes.md", "# Notes\n");
    write("cut.json", '[\n{"asset":"X","straddle"');
    const tsv = await straddleOk([...RUN, "-f", "tsv"]);
    write("text.tsv", tsv.replace(/\t0\.0\d+\t/, "\tabc\t"));
    Deno.writeFileSync(join(cwd, "cut.parquet"), Deno.readFileSync(run).subarray(0, 500));
    for (
      const [name, reason] of [
        ["preview.txt", "preview"],
        ["other.csv", 'no column "date"'],
        ["notes.md", "column names"],
        ["cut.json", ""],
        ["text.tsv", "abc"],
        ["cut.parquet", ""],
        [join(MINI, "amt.yml"), ""],
      ] as const
    ) {
      assertOneLine(await straddle(["compare", "run.parquet", name], { cwd }), 3, name, reason);
      assertOneLine(await straddle(["compare", name, "run.parquet"], { cwd }), 3, name, reason);
    }
    assertOneLine(await straddle(["compare", "run.parquet", "nope"], { cwd }), 4, '"nope"');
    Deno.mkdirSync(join(cwd, "empty"));
    assertOneLine(await straddle(["compare", "empty", "run.parquet"], { cwd }), 4, "folder");
    for (const tolerance of ["-1", "x", "", "Infinity", "1e999"]) {
      const args = ["compare", "run.parquet", "run.parquet", `--tolerance=${tolerance}`];
      assertOneLine(await straddle(args, { cwd }), 2, "from 0 up");
    }
  }));
