/** W-1: each variant's figures are those of the same run made alone, to the last bit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { backtest } from "../../src/backtest/backtest.ts";
import { PLAIN } from "../../src/engine/switches.ts";
import { sampleFolder } from "../../src/inputs/paths.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import { labelsOf, openRun } from "../../src/runs/analysis/open_run.ts";
import { partsOf, wholeRun } from "../../src/runs/analysis/parts.ts";
import { DAY_RULE } from "../../src/sweep/block.ts";
import { mulberry32 } from "../random.ts";
import { prepareSweep } from "../../src/sweep/sweep.ts";
import { figureRow, type VariantResult } from "../../src/sweep/result.ts";
import type { Setup } from "../../src/sweep/setup.ts";

/** "" leaves the base as it is; schedules of 1 and of several components, alike ones, and lone assets. */
const AXES = {
  entry: ["", "", "N0", "N5", "F10", "Nb", "F", "+3", "-4"],
  expiry: ["", "", "F3", "BD10", "W2", "R1", "BDc"],
  weight: ["", "", "", "100", "7.5"],
  options: ["", "", "", "thursdays", "listed"],
  rules: ["", "reference", "current"],
  hedge: ["", "", "weekly", "band:0.1", "none"],
  "vol-marks": ["", "", "rolled"],
  "amt:amt.Anvils.WeightCap": ["", "", "", "0"],
  'amt:amt."Kelp oil".Class': ["", "", "", "Equity"],
} as const;

const PATTERN = "^(ANVILS|KLP|VELORR|MWH|CRDN|VELSW10)";
const YEARS = { from: 2023, to: 2024 };

const folder = sampleFolder();
const inputs = {
  amt: join(folder, "amt.yml"),
  chain: join(folder, "futs.csv"),
  overrides: join(folder, "overrides.csv"),
  prices: [join(folder, "prices.parquet")],
  sample: true,
};

function randomRows(names: readonly (keyof typeof AXES)[], count: number): string[][] {
  const random = mulberry32(17);
  const roll = (sides: number) => Math.floor(random() * sides);
  const rows = new Map<string, string[]>();
  while (rows.size < count) {
    const row = names.map((name) => AXES[name][roll(AXES[name].length)]!);
    // The same run by other words would be refused.
    rows.set(row.join("|").replace("reference", ""), row);
  }
  return [...rows.values()];
}

async function alone({ edits, rules, hedge }: Setup, output: string) {
  const { rows } = await backtest({
    inputs: { ...inputs, edits, rules },
    pattern: PATTERN,
    years: YEARS,
    allDays: false,
    switches: { ...PLAIN, hedge },
    format: "parquet",
    options: {},
    output,
    workers: 1,
    memoize: true,
    wantFacts: true,
    memory: undefined,
    watch: () => () => {},
  });
  if (rows === 0) return undefined;
  const { sums, facts, close } = await openRun([output], undefined, { components: false });
  close();
  const labels = labelsOf(facts);
  return [
    { kind: "total", name: "", part: wholeRun(sums, DAY_RULE) },
    ...partsOf(sums, "class", DAY_RULE, labels).map((part) => ({
      kind: "class",
      name: part.name,
      part,
    })),
    ...partsOf(sums, "asset", DAY_RULE, labels).map((part) => ({
      kind: "asset",
      name: part.name,
      part,
    })),
  ];
}

Deno.test("a hundred random variants have the figures of the same runs made alone (W-1)", async () => {
  const names = Object.keys(AXES) as (keyof typeof AXES)[];
  const rows = randomRows(names, 100);
  const sweep = await prepareSweep({
    inputs,
    pattern: PATTERN,
    years: YEARS,
    base: { edits: [], rules: REFERENCE, hedge: undefined },
    grid: { names, rows, rowOf: () => undefined },
    workers: 2,
    memory: undefined,
  });
  const results: VariantResult[] = [];
  try {
    await sweep.gather();
    await sweep.run(rows.map((_, i) => i), { take: (result) => results[result.index] = result });
  } finally {
    sweep.close();
  }
  let empty = 0;
  const temporary = Deno.makeTempDirSync();
  try {
    for (const { id, setup } of sweep.variants) {
      const { parts, figures, day, pnl, error } = results[id - 1]!;
      const named = JSON.stringify(setup);
      assert.equal(error, undefined, named);
      const expected = await alone(setup, join(temporary, `${id}.parquet`));
      if (expected === undefined) {
        empty++;
        assert.deepEqual(parts, [["total", ""]], named);
        assert.equal(day.length, 0, named);
        continue;
      }
      assert.deepEqual(parts, expected.map(({ kind, name }) => [kind, name]), named);
      assert.deepEqual(
        [...figures],
        expected.flatMap(({ part }) => figureRow(part.figures)),
        named,
      );
      assert.deepEqual(day, expected[0]!.part.daily.flows.day);
      assert.deepEqual(pnl, expected[0]!.part.daily.flows.pnl);
    }
    assert.ok(empty < 10, "too few of the runs have rows");
  } finally {
    Deno.removeSync(temporary, { recursive: true });
  }
});
