/** Inputs as people write them: weights, tickers, names and days that are nearly right. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { sharedTest } from "../shared.ts";
import { refusedWithoutLitter, straddle, straddleOk, withFolder } from "./program.ts";

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
      const refused = await refusedWithoutLitter(
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
