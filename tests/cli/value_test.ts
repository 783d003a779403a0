/** `value` and `explain`: one straddle from the command line. */
import assert from "node:assert/strict";
import { readJsonLines, shared, sharedTest } from "../shared.ts";
import { assertOneLine, cellsOf, MINI, rowsOf, straddle, straddleOk } from "./program.ts";

const ACME = ["ACME US Equity", "2024-02"];

Deno.test("value writes every day of the straddle's two months, with a backtest's columns", async () => {
  const text = await straddleOk(["value", ...ACME, "1", "--data", MINI]);
  const [header] = cellsOf(text);
  assert.equal(
    header!.join(" "),
    "asset straddle date vol hedge action model strike_vol strike expiry mv delta opnl hpnl pnl",
  );
  const rows = rowsOf(text);
  assert.equal(rows.length, 60);
  assert.deepEqual([rows[0]!.date, rows[59]!.date], ["2024-01-01", "2024-02-29"]);
  const entry = rows.find(({ action }) => action === "ntry")!;
  assert.deepEqual([entry.date, entry.vol, entry.strike], ["2024-01-29", "21.5", "104.75"]);
  assert.deepEqual([rows[0]!.mv, rows[5]!.hedge], ["-", "none"]);
});

Deno.test("the valued rows of value are those of a backtest", async () => {
  const [single, run] = await Promise.all([
    straddleOk(["value", ...ACME, "1", "--data", MINI]),
    straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-f", "tsv", "-q"]),
  ]);
  const lines = single.split("\n").filter((line) => line.split("\t")[10] !== "-");
  for (const line of lines) assert.ok(run.includes(line), line);
  assert.ok(lines.length > 19);
});

Deno.test("S-12: the index wraps, and -1 is the last, with and without --", async () => {
  const tables = await Promise.all(
    [["1"], ["-1"], ["--", "-1"], ["3"], ["-3"]].map(([...index]) =>
      straddleOk(["value", "--data", MINI, "-f", "csv", ...ACME.slice(0, 2), ...index])
    ),
  );
  for (const table of tables) assert.equal(table, tables[0]);
});

for (const command of ["value", "explain"]) {
  Deno.test(`${command} takes the straddle of a run's row in place of month and index`, async () => {
    const run = rowsOf(
      await straddleOk(["backtest", "^ACME", "2024", "--data", MINI, "-q", "-f", "tsv"]),
    );
    const { asset, straddle: text } = run.find(({ straddle }) =>
      straddle!.startsWith("|2024-01|2024-02|N|10|")
    )!;
    const format = command === "value" ? "tsv" : "json";
    const at = (...words: string[]) =>
      straddle([command, asset!, ...words, "--data", MINI, "-f", format]);
    const [bySelf, byIndex] = await Promise.all([at(text!), at("2024-02", "1")]);
    assert.deepEqual(bySelf, byIndex);
    assert.ok(bySelf.stdout.includes(text!));
    assertOneLine(await at(text!.replace("|10|", "|11|")), 1, "has no straddle", text!);
    assertOneLine(await at("|2024-01|2024-02|N|"), 2, 'Cannot read straddle "|2024-01|2024-02|N|"');
    assertOneLine(await at(text!, "1"), 2, "leave out 1");
    assertOneLine(await at("2024-02"), 2, "Name the component");
  });
}

Deno.test("explain --day writes out the P&L of one more day; a day that is none is exit 2", async () => {
  const args = ["explain", ...ACME, "1", "--data", MINI];
  const [usual, more, wrong] = await Promise.all([
    straddleOk(args),
    straddleOk([...args, "--day", "2024-02-05"]),
    straddle([...args, "--day", "2024-02-30"]),
  ]);
  assert.match(usual, /^ {2}2024-01-29 {2}entry day/m);
  assert.match(usual, /^ {2}2024-02-16 {2}expiry day/m);
  assert.match(more, /^ {2}2024-02-05 {2}.*asked for\n {4}S = /m);
  assertOneLine(wrong, 2, "YYYY-MM-DD");
});

Deno.test("value takes assets that are not live, and writes files and formats", async () => {
  const text = await straddleOk(["value", "DEAD Index", "2024-02", "0", "--data", MINI]);
  assert.equal(cellsOf(text)[0]![0], "asset");
  const json = JSON.parse(await straddleOk(["value", ...ACME, "0", "--data", MINI, "-f", "json"]));
  assert.equal(json.length, 60);
  const short = await straddleOk(["value", ...ACME, "1", "--data", MINI, "--digits", "3"]);
  assert.match(short, /ntry\tES\t21\.5\t105\t2024-02-16\t0\.0381\t0\.019\t0\t0\t0\n/);
});

for (const command of ["value", "explain"]) {
  Deno.test(`${command}: an unknown asset is exit 1 with the name that was meant`, async () => {
    const run = await straddle([command, "ACME US Equty", "2024-02", "0", "--data", MINI]);
    assertOneLine(run, 1, 'No asset "ACME US Equty"', 'did you mean "ACME US Equity"?');
  });

  Deno.test(`${command}: a month or an index that is none is a usage error`, async () => {
    const at = (month: string, index: string) =>
      straddle([command, "ACME US Equity", month, index, "--data", MINI]);
    assertOneLine(await at("2024-13", "0"), 2, "YYYY-MM");
    assertOneLine(await at("2024", "0"), 2, "YYYY-MM");
    assertOneLine(await at("2024-01", "one"), 2, "whole number");
    assertOneLine(await at("2024-01", "1.5"), 2, "whole number");
  });

  Deno.test(`${command}: without prices it says how to name them`, async () => {
    const args = [command, ...ACME, "0", "--amt", `${MINI}/amt.yml`];
    assertOneLine(await straddle(args), 2, "--prices FILE");
  });
}

const PUBLIC = [
  "data/amt.yml",
  "data/futs.csv",
  "data/overrides.csv",
  "golden/prices_public.parquet",
];

function publicArgs(): string[] {
  const [amt, chain, overrides, prices] = PUBLIC.map((path) => shared(path)!);
  return ["--amt", amt!, "--chain", chain!, "--overrides", overrides!, "--prices", prices!];
}

interface Golden {
  readonly asset: string;
  readonly year: number;
  readonly month: number;
  readonly i: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

sharedTest(
  "value prints golden tables: texts exactly, numbers to 1e-12",
  ["golden/valuation.jsonl.gz", ...PUBLIC],
  async (golden) => {
    const tables = readJsonLines<Golden>(golden!);
    for (const n of [7, 700, 1400, 2100]) {
      const { asset, year, month, i, columns, rows } = tables[n]!;
      const at = [asset, `${year}-${String(month).padStart(2, "0")}`, String(i)];
      const ours = rowsOf(await straddleOk(["value", ...at, ...publicArgs(), "-f", "tsv"]));
      assert.equal(ours.length, rows.length, at.join(" "));
      ours.forEach((row, r) =>
        columns.forEach((column, c) => {
          const [cell, expected] = [row[column]!, rows[r]![c]!];
          if (cell === expected) return;
          const [a, b] = [Number(cell), Number(expected)];
          assert.ok(
            Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)),
            `${at} ${column}: ${cell}, not ${expected}`,
          );
        })
      );
    }
  },
);

Deno.test("explain tells the worked example in words; exit 0", async () => {
  const text = await straddleOk(["explain", ...ACME, "1", "--data", MINI]);
  for (
    const part of [
      "Straddle 1 of ACME US Equity expiring in 2024-02\n",
      "month    2024-01, 23 good days",
      "anchor   2024-01-19, the 3rd Friday of 2024-01",
      "target   2024-01-19 + 10 calendar days = 2024-01-29",
      "Expiry day: 2024-02-16",
      "strike_vol = vol = 21.5",
      "strike = hedge = 104.75",
      "15 good days, 19 calendar days",
      "Result: OK, valued",
    ]
  ) assert.ok(text.includes(part), `${part}\n${text}`);
});

Deno.test("explain --format json gives the same as data", async () => {
  const data = JSON.parse(
    await straddleOk(["explain", ...ACME, "-1", "--data", MINI, "--format", "json"]),
  );
  assert.deepEqual(
    [data.state, data.complete, data.entry.chosen, data.expiry.chosen, data.life.goodDays],
    ["valued", true, "2024-01-29", "2024-02-16", 15],
  );
});

Deno.test("explain of a straddle without a value is exit 1, with what would mend it", async () => {
  const args = ["explain", "SWP10 Curncy", "2024-02", "0", "--data", MINI];
  const { code, stdout, stderr } = await straddle(args);
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /Result: \w+( \w+)?, model not supported\n/);
  assert.match(stdout, /To mend it: name the rules that have it with --rules current/);
});
