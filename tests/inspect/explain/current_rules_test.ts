/** Explanations by the rules beyond the reference. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { monthOf } from "../../../src/base/calendar.ts";
import { NO_CHAIN } from "../../../src/inputs/chain.ts";
import { NO_OVERRIDES } from "../../../src/inputs/overrides.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import { CURRENT, type Rules } from "../../../src/inputs/rules.ts";
import { explain, type Explanation } from "../../../src/inspect/explain/explain.ts";
import { explanationText } from "../../../src/inspect/explain/text.ts";
import { parseAmt } from "../../../src/loader.ts";
import { pricesCsv, toParquet, weekdays } from "../../price_files.ts";
import { inputsOf, worldArb, writePrices } from "../../worlds.ts";

Deno.test("R-2…R-8: explain agrees with the engine on random worlds, whatever the rules", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(worldArb(true, true), async (world) => {
      const inputs = inputsOf(world);
      const database = await openPrices([await writePrices(world)]);
      for (const asset of inputs.amt.assets) {
        for (const month of [3, 7, 10].map((ordinal) => monthOf(world.year, ordinal))) {
          for (const index of [0, 1]) {
            // A disagreement is thrown.
            const found = await explain(inputs, database, asset, month, index);
            explanationText(found);
            const kinds = [`${inputs.rules.set} ${found.state}`];
            if (found.state === "valued") kinds.push(`valued ${asset.model}`);
            if (found.marks?.near && found.pnl) kinds.push("marked");
            if (
              found.pnl?.days.some(({ since }, i) =>
                since && since !== found.pnl!.days[i - 1]!.date
              )
            ) {
              kinds.push("gap");
            }
            for (const kind of kinds) seen.set(kind, (seen.get(kind) ?? 0) + 1);
          }
        }
      }
    }),
    { numRuns: 8, seed: 15 },
  );
  for (
    const kind of [
      "reference valued",
      "valued NS",
      "marked",
      "gap",
      "current other side of the switchover",
    ]
  ) assert.ok(seen.get(kind)! > 0, `no ${kind} among ${JSON.stringify([...seen])}`);
});

/** An asset like the case's, with weekday prices of 2024, in words. */
async function explained(
  { asset, series, month, rules = CURRENT, tables = "", index = 0 }: {
    asset: string;
    series: Readonly<Record<string, Readonly<Record<string, number>>>>;
    month: number;
    rules?: Rules;
    tables?: string;
    index?: number;
  },
): Promise<{ found: Explanation; text: string }> {
  const amt = parseAmt(
    `
expiry_schedules: {S: [N5_F3_50, F0_F3_50]}
amt:
  X: {Underlying: X, Options: S, WeightCap: 1, ${asset}}
  Y: {Underlying: Y, Options: S, WeightCap: 1, ${asset}}
${tables}`,
    "case.yml",
  );
  const found = await explain(
    { amt, chain: NO_CHAIN, overrides: NO_OVERRIDES, rules },
    await openPrices([await toParquet(pricesCsv(series))]),
    amt.byUnderlying.get("X")!,
    monthOf(2024, month),
    index,
  );
  return { found, text: explanationText(found) };
}

const flat = (value: number) => weekdays("2023-12-01", "2024-06-28", value);

/** The parts stand in the text. */
function assertSays(text: string, ...parts: readonly string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `${part}\n${text}`);
}

const SWAP = "Class: Swap, Vol: {Source: CV, Near: N1, Far: N2}, Valuation: {Model: NS}, " +
  "Hedge: {Source: calc, ccy: E, tenor: 10}";

Deno.test("R-2, R-3: explain shows w, F, A and X of a swaption, or why its units are refused", async () => {
  const series = {
    "N1,none": flat(80),
    "E_fsw0m_10,": { ...flat(0.03), "2024-03-15": 0.032 },
    "E_fsw6m_10,": flat(0.031),
    "E_pva0m_10,": flat(8.5),
    "E_pva6m_10,": flat(8.3),
  };
  const { found, text } = await explained({ asset: SWAP, series, month: 3 });
  // Entered on 2024-02-21, 23 days before: w = 23 / 182.5.
  const X = 0.03 + 23 / 182.5 * 0.001;
  assert.ok(Math.abs(found.strikes.at(-1)!.value - X) < 1e-15);
  assertSays(
    text,
    "Rules      rules current",
    "w = t / 182.5 = 23 / 182.5 = 0.1260273973",
    "X = 0.0301260274, the F of the entry day, 2024-02-21",
    "A = (1 − w)·hedge2 + w·hedge3",
    "v = 80 basis points a year",
    "mv = A·|F − X| = 8.5·|0.032 − 0.0301260274| = ",
    "hpnl = −delta before · A · (F − F before)",
  );
  const paid = 8.5 * (0.032 - X);
  assert.ok(Math.abs(found.pnl!.days.at(-1)!.mv! - paid) < 1e-15);

  const percent = { ...series, "E_fsw0m_10,": flat(3), "E_fsw6m_10,": flat(3.1) };
  const refused = await explained({ asset: SWAP, series: percent, month: 3 });
  assert.equal(refused.found.state, "invalid data");
  assertSays(refused.text, "|fsw0m| is 3, above 0.25");
});

const SHARE = "Class: Equity, Vol: {Source: BBG, Ticker: V, Near: NEAR, Far: FAR}, " +
  "Valuation: {Model: ES}, Hedge: {Source: nonfut, Ticker: H, Field: PX}";

Deno.test("R-6: explain names the day that P&L after a gap counts from", async () => {
  const vols = { ...flat(20), "2024-03-05": -1, "2024-03-06": -1 };
  const series = { "V,NEAR": vols, "H,PX": { ...flat(100), "2024-03-07": 103 } };
  const { found, text } = await explained({ asset: SHARE, series, month: 3 });
  const day = found.pnl!.days.find(({ date }) => date === "2024-03-07")!;
  assert.deepEqual([day.since, found.pnl!.lostDays], ["2024-03-04", 0]);
  assertSays(
    text,
    "no value since 2024-03-04: the P&L spans these days",
    "opnl = mv − mv of 2024-03-04",
    "hpnl = −delta of 2024-03-04 · (S − S of 2024-03-04) / X",
    "P&L that spans days without a value: 2024-03-07 since 2024-03-04",
  );
});

Deno.test("R-8: explain shows which vol marks an F straddle, and how", async () => {
  const rules: Rules = { set: "reference", volMarks: "rolled" };
  const on = (near: string, far: string) => ({
    rules,
    asset: SHARE.replace("NEAR", near).replace("FAR", far),
    series: { [`V,${near}`]: flat(20), [`V,${far}`]: flat(26), "H,PX": flat(100) },
    month: 3,
    index: 1,
  });
  const contracts = await explained(on("1ST_MTH_IV", "2ND_MTH_IV"));
  assert.equal(contracts.found.strikes[0]!.value, 26);
  assertSays(
    contracts.text,
    "Rules      rules reference, vol marks rolled",
    "Far before 2024-02-16, the anchor of the month before, Near from then on",
    'Near: "V"  "1ST_MTH_IV"',
    "vol = Far = 26, before 2024-02-16",
    "vol = Near = 20, from 2024-02-16",
  );
  const maturities = await explained(on("30DAY_IV", "60DAY_IV"));
  assertSays(
    maturities.text,
    "total variance is linear from 30 to 60 days",
    // 2024-01-19 to 2024-03-15 are 56 days.
    "u = (t − 30) / (60 − 30) = 0.8666666667",
    "vol = Near = 20, for t = 0 is at most 30 days",
  );
  const entry = Math.sqrt((4 / 30 * 20 ** 2 * 30 + 26 / 30 * 26 ** 2 * 60) / 56);
  assert.ok(Math.abs(maturities.found.strikes[0]!.value - entry) < 1e-12);
  const untold = await explained(on("IMPVOL_1M", "IMPVOL_2M"));
  assertSays(untold.text, "Far as quoted: the names of Near and Far tell no maturity");
});

Deno.test("R-5, R-7: explain names the ticker after each switch, and the side of a switchover", async () => {
  const asset = SHARE.replace("Ticker: H,", 'Ticker: "A:2024-02:B:2024-04:C",');
  const series = { "V,NEAR": flat(20), "A,PX": flat(99), "B,PX": flat(100), "C,PX": flat(101) };
  const tables = "asset_continuity: {Columns: [asset, auxiliary_asset, switchover], " +
    "Rows: [[X, Y, 2024-04-01]]}\n";
  const sides = [
    [1, '"A"  "PX"', "the 1st one before 2024-02"],
    [2, '"B"  "PX"', "the 2nd one from 2024-02 on, before 2024-04"],
    [4, '"C"  "PX"', "the 3rd one from 2024-04 on"],
  ] as const;
  for (const [month, ticker, side] of sides) {
    const { text } = await explained({ asset, series, month, tables });
    assertSays(text, ticker, side, "it gives the straddles entered before 2024-04", "OK, valued");
  }
  const { found, text } = await explained({ asset, series, month: 5, tables });
  assert.equal(found.state, "other side of the switchover");
  assertSays(text, "another asset gives the straddles entered from 2024-04");
});

Deno.test("R-9: explain says what is left out where it matters, and nowhere else", async () => {
  const series = {
    "V,NEAR": flat(20),
    "V,FAR": flat(20),
    "H,PX": flat(100),
    "H,PX_LAST": flat(100),
  };
  const share = await explained({ asset: SHARE, series, month: 4 });
  assert.deepEqual(share.found.limits, []);

  const currency = SHARE.replace("Class: Equity", "Class: Currency");
  assertSays((await explained({ asset: currency, series, month: 4 })).text, "earns no carry");

  const index = SHARE.replace("Source: nonfut, Ticker: H, Field: PX", "Source: cds, hedge: H");
  const spans = await explained({ asset: index, series, month: 4, index: 1 });
  assertSays(spans.text, "The credit index rolls about 2024-03-20");
  // Entered on the very day, whose close has the new series, or expired before it.
  assert.deepEqual((await explained({ asset: index, series, month: 4 })).found.limits, []);
  assert.deepEqual((await explained({ asset: index, series, month: 3 })).found.limits, []);

  const rules: Rules = { set: "reference", volMarks: "quoted" };
  const shifted = Object.fromEntries(
    Object.entries(series).map(([name]) => [name, weekdays("2024-02-01", "2025-06-30", 50)]),
  );
  const easter = await explained({ asset: SHARE, series: shifted, month: 12 + 4, rules });
  assertSays(easter.text, "2025-04-18 is a Good Friday");
});
