/** W-1: each variant's figures are those of the same run made alone, to the last bit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { backtest } from "../../src/backtest/backtest.ts";
import { NO_HEDGE_COSTS } from "../../src/engine/costs.ts";
import { PLAIN } from "../../src/engine/switches.ts";
import { sampleFolder } from "../../src/inputs/paths.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import { labelsOf, openRun } from "../../src/runs/analysis/open_run.ts";
import { partsOf, wholeRun } from "../../src/runs/analysis/parts.ts";
import { COSTS } from "../../src/runs/analysis/costs.ts";
import { topicParts } from "../../src/runs/analysis/topics.ts";
import { DAY_RULE } from "../../src/sweep/block.ts";
import { mulberry32 } from "../random.ts";
import { prepareSweep } from "../../src/sweep/sweep.ts";
import { figureRow, type VariantResult } from "../../src/sweep/result.ts";
import { NET_FIGURES, SWEEP_FIGURES } from "../../src/sweep/net_figures.ts";
import { costsOfSetup, type Setup, setUp, setupKey } from "../../src/sweep/setup.ts";

/** "" leaves the base as it is; schedules of 1 and of several components, alike ones, and lone assets. */
const AXES = {
  entry: ["", "", "N0", "N5", "F10", "Nb", "F", "+3", "-4"],
  expiry: ["", "", "F3", "BD10", "W2", "R1", "BDc"],
  weight: ["", "", "", "100", "7.5"],
  options: ["", "", "", "thursdays", "listed"],
  rules: ["", "reference", "current"],
  hedge: ["", "", "weekly", "band:0.1", "none", "ww:2"],
  "vol-marks": ["", "", "rolled"],
  costs: ["", "", "", "amt"],
  "cost-factor": ["", "", "", "2", "0.3"],
  "hedge-cost": ["", "", "", "1.5", '"Equity=1,VELORR Curncy=3,0.5"'],
  side: ["", "", "", "short"],
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
    rows.set(runOf(names, row), row);
  }
  return [...rows.values()];
}

/** What of a row makes a run: an option without effect, or with that of its absence, does not. */
function runOf(names: readonly string[], row: readonly string[]): string {
  const settings = names.map((name, k) => ({ name, value: row[k]! }));
  return setupKey(setUp({ edits: [], rules: REFERENCE, hedge: undefined }, settings));
}

async function alone(setup: Setup, output: string, withClasses: boolean) {
  const { edits, rules, hedge } = setup;
  // A run that is asked for its side tells what it costs, even if that is nothing.
  const costs = costsOfSetup(setup) ?? { side: 1, optionFactor: undefined, hedge: NO_HEDGE_COSTS };
  const { rows } = await backtest({
    inputs: { ...inputs, edits, rules },
    pattern: PATTERN,
    years: YEARS,
    allDays: false,
    switches: { ...PLAIN, hedge, costs },
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
  const costsBy = async (by: "class" | "asset" | undefined) =>
    (await topicParts([output], "costs", {
      by,
      days: "weekdays",
      amt: undefined,
      costs: {},
    })).map(({ lines }) => lines[0]!.map((x) => x === null ? NaN : Number(x)));
  const total = await costsBy(undefined), assets = await costsBy("asset");
  // Walking through a run's rows takes its time; each of them anew for each way to divide it.
  const classes = withClasses ? await costsBy("class") : undefined;
  const { sums, facts, close } = await openRun([output], undefined, { components: false });
  close();
  const labels = labelsOf(facts);
  const parts = [
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
  const net = { total, class: classes ?? [], asset: assets };
  return parts.map((part) => ({ ...part, net: net[part.kind as keyof typeof net].shift() }));
}

/** `summary --of costs` has them behind the cost factor. */
const COST_NAMES = COSTS.map(({ name }) => name);

/** The net figures of a part beside those of `summary --of costs` of its run. */
function compareNet(net: Float64Array, summed: readonly number[], factor: number, named: string) {
  const pair = (column: string) => {
    const at = NET_FIGURES.findIndex((figure) => figure.column === column);
    return [net[at]!, summed[COST_NAMES.indexOf(column)]!] as const;
  };
  // The same sums.
  const alike = ["gross", "turnover", ...(factor === 1 ? ["cost_option"] : [])];
  for (const name of alike) {
    const [ours, theirs] = pair(name);
    assert.equal(ours, theirs, `${name} of ${named}`);
  }
  // A run charges each of its rows, a sweep what its rows trade.
  for (const name of ["cost_option", "cost_hedge", "hedge_netted", "net", "break_even"]) {
    const [ours, theirs] = pair(name);
    const isClose = Number.isNaN(ours)
      ? Number.isNaN(theirs)
      : Math.abs(ours - theirs) <= 1e-12 * Math.max(1, Math.abs(theirs));
    assert.ok(isClose, `${name} of ${named}: ${ours} is not ${theirs}`);
  }
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
      const expected = await alone(setup, join(temporary, `${id}.parquet`), id % 8 === 0);
      if (expected === undefined) {
        empty++;
        assert.deepEqual(parts, [["total", ""]], named);
        assert.equal(day.length, 0, named);
        continue;
      }
      assert.deepEqual(parts, expected.map(({ kind, name }) => [kind, name]), named);
      const width = SWEEP_FIGURES.length;
      const factor = costsOfSetup(setup)?.optionFactor ?? 0;
      expected.forEach(({ name, part, net }, i) => {
        const row = figures.subarray(width * i, width * (i + 1));
        const run = row.subarray(0, width - NET_FIGURES.length);
        assert.deepEqual([...run], figureRow(part.figures), `${name} of ${named}`);
        if (net) compareNet(row.subarray(run.length), net, factor, `${name} of ${named}`);
      });
      assert.deepEqual(day, expected[0]!.part.daily.flows.day);
      assert.deepEqual(pnl, expected[0]!.part.daily.flows.pnl);
    }
    assert.ok(empty < 10, "too few of the runs have rows");
  } finally {
    Deno.removeSync(temporary, { recursive: true });
  }
});
