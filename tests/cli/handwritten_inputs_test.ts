/** Inputs as people write them: weights, tickers, names and days that are nearly right. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { sharedTest } from "../shared.ts";
import { refusedWithoutLeftovers, rowsOf, straddle, straddleOk, withFolder } from "./program.ts";

/** The options that name the small right inputs, but the asset table. */
const besides = (base: string) => [
  "--overrides",
  join(base, "overrides.csv"),
  "--prices",
  join(base, "prices.parquet"),
];

/** The sum of P&L of the summary of a run into a file. */
async function pnlOf(cwd: string, run: string): Promise<number> {
  const [row] = JSON.parse(await straddleOk(["summary", run, "-f", "json"], { cwd }));
  return row.pnl;
}

sharedTest(
  "a weight with a sign, blanks or a decimal comma is a number; what is none is refused",
  ["cases/weights/plain.yml", "cases/base/prices.parquet"],
  (amt, prices) =>
    withFolder(async (cwd) => {
      const plain = Deno.readTextFileSync(amt);
      const run = async (weights: string, to: string) => {
        Deno.writeTextFileSync(join(cwd, "amt.yml"), plain.replace(/s: \[.*\]/, `s: [${weights}]`));
        const args = ["backtest", ".", "2024", "--amt", "amt.yml", ...besides(dirname(prices))];
        return to === "" ? args : await straddleOk([...args, "-o", to], { cwd });
      };
      // Written by us, and by the summary's other way, in SQL.
      await run('"N0_F3_50%", "N5_F3_ 50 "', "run.parquet");
      await run('"N0_F3_50,0", "N5_F3_50 %"', "run.csv");
      for (const file of ["run.parquet", "run.csv"]) {
        assert.ok(Math.abs(await pnlOf(cwd, file) - 0.18013) < 5e-6, file);
      }
      const refused = await refusedWithoutLeftovers(
        await run("N0_F3_half, N5_F3_50", "") as string[],
        cwd,
      );
      assert.equal(refused.code, 3);
      assert.match(refused.stderr, /amt\.yml:2: .*Component "N0_F3_half" of schedule "s"/);
    }),
);

for (
  const [name, warning] of [
    ["hedge-switches-twice", /amt\.yml:10: .*switches more than once and only the last switch/],
    ["market-switches-twice", /amt\.yml:7: .*switches more than once and only the last switch/],
    ["class-is-number", /amt\.yml:6: .*Class is the number 5/],
  ] as const
) {
  sharedTest(`${name}: read as ever, with a warning`, [`cases/${name}`], async (data) => {
    const args = ["backtest", ".", "2024", "--data", data, "-v", "-f", "csv"];
    const { code, stdout, stderr } = await straddle(args);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1 + 1013);
    assert.match(stderr, warning);
  });
}

/** A run of the small right inputs with other overrides for the asset that needs them. */
const overridden = (base: string, amt: string, overrides: string) => [
  ".",
  "2024",
  "--amt",
  amt,
  "--overrides",
  overrides,
  "--prices",
  join(base, "prices.parquet"),
];

sharedTest(
  "a bad row or a row of empty cells of the overrides stops no run that does not need it",
  ["cases/overrides-blank-row"],
  (data) =>
    withFolder(async (cwd) => {
      const { code, stdout, stderr } = await straddle(
        ["backtest", ".", "2024", "--data", data, "-f", "csv"],
      );
      assert.equal(code, 0, stderr);
      assert.equal(stdout.trimEnd().split("\n").length, 1 + 379);
      assert.match(stderr, /^Warning: .*overrides\.csv: row 26: "BBB Index": "" is not a day/m);
      const checked = await straddle(["check", ".", "2024", "--data", data]);
      assert.equal(checked.code, 0);
      assert.match(
        checked.stdout,
        /warning {2}expiry overrides, 1 row: BBB Index \(row 26: "" is not/,
      );
      // Semicolons, days as a spreadsheet of that country writes them, and an empty row.
      const rows = Deno.readTextFileSync(join(data, "overrides.csv")).trimEnd().split("\n");
      const german = rows.map((row) =>
        row.replace(",", ";").replace(/(\d{4})-(\d\d)-(\d\d)/, "$3.$2.$1")
      );
      const [path, args] = [join(cwd, "german.csv"), [".", "2024", "--data", data, "-f", "csv"]];
      Deno.writeTextFileSync(path, [...german.slice(0, -1), ";", ""].join("\r\n"));
      const again = await straddle(["backtest", ...args, "--overrides", path]);
      assert.equal(again.stdout, stdout);
      assert.doesNotMatch(again.stderr, /Warning/);
      const quiet = await straddle(["check", ".", "2024", "--data", data, "--overrides", path]);
      assert.match(quiet.stdout, /note {5}expiry overrides, 1 row: row 26\. Rows of empty cells/);
      // What the run does need.
      Deno.writeTextFileSync(path, [...rows.slice(0, -1), "AAA Index,45000"].join("\n"));
      const needed = ["backtest", ".", "2024", "--data", data, "--overrides", path];
      const refused = await refusedWithoutLeftovers(needed, cwd);
      assert.equal(refused.code, 3);
      assert.match(refused.stderr, /german\.csv": row 26: "AAA Index": "45000" is not a day/);
    }),
);

sharedTest(
  "a blank behind a name of the overrides is named with the near name, and so are two days",
  ["cases/names/override.yml", "cases/base/prices.parquet"],
  async (amt, prices) => {
    const base = dirname(prices), names = dirname(amt);
    const blank = overridden(base, amt, join(names, "overrides-blank.csv"));
    const near = 'no day for "AAA US Equity", but for "AAA US Equity " (one has a blank at an end)';
    const run = await straddle(["backtest", ...blank]);
    assert.ok(run.stderr.includes(near), run.stderr);
    const checked = await straddle(["check", ...blank]);
    assert.match(checked.stdout, /unknown ticker, 1 ticker: "AAA US Equity " \(the asset is "AAA/);
    assert.match(checked.stdout, /override missing.*; there is "AAA US Equity ": one has a blank/);
    const explained = await straddle([
      "explain",
      "AAA US Equity",
      "2024-03",
      "0",
      ...blank.slice(2),
    ]);
    assert.match(
      explained.stdout,
      /days for "AAA US Equity ", which is not the same: one has a bl/,
    );
    const twice = overridden(base, amt, join(names, "overrides-dup.csv"));
    const two = "2024-03 has two days, 2024-03-15 and 2024-03-08";
    const doubled = await straddle(["backtest", ...twice, "-f", "csv"]);
    assert.ok(doubled.stderr.includes(`row 5: "AAA US Equity": ${two}`), doubled.stderr);
    assert.match(doubled.stdout, /,xpry,ES,[^,]*,[^,]*,2024-03-08,/);
    assert.ok((await straddle(["check", ...twice])).stdout.includes(`(row 5: ${two})`));
  },
);

sharedTest(
  "a future is priced under its own name though another decade shares the actual one",
  ["cases/chain-decade"],
  async (data) => {
    const inputs = ["--amt", "amt.yml", "--chain", "futs.csv", "--prices", "prices.parquet"]
      .map((word, i) => i % 2 === 1 ? join(data, word) : word);
    const value = await straddleOk(["value", "CL Comdty", "2024-03", "0", ...inputs, "-f", "tsv"]);
    assert.ok(rowsOf(value).some(({ strike }) => strike === "51.6"), value);
    const { stdout } = await straddle(["check", ".", "2024", ...inputs]);
    assert.match(
      stdout,
      /warning {2}name clash, 1 future: "CLJ4 Comdty" \(CLJ2024 Comdty, CLJ2034 Comdty\)/,
    );
    await straddleOk(["explain", "CL Comdty", "2024-03", "0", ...inputs]);
  },
);

sharedTest(
  "a name that YAML changed is named with its line and what to quote",
  ["cases/names/no-as-name.yml", "cases/names/fut-code-no.yml", "cases/base/prices.parquet"],
  async (name, code, prices) => {
    const args = (amt: string) => [".", "2024", "--amt", amt, ...besides(dirname(prices))];
    const quote = /no-as-name\.yml:5: Underlying NO is read as False.*; write "NO", in quotes/;
    assert.match((await straddle(["backtest", ...args(name)])).stderr, quote);
    assert.match((await straddle(["check", ...args(name)])).stderr, quote);
    const future = await straddle(["backtest", ...args(code)]);
    assert.match(
      future.stderr,
      /fut-code-no\.yml:8: .*Hedge\.fut_code NO is read as False.*; write "NO", in quotes/,
    );
    const checked = await straddle(["check", ...args(code)]);
    assert.match(checked.stdout, /warning {2}changed name.*line 8.*write "NO", in quotes/);
  },
);
