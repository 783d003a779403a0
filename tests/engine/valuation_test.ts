/** Worked examples and golden tables of sections 5 to 7, through the engine. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { formatDay, monthOf, parseDay } from "../../src/base/calendar.ts";
import { loadChain } from "../../src/inputs/chain.ts";
import { type Inputs, parseAmt, readAmt } from "../../src/loader.ts";
import type { Amt, Asset } from "../../src/inputs/amt/asset_table.ts";
import { loadOverrides, NO_OVERRIDES } from "../../src/inputs/overrides.ts";
import { type StateName, STATES } from "../../src/engine/states.ts";
import { type Cell, engineRows, type Row } from "./engine_rows.ts";
import {
  assertClose,
  assertRow,
  assertTable,
  byStraddle,
  groupByAsset,
  straddleOf,
  type Table,
} from "../golden_tables.ts";
import { pricesCsv, toParquet, weekdays } from "../price_files.ts";
import { readJsonLines, readMaybeGzip, sharedTest } from "../shared.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini/", import.meta.url));

/* The invented set, in the repository. */
function miniInputs(): Inputs {
  return {
    amt: readAmt(`${MINI}amt.yml`),
    chain: loadChain(`${MINI}futs.csv`),
    overrides: loadOverrides(`${MINI}overrides.csv`),
    rules: REFERENCE,
  };
}

const YEAR_2024 = { from: 2024, to: 2024 };

Deno.test("V-1…V-6: the mini set's valued rows, all assets at once", async () => {
  const inputs = miniInputs();
  const assets = [...inputs.amt.byUnderlying.values()];
  const { rows } = await engineRows(inputs, assets, YEAR_2024, `${MINI}prices.parquet`, false);
  const tables = readJsonLines<Table>(`${MINI}valued_full.jsonl`);
  assert.equal(rows.length, tables.reduce((sum, table) => sum + table.rows.length, 0));
  for (const [asset, golden] of groupByAsset(tables)) {
    const ours = byStraddle(rows.filter((row) => row.asset === asset));
    for (const table of golden) assertTable(ours.get(table.straddle!) ?? [], table);
  }
});

Deno.test("12.2: the mini set's figures by straddle", async () => {
  const inputs = miniInputs();
  const assets = [...inputs.amt.byUnderlying.values()];
  const { rows } = await engineRows(inputs, assets, YEAR_2024, `${MINI}prices.parquet`, false);
  const sum = (some: readonly Row[]) => some.reduce((pnl, row) => pnl + (row.pnl as number), 0);
  const straddles = byStraddle(rows.filter((row) => row.asset !== "ACME US Equity"));
  const acme = rows.filter((row) => row.asset === "ACME US Equity");
  assert.equal(acme.length, 649);
  assertClose(sum(acme), 2.002990902052177, "ACME");
  const figures: [string, number, string, string, number][] = [
    ["|2023-12|2024-01|N|0|F|3|60|", 36, "2023-12-15", "2024-01-19", 0.11324953315454872],
    ["|2023-12|2024-01|N|10|F|3|40|", 26, "2023-12-25", "2024-01-19", 0.03669524195812502],
    ["|2024-02|2024-03|N|10|F|3|40|", 19, "2024-02-26", "2024-03-15", 0.05999318942318172],
    ["|2024-01|2024-02|N|0|BD|1|50|", 32, "2024-01-01", "2024-02-01", 0.08940015551759657],
    ["|2023-12|2024-02|F|3|BD|7|50|", 58, "2023-12-14", "2024-02-09", 0.21240309025229404],
    ["|2024-01|2024-02|N|2|OVERRIDE||100|", 29, "2024-01-17", "2024-02-14", -0.10687892935965865],
    ["|2024-02|2024-03|N|2|OVERRIDE||100|", 28, "2024-02-16", "2024-03-14", -0.09692458084452656],
  ];
  const all = byStraddle(rows);
  for (const [straddle, count, entry, expiry, pnl] of figures) {
    const group = all.get(straddle)!;
    assert.equal(group.length, count, straddle);
    assert.deepEqual(
      [group[0]!.date, group[0]!.action, group.at(-1)!.date, group.at(-1)!.action],
      [entry, "ntry", expiry, "xpry"],
    );
    assertClose(sum(group), pnl, straddle);
  }
  assert.equal(straddles.size, 4, "no other asset has a valued straddle");
});

Deno.test("T-6, A-11: in the switch month the leg is absent and the others still trade", async () => {
  const inputs = miniInputs();
  const { rows } = await engineRows(
    inputs,
    [inputs.amt.byUnderlying.get("CRDX Curncy")!],
    YEAR_2024,
    `${MINI}prices.parquet`,
    false,
  );
  const straddles = byStraddle(rows);
  const gap = straddles.get("|2024-01|2024-02|N|2|OVERRIDE||100|")!;
  assert.ok(gap.every((row) => row.hedge1 === null && row.strike1 === null));
  const after = straddles.get("|2024-02|2024-03|N|2|OVERRIDE||100|")!;
  assert.ok(after.every((row) => row.strike1 === 3.6));
  assert.equal(after[0]!.hedge1, 3.6);
});

/** The counts of an asset's straddles by end state, zeros left out. */
function statesOf(
  report: Awaited<ReturnType<typeof engineRows>>["report"],
  name: string,
): Partial<Record<StateName, number>> {
  const counts = report.counts.find(({ asset }) => asset === name)!;
  return Object.fromEntries(
    STATES.map((state, s) => [state, counts.states[s]!]).filter(([, count]) => count !== 0),
  );
}

Deno.test("N-7: every straddle of the mini set ends in exactly one state", async () => {
  const inputs = miniInputs();
  const assets = [...inputs.amt.byUnderlying.values()];
  const { report } = await engineRows(inputs, assets, YEAR_2024, `${MINI}prices.parquet`, true);
  assert.deepEqual(
    Object.fromEntries(assets.map((a) => [a.underlying, statesOf(report, a.underlying)])),
    {
      "ACME US Equity": { valued: 24 },
      "QZ Comdty": { valued: 2, "no good day": 22 },
      "CRDX Curncy": { valued: 2, "override missing": 10 },
      "SWP10 Curncy": { "model not supported": 24 },
      "LM Comdty": { "no vol ticker": 12 },
      "AAABBB Curncy": { "no vol ticker": 12, "no good day": 12 },
      "WRD Index": { "no schedule": 12 },
      "BARE Index": { "no schedule": 12 },
      "DEAD Index": { "model not supported": 24 },
      "NOCAP Index": { "no schedule": 12 },
      "CALCV Index": { "model not supported": 24 },
      "SAME Index": { "unknown code": 12 },
    },
  );
});

/* The worked example of 12.1. */
const W1_PRICES = {
  "ACME US Equity,IV30": {
    "2024-02-26": 21,
    "2024-02-27": 20,
    "2024-02-29": 22.5,
    "2024-03-01": 22,
    "2024-03-04": 21,
    "2024-03-05": 21.5,
  },
  "ACME US Equity,PX_LAST": {
    "2024-02-26": 99,
    "2024-02-27": 100,
    "2024-02-28": 101.5,
    "2024-03-04": 97.25,
    "2024-03-05": 98,
  },
};

const W1_STRADDLE = "|2024-02|2024-03|N|25|F|1|100|";

/** The rows of the worked example's straddle, for an asset of amt_w1.yml. */
async function workedRows(prices: typeof W1_PRICES, asset: string, allDays = true): Promise<Row[]> {
  const amt = readAmt(`${MINI}amt_w1.yml`);
  const { rows } = await engineRows(
    { amt },
    [amt.byUnderlying.get(asset)!],
    YEAR_2024,
    await toParquet(pricesCsv(prices)),
    allDays,
  );
  return byStraddle(rows).get(W1_STRADDLE) ?? [];
}

Deno.test("12.1: the worked example, every cell of its 60 days", async () => {
  const rows = await workedRows(W1_PRICES, "ACME US Equity");
  const columns = "date vol hedge action mv delta opnl hpnl pnl".split(" ");
  const inRange = `
    2024-02-27 20.0 100.0 ntry 0.02045913894352239 0.010229569471761124 0 0 0
    2024-02-28 none 101.5 - 0.022499298170890258 0.4828507009146332 0.0020401592273678673 -0.00015344354207641686 0.0018867156852914505
    2024-02-29 22.5 none - 0.022595180418139762 0.4803470500803999 9.588224724950412e-05 -0.0 9.588224724950412e-05
    2024-03-01 22.0 none - 0.020303373817932027 0.5506212471432441 -0.0022918066002077346 -0.0 -0.0022918066002077346
    2024-03-02 none none - 0.018210286497594836 0.6436739706306502 -0.0020930873203371912 -0.0 -0.0020930873203371912
    2024-03-03 none none - 0.016072320259729336 0.8059518914737174 -0.0021379662378654997 -0.0 -0.0021379662378654997
    2024-03-04 21.0 97.25 xpry 0.0275 -1.0 0.011427679740270664 0.03425295538763299 0.04568063512790366`
    .trim().split("\n").map((line) => line.trim().split(" "));
  assert.equal(rows.length, 60);
  rows.forEach((row, r) => {
    assert.equal(row.date, formatDay(parseDay("2024-02-01")! + r));
    assert.equal(row.model, "ES");
    const expected = inRange.find(([date]) => date === row.date);
    const strikes = { strike_vol: row.strike_vol, strike: row.strike, expiry: row.expiry };
    if (expected) {
      assertRow(row, columns, expected);
      assert.deepEqual(strikes, { strike_vol: 20, strike: 100, expiry: "2024-03-04" });
    } else {
      const date = row.date as keyof typeof W1_PRICES["ACME US Equity,IV30"];
      const price = (series: Readonly<Record<string, number>>) => String(series[date] ?? "none");
      assertRow(row, columns, [
        date,
        price(W1_PRICES["ACME US Equity,IV30"]),
        price(W1_PRICES["ACME US Equity,PX_LAST"]),
        ..."- - - - - -".split(" "),
      ]);
      assert.deepEqual(strikes, { strike_vol: null, strike: null, expiry: null });
    }
  });
});

Deno.test("B-5: only days with a value remain without allDays, the same cells", async () => {
  const all = await workedRows(W1_PRICES, "ACME US Equity", true);
  const valued = await workedRows(W1_PRICES, "ACME US Equity", false);
  assert.equal(valued.length, 7);
  assert.deepEqual(valued, all.filter((row) => row.mv !== null));
});

Deno.test("12.1, V-2: model NS has strikes and an entry P&L of 0, but no value and no valued row", async () => {
  const rows = await workedRows(W1_PRICES, "NSAS");
  const [before, entry, next] = [25, 26, 27].map((r) => rows[r]!);
  const values = (row: Row) => [row.mv, row.delta, row.opnl, row.hpnl, row.pnl];
  assert.equal(entry!.action, "ntry");
  assert.deepEqual(values(entry!), [null, null, 0, 0, 0]);
  assert.deepEqual(values(next!), [null, null, null, null, null]);
  assert.deepEqual(values(before!), [null, null, null, null, null]);
  assert.deepEqual([entry!.model, entry!.strike, entry!.expiry], ["NS", 100, "2024-03-04"]);
  assert.equal(rows.filter((row) => row.opnl !== null).length, 1);
  assert.deepEqual(await workedRows(W1_PRICES, "NSAS", false), []);
});

Deno.test("12.1, D-15: a hedge of −5 leaves its day without a value and loses the next day's P&L", async () => {
  const rows = await workedRows({
    ...W1_PRICES,
    "ACME US Equity,PX_LAST": {
      ...W1_PRICES["ACME US Equity,PX_LAST"],
      "2024-02-28": -5,
      ...{ "2024-02-29": 100.5 },
    },
  }, "ACME US Equity");
  const [bad, after, later] = [27, 28, 29].map((r) => rows[r]!);
  assert.deepEqual([bad!.mv, bad!.delta, bad!.opnl, bad!.pnl], [null, null, null, null]);
  assertClose(bad!.hpnl!, 0.010741047945349181, "hpnl of 02-28");
  assertClose(after!.mv!, 0.01926075876673721, "mv of 02-29");
  assert.deepEqual([after!.opnl, after!.hpnl, after!.pnl], [null, null, null]);
  assertClose(later!.pnl!, -0.0028111312197538034, "pnl of 03-01");
  assert.ok(Object.is(later!.hpnl, -0));
});

/* Small worlds: assets with one straddle each. */
interface Case {
  readonly name: string;
  readonly components: string;
  readonly vol?: string;
  readonly hedge?: string;
  readonly model?: string;
}

/** An asset table of the cases, each an asset with its own schedule. */
function amtOf(cases: readonly Case[]): Amt {
  const schedules = cases.map(({ name, components }) => `  "${name}": [${components}]\n`);
  const assets = cases.map(({ name, vol, hedge, model }) =>
    `  "${name}":\n    {Underlying: "${name}", Options: "${name}", ` +
    `Vol: {Source: BBG, Ticker: ${vol ?? "V"}, Near: IV, Far: IV2}, ` +
    `Hedge: ${hedge ?? "{Source: nonfut, Ticker: H, Field: PX}"}, ` +
    `Valuation: {Model: ${model ?? "ES"}}}\n`
  );
  return parseAmt(`expiry_schedules:\n${schedules.join("")}amt:\n${assets.join("")}`, "cases.yml");
}

/** The entry and expiry day of each asset's straddles that expire in a month of 2024. */
function actions(rows: readonly Row[], month: string): Record<string, [entry: Cell, expiry: Cell]> {
  const found: Record<string, [Cell, Cell]> = {};
  for (const { asset, straddle, action, date } of rows) {
    if (!(straddle as string).slice(9, 16).includes(month) || action === "-") continue;
    const pair = found[asset as string] ??= [null, null];
    pair[action === "ntry" ? 0 : 1] = date!;
  }
  return found;
}

Deno.test("A-5…A-7: the checked examples of January to March 2024", async () => {
  const lastThree = ["2024-01-29", "2024-01-30", "2024-01-31"];
  const fromTenth = Object.keys(weekdays("2024-01-10", "2024-01-31", 1));
  const all = weekdays("2023-11-01", "2024-03-31", 100);
  const prices = await toParquet(pricesCsv({
    "V,IV2": all,
    "H,PX": all,
    "LAST,PX": weekdays("2023-11-01", "2024-03-31", 100, lastThree),
    "TENTH,PX": weekdays("2023-11-01", "2024-03-31", 100, fromTenth),
  }));
  const hedge = (ticker: string) => `{Source: nonfut, Ticker: ${ticker}, Field: PX}`;
  const amt = amtOf([
    { name: "10", components: "F10_F3_1" },
    { name: "20", components: "F20_F3_1" },
    { name: "1", components: "F1_F3_1" },
    { name: "-4", components: "F-4_F3_1" },
    { name: "-40", components: "F-40_F3_1" },
    { name: "99999999", components: "F99999999_F3_1" },
    { name: "last", components: "F10_F3_1", hedge: hedge("LAST") },
    { name: "tenth", components: "F10_F3_1", hedge: hedge("TENTH") },
    { name: "fifth", components: "F10_F5_1" },
    { name: "no offset", components: "F_F3_1" },
    { name: "bad offset", components: "F1.5_F3_1" },
  ]);
  const { rows } = await engineRows({ amt }, amt.assets, YEAR_2024, prices, true);
  const xpry = "2024-03-15";
  assert.deepEqual(actions(rows, "2024-03"), {
    "10": ["2024-01-29", xpry],
    "20": ["2024-01-31", xpry],
    "1": ["2024-01-22", xpry],
    "-4": ["2024-01-15", xpry],
    "-40": ["2024-01-01", xpry],
    "99999999": ["2024-01-31", xpry],
    last: ["2024-01-26", xpry],
    tenth: ["2024-01-09", xpry],
    fifth: [null, "2024-03-29"],
    "no offset": ["2024-01-19", xpry],
    "bad offset": [null, xpry],
  });
});

Deno.test("A-10: an entry without an expiry shows its strikes to the last row, and no values", async () => {
  const days = weekdays("2024-01-01", "2024-02-20", 50);
  const prices = await toParquet(pricesCsv({ "V,IV": days, "H,PX": days }));
  const amt = amtOf([{ name: "X", components: "N0_F3_1" }]);
  const { rows } = await engineRows({ amt }, amt.assets, YEAR_2024, prices, true);
  const march = byStraddle(rows).get("|2024-02|2024-03|N|0|F|3|1|")!;
  const entry = march.findIndex((row) => row.action === "ntry");
  assert.equal(march[entry]!.date, "2024-02-16");
  march.forEach((row, r) => {
    assert.deepEqual([row.strike_vol, row.strike], r < entry ? [null, null] : [50, 50]);
    assert.deepEqual([row.expiry, row.mv, row.opnl, row.pnl], [null, null, null, null]);
  });
  assert.deepEqual(actions(rows, "2024-03"), { X: ["2024-02-16", null] });
});

Deno.test("A-11: with only hedge1 its strike is called strike, and nothing is valued", async () => {
  const days = weekdays("2024-01-01", "2024-02-29", 50);
  const prices = await toParquet(pricesCsv({ "V,IV": days, "B,PX_LAST": days }));
  const amt = amtOf([{ name: "X", components: "N0_F3_1", hedge: "{Source: cds, hedge1: B}" }]);
  const { rows } = await engineRows({ amt }, amt.assets, YEAR_2024, prices, true);
  const february = byStraddle(rows).get("|2024-01|2024-02|N|0|F|3|1|")!;
  const entry = february.find((row) => row.action === "ntry")!;
  assert.deepEqual([entry.hedge, entry.hedge1, entry.strike, entry.strike1], [null, 50, 50, null]);
  assert.deepEqual([entry.mv, entry.opnl, entry.hpnl, entry.pnl], [null, 0, 0, 0]);
  assert.ok(february.every((row) => row.mv === null));
});

Deno.test("D-18: a future that cannot be named is an error of its straddle, not of the run", async () => {
  const days = weekdays("2023-11-01", "2024-12-31", 50);
  const prices = await toParquet(pricesCsv({ "V,IV": days, "V,IV2": days, "H,PX": days }));
  const short = "{Source: fut, fut_code: Q, fut_month_map: FGH, market_code: C}";
  const amt = amtOf([
    { name: "short map", components: "N0_F3_1", hedge: short },
    { name: "good", components: "N0_F3_1" },
  ]);
  const { report } = await engineRows({ amt }, amt.assets, YEAR_2024, prices, false);
  assert.deepEqual(statesOf(report, "short map"), { "no good day": 3, error: 9 });
  assert.deepEqual(statesOf(report, "good"), { valued: 12 });
  assert.equal(report.failures.length, 9);
  assert.deepEqual(report.failures[0]!.straddle, "|2024-03|2024-04|N|0|F|3|1|");
  assert.match(report.failures[0]!.message, /2024-04.*"short map"/);
});

Deno.test("V-4, V-5: mv and delta of the checked inputs", async () => {
  const checks: [S: number, X: number, v: number, t: number, mv: number, delta: number][] = [
    [100, 100, 20, 30, 0.04574301256089939, 0.02287150628044965],
    [105, 100, 20, 30, 0.06289808214193073, 0.6209173765335629],
    [80, 100, 35.5, 14, 0.2000222283894479, -0.9985003159372051],
    [104, 100, 20, 0, 0.04, 1],
    [95.5, 100, 20, 0, 0.045, -1],
    [100, 100, 20, 0, 0, 1],
    [1e5, 1, 20, 30, 99999, 1],
    [100, 100, 200000, 30, 2, 1],
  ];
  // Entered on 2024-01-10 at X, looked at t days before the expiry of 2024-03-20.
  const series: Record<string, Record<string, number>> = {};
  const cases = checks.map(([S, X, v, t], i): Case => {
    const day = formatDay(parseDay("2024-03-20")! - t);
    series[`V${i},IV2`] = { "2024-01-10": v, "2024-03-20": v };
    series[`H${i},PX`] = { "2024-01-10": X, "2024-03-20": S, [day]: S };
    return {
      name: `check ${i}`,
      components: "F0_OVERRIDE_1",
      vol: `V${i}`,
      hedge: `{Source: nonfut, Ticker: H${i}, Field: PX}`,
    };
  });
  const overrides = {
    ...NO_OVERRIDES,
    dayOf: (_: string, month: number) =>
      month === monthOf(2024, 1) ? parseDay("2024-01-10") : parseDay("2024-03-20"),
  };
  const amt = amtOf(cases);
  const prices = await toParquet(pricesCsv(series));
  const { rows } = await engineRows({ amt, overrides }, amt.assets, YEAR_2024, prices, false);
  checks.forEach(([, , , t, mv, delta], i) => {
    const day = formatDay(parseDay("2024-03-20")! - t);
    const row = rows.find(({ asset, straddle, date }) =>
      asset === `check ${i}` && straddle === "|2024-01|2024-03|F|0|OVERRIDE||1|" && date === day
    )!;
    assertClose(row.mv!, mv, `mv of check ${i}`);
    assertClose(row.delta!, delta, `delta of check ${i}`);
  });
});

/* The real asset table and the edge assets. */
const PUBLIC_DATA = ["data/amt.yml", "data/futs.csv", "data/overrides.csv"] as const;

sharedTest(
  "V-1…V-7: every cell of 2,700 golden tables of twelve assets, 2021–2025",
  [...PUBLIC_DATA, "golden/prices_public.parquet", "golden/valuation.jsonl.gz"],
  async (amtPath, chainPath, overridesPath, prices, golden) => {
    const amt = readAmt(amtPath!);
    const inputs = {
      amt,
      chain: loadChain(chainPath!),
      overrides: loadOverrides(overridesPath!),
      rules: REFERENCE,
    };
    const tables = readJsonLines<Table>(golden!);
    assert.equal(tables.length, 2700);
    let cells = 0;
    for (const [name, group] of groupByAsset(tables)) {
      const asset = amt.byUnderlying.get(name)!;
      const { rows } = await engineRows(inputs, [asset], { from: 2021, to: 2025 }, prices!, true);
      const ours = byStraddle(rows);
      assert.equal(ours.size, new Set(group.map(straddleOf)).size, name);
      for (const table of group) cells += assertTable(ours.get(straddleOf(table))!, table);
    }
    assert.ok(cells > 2_860_000, `${cells} cells`);
  },
);

/** The straddles of the edge data that the reference valued, and what they were read from. */
type EdgeTable = Table & { readonly tickers: readonly (readonly string[])[] };

const EDGE = [
  "golden/edge_amt.yml",
  PUBLIC_DATA[1],
  PUBLIC_DATA[2],
  "golden/edge_prices.csv.gz",
  "golden/edge_valuation.jsonl.gz",
] as const;

/** The engine's rows of an edge asset, with the given prices. */
async function edgeRows(
  [amtPath, chainPath, overridesPath]: readonly string[],
  name: string,
  prices: string,
): Promise<Map<string, Row[]>> {
  const amt = readAmt(amtPath!);
  const asset: Asset = amt.byUnderlying.get(name)!;
  const { rows } = await engineRows(
    {
      amt,
      chain: loadChain(chainPath!),
      overrides: loadOverrides(overridesPath!),
      rules: REFERENCE,
    },
    [asset],
    { from: 2023, to: 2023 },
    prices,
    true,
  );
  return byStraddle(rows);
}

sharedTest(
  "T, A, V: golden tables of the edge assets; D-5 and D-27 are the only exceptions",
  EDGE,
  async (...paths) => {
    const csv = readMaybeGzip(paths[3]!);
    const prices = await toParquet(csv);
    // D-5: to the reference NULL, NaN and infinities were prices, here they are missing.
    const wild = csv.split("\n").map((line) => line.split(",")).filter(([, , , value]) =>
      value !== undefined && !Number.isFinite(parseFloat(value))
    );
    const differs = ({ tickers, rows }: EdgeTable) =>
      wild.some(([ticker, field, date]) =>
        tickers.some((row) => row[4] === ticker && row[5] === field) &&
        rows[0]![2]! <= date! && date! <= rows.at(-1)![2]!
      );
    let excepted = 0;
    let cells = 0;
    for (const [name, tables] of groupByAsset(readJsonLines<EdgeTable>(paths[4]!))) {
      const ours = await edgeRows(paths, name, prices);
      for (const table of tables) {
        if (differs(table)) {
          assert.equal(name, "wild prices");
          excepted++;
          continue;
        }
        const { columns, rows } = table;
        // D-27: the price column of an unknown or missing hedge source is not shown; it was empty.
        const odd = ["hedge odd", "hedge absent"].includes(name) ? 4 : -1;
        if (odd > 0) {
          assert.ok(["odd", ""].includes(columns[odd]!));
          assert.ok(rows.every((row) => row[odd] === "none"));
        }
        const shown = (row: readonly string[]) => row.filter((_, c) => c !== odd);
        cells += assertTable(ours.get(straddleOf(table)) ?? [], {
          ...table,
          columns: shown(columns),
          rows: rows.map(shown),
        });
      }
    }
    assert.ok(cells > 900_000, `${cells} cells`);
    assert.ok(excepted > 0 && excepted < 25, `${excepted} straddles with NULL, NaN or inf`);
  },
);

sharedTest(
  "D-5: NULL, NaN and infinite prices count as no prices at all",
  EDGE,
  async (...paths) => {
    const lines = readMaybeGzip(paths[3]!).split("\n");
    const clean = lines.filter((line, i) =>
      i === 0 || Number.isFinite(parseFloat(line.split(",")[3] ?? ""))
    );
    assert.ok(clean.length < lines.length - 10);
    const dirty = await edgeRows(paths, "wild prices", await toParquet(lines.join("\n")));
    const without = await edgeRows(paths, "wild prices", await toParquet(`${clean.join("\n")}\n`));
    assert.equal(dirty.size, 24);
    assert.deepEqual(dirty, without);
  },
);
