/** Explanations: one for each end state, and the reference's worked example. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { monthOf, parseDay } from "../../../src/base/calendar.ts";
import { loadChain } from "../../../src/inputs/chain.ts";
import { explain, type Explanation } from "../../../src/inspect/explain/explain.ts";
import { explanationText } from "../../../src/inspect/explain/text.ts";
import { parseAmt, readAmt } from "../../../src/loader.ts";
import { loadOverrides, NO_OVERRIDES, type Overrides } from "../../../src/inputs/overrides.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import { NO_CHAIN } from "../../../src/inputs/chain.ts";
import { type StateName, STATES } from "../../../src/engine/states.ts";
import { pricesCsv, toParquet, weekdays } from "../../price_files.ts";
import { sharedTest } from "../../shared.ts";
import { CURRENT, REFERENCE, type Rules } from "../../../src/inputs/rules.ts";

const MINI = fileURLToPath(new URL("../../fixtures/mini/", import.meta.url));

async function explainMini(name: string, month: string, index: number): Promise<Explanation> {
  const inputs = {
    amt: readAmt(`${MINI}amt.yml`),
    chain: loadChain(`${MINI}futs.csv`),
    overrides: loadOverrides(`${MINI}overrides.csv`),
    rules: REFERENCE,
  };
  const [year, ordinal] = month.split("-").map(Number);
  return await explain(
    inputs,
    await openPrices([`${MINI}prices.parquet`]),
    inputs.amt.byUnderlying.get(name)!,
    monthOf(year!, ordinal!),
    index,
  );
}

/** What differs from a healthy asset with weekday prices, expiring in 2024-02. */
interface Case {
  readonly component?: string;
  readonly options?: string;
  readonly vol?: string;
  readonly hedge?: string;
  readonly model?: string;
  readonly overrides?: Overrides;
  readonly rules?: Rules;
  /** Lines at the end of the asset table. */
  readonly more?: string;
  readonly prices?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const DAYS = weekdays("2023-11-01", "2024-02-29", 50);

/** The assets Y and `asset_continuity` with one row. */
function continuity(row: string): string {
  return `  Y: {Underlying: Y}
asset_continuity: {Columns: [asset, auxiliary_asset, switchover], Rows: [${row}]}
`;
}

async function explainCase(given: Case): Promise<Explanation> {
  const { component = "N5_F3_100", options = "S", vol, hedge, model = "ES", overrides } = given;
  const { prices, rules = REFERENCE, more = "" } = given;
  const amt = parseAmt(
    `
expiry_schedules: {S: ["${component}"], EMPTY: []}
amt:
  X:
    Underlying: X
    Options: ${options}
    Vol: ${vol ?? "{Source: BBG, Ticker: V, Near: IV, Far: IV2}"}
    Hedge: ${hedge ?? "{Source: nonfut, Ticker: H, Field: PX}"}
    Valuation: {Model: ${model}}
    WeightCap: 1
${more}`,
    "case.yml",
  );
  const path = await toParquet(pricesCsv({ "V,IV": DAYS, "V,IV2": DAYS, "H,PX": DAYS, ...prices }));
  return await explain(
    { amt, chain: NO_CHAIN, overrides: overrides ?? NO_OVERRIDES, rules },
    await openPrices([path]),
    amt.byUnderlying.get("X")!,
    monthOf(2024, 2),
    0,
  );
}

Deno.test("SPEC 10: the worked example of the mini set", async () => {
  for (const index of [1, -1, 3]) {
    const found = await explainMini("ACME US Equity", "2024-02", index);
    assert.equal(found.straddle, "|2024-01|2024-02|N|10|F|3|40|");
    assert.equal(found.entry.anchor.day, "2024-01-19");
    assert.equal(found.entry.offset, 10);
    assert.deepEqual([found.entry.target, found.entry.chosen], ["2024-01-29", "2024-01-29"]);
    assert.equal(found.entry.rule, "first good day on or after the target");
    assert.deepEqual(found.strikes, [
      { name: "strike_vol", of: "vol", value: 21.5 },
      { name: "strike", of: "hedge", value: 104.75 },
    ]);
    assert.deepEqual([found.entry.goodDays, found.expiry.goodDays], [23, 21]);
    assert.equal(found.expiry.chosen, "2024-02-16");
    assert.deepEqual(found.life, { goodDays: 15, calendarDays: 19 });
    assert.deepEqual([found.state, found.complete, found.mend], ["valued", true, null]);
  }
});

Deno.test("the words hold what the data holds, down to the total P&L", async () => {
  const found = await explainMini("ACME US Equity", "2024-03", 1);
  assert.ok(Math.abs(found.pnl!.pnl - 0.05999318942318172) < 1e-12, "SPEC 12.2");
  const text = explanationText(found);
  for (
    const part of [
      "Straddle 1 of ACME US Equity expiring in 2024-03",
      "two_leg, component 2 of 2: N10_F3_40",
      "the 3rd Friday of 2024-02",
      "2024-02-16 + 10 calendar days = 2024-02-26",
      `pnl ${found.pnl!.pnl}`,
      "Result: OK, valued",
    ]
  ) assert.ok(text.includes(part), `${part}\n${text}`);
  const { days } = found.pnl!;
  assert.equal(days.length, found.life!.calendarDays, "the data hold every day");
  assert.deepEqual([days[0]!.roles, days.at(-1)!.roles.includes("expiry")], [["entry"], true]);
  const sizes = days.map(({ pnl }) => Math.abs(pnl ?? 0)).sort((a, b) => b - a);
  const large = days.filter(({ roles }) => roles.includes("large"));
  assert.deepEqual(
    large.map(({ pnl }) => Math.abs(pnl!)).sort((a, b) => b - a),
    sizes.slice(0, 3),
  );
  for (const { date, roles, formulas } of days) {
    const heading = new RegExp(`^  ${date}  `, "m");
    assert.equal(heading.test(text), roles.length > 0, date);
    assert.equal(heading.test(explanationText(found, { day: date })), true, date);
    if (roles.length === 0) continue;
    for (const formula of formulas) assert.ok(text.includes(formula), formula);
  }
});

Deno.test("a day that was asked for and has no value says why", async () => {
  const found = await explainMini("ACME US Equity", "2024-03", 1);
  const [entry, expiry] = [found.entry.chosen, found.expiry.chosen];
  const say = (day: string) => explanationText(found, { day });
  assert.ok(
    say("2024-02-01").includes(`2024-02-01  no value: it is before the entry day, ${entry}`),
  );
  assert.ok(
    say("2031-01-01").includes(`2031-01-01  no value: it is after the expiry day, ${expiry}`),
  );
  const dead = await explainMini("SWP10 Curncy", "2024-02", 0);
  assert.match(explanationText(dead, { day: "2024-02-01" }), /2024-02-01 {2}no value, as no day/);
});

Deno.test("an explanation is wrapped at words, and says the same", async () => {
  const found = await explainMini("ACME US Equity", "2024-03", 1);
  const text = explanationText(found, { width: 60 });
  for (const line of text.split("\n")) assert.ok(line.length <= 60, line);
  const words = (text: string) => text.split(/\s+/);
  assert.deepEqual(words(text), words(explanationText(found)));
});

Deno.test("T-7, T-8, T-6: series are named as the price files do, with the reason", async () => {
  const future = (await explainMini("QZ Comdty", "2024-02", 1)).columns[1]!;
  assert.deepEqual([future.stored, future.ticker], ["QZH2024 Comdty", "QZ H24 Comdty"]);
  assert.match(future.note!, /the future of 2024-02; the futures chain calls it "QZ H24 Comdty"/);
  const after = await explainMini("CRDX Curncy", "2024-03", 0);
  assert.deepEqual(after.columns.map(({ column, stored }) => [column, stored]), [
    ["vol", "CREDIT.VOL.X"],
    ["hedge", "CRDX CBBT"],
    ["hedge1", "SW5 NEW"],
  ]);
  assert.match(after.columns[2]!.note!, /the second after 2024-02/);
  const between = await explainMini("CRDX Curncy", "2024-02", 0);
  assert.deepEqual(between.columns.map(({ column }) => column), ["vol", "hedge"]);
});

Deno.test("S-3: a letter is shown with the id, offset and stride that replace it", async () => {
  const { schedule } = await explainMini("QZ Comdty", "2024-02", 1);
  assert.deepEqual(schedule.letters, [
    { part: "expiry", letter: "b", id: 758340, offset: 1, stride: 6, value: 7 },
  ]);
  assert.equal(schedule.text, "F3_BDb_50");
});

Deno.test("A-6: each rule of the entry day is named", async () => {
  const rule = async (component: string, without: readonly string[] = []) => {
    const prices = { "H,PX": weekdays("2023-11-01", "2024-02-29", 50, without) };
    const { entry } = await explainCase({ component, prices });
    return [entry.chosen, entry.rule.split(":")[0]];
  };
  const late = ["2024-01-29", "2024-01-30", "2024-01-31"];
  assert.deepEqual(await rule("N1_F3_1"), ["2024-01-22", "first good day on or after the target"]);
  assert.deepEqual(await rule("N20_F3_1"), ["2024-01-31", "last good day of the entry month"]);
  assert.deepEqual(await rule("N10_F3_1", late), ["2024-01-26", "fallback"]);
  assert.deepEqual(await rule("N-40_F3_1"), ["2024-01-01", "first good day of the entry month"]);
});

Deno.test("A-2: days around the target tell which price is missing", async () => {
  const without = ["2024-01-24", "2024-01-25"];
  const prices = { "H,PX": weekdays("2023-11-01", "2024-02-29", 50, without) };
  const { entry } = await explainCase({ prices });
  assert.deepEqual(
    entry.days.map(({ day, missing, good, roles }) => [day.slice(-2), missing.join(), good, roles]),
    [
      ["23", "", true, []],
      ["24", "hedge", false, ["target"]],
      ["25", "hedge", false, []],
      ["26", "", true, ["chosen"]],
      ["27", "vol,hedge", false, []],
    ],
  );
});

const JANUARY_ONLY: Overrides = {
  ...NO_OVERRIDES,
  dayOf: (_, month) => month === monthOf(2024, 1) ? parseDay("2024-01-10") : undefined,
  size: 1,
};

/** A case for each end state, what its reason says, and what would mend it. */
const CASES: readonly (readonly [StateName, Case, RegExp, RegExp | null])[] = [
  ["valued", {}, /has an entry day, an expiry day/, null],
  [
    "valued",
    {
      component: "N5_OVERRIDE_100",
      overrides: {
        ...NO_OVERRIDES,
        dayOf: (_, m) => m === monthOf(2024, 1) ? parseDay("2024-01-10") : parseDay("2024-02-14"),
        size: 2,
      },
    },
    /days with a value/,
    null,
  ],
  ["no schedule", { options: '""' }, /names no schedule/, /Add Options/],
  [
    "no schedule",
    { options: "T" },
    /"T", which is not under expiry_schedules/,
    /list of components/,
  ],
  ["no schedule", { options: "EMPTY" }, /"EMPTY" has no components/, /list of components/],
  [
    "unknown code",
    { component: "X5_F3_1" },
    /entry code "X" is not N or F/,
    /component 1 of schedule "S"/,
  ],
  ["unknown code", { component: "N5_LB1_1" }, /expiry code "LB"/, /component 1/],
  ["unknown code", { component: "N1.5_F3_1" }, /offset "1.5" is no integer/, /component 1/],
  ["model not supported", { model: "BS" }, /model "BS"/, /ES or CDS_ES/],
  ["model not supported", { model: "NS" }, /model "NS"/, /--rules current/],
  [
    "other side of the switchover",
    { rules: CURRENT, more: continuity("[X, Y, 2024-01-15]") },
    /another asset gives the straddles entered from 2024-01/,
    /asset_continuity/,
  ],
  [
    "other side of the switchover",
    { rules: CURRENT, more: continuity("[Y, X, 2024-02-01]") },
    /another asset gives the straddles entered before 2024-02/,
    /asset_continuity/,
  ],
  ["no vol ticker", { vol: "{Source: BBG_LMEVOL}" }, /BBG_LMEVOL names no series/, /BBG or CV/],
  [
    "no vol ticker",
    { component: "F5_F3_1", vol: "{Source: BBG, Ticker: V, Near: IV, Far: IV}" },
    /Far is the same as Vol.Near/,
    /series of its own/,
  ],
  [
    "no vol ticker",
    { component: "F5_F3_1", vol: "{Source: CV, Near: IV, Far: NONE}" },
    /reads Vol.Far, which is "NONE"/,
    /Vol.Far/,
  ],
  [
    "no vol ticker",
    { vol: '{Source: BBG, Ticker: "V:2024-02:W", Near: IV}' },
    /switch month of the vol/,
    /switch month/,
  ],
  ["no vol ticker", { vol: "null" }, /no Vol section/, /Add one/],
  [
    "no hedge",
    { hedge: "{Source: odd}" },
    /Source "odd" names no hedge column/,
    /nonfut, fut, cds or calc/,
  ],
  ["no hedge", { hedge: "null" }, /no Hedge section|Hedge/, /nonfut/],
  [
    "no hedge",
    { hedge: '{Source: nonfut, Ticker: "H:2024-02:I", Field: PX}' },
    /switch month of the hedge/,
    /switch month/,
  ],
  [
    "anchor missing",
    { component: "N0_F5_1" },
    /Entry anchor none: 2024-01 has no 5th Friday/,
    /1 to 4/,
  ],
  ["anchor missing", { component: "N0_BDe_1" }, /"e" is no ordinal/, /ordinal/],
  [
    "override missing",
    { component: "N0_OVERRIDE_1" },
    /no expiry overrides were read/,
    /--overrides FILE/,
  ],
  [
    "override missing",
    { component: "N0_OVERRIDE_1", overrides: JANUARY_ONLY },
    /^Expiry anchor none: .* no day for "X" in 2024-02$/,
    /Add a line "X,YYYY-MM-DD"/,
  ],
  [
    "no good day",
    { prices: { "H,PX": {} } },
    /No price at all in these months: hedge \("H" "PX"\)/,
    /Add the prices of that series/,
  ],
  [
    "no good day",
    { prices: { "V,IV": weekdays("2023-11-01", "2024-02-10", 20) } },
    /Expiry: no good day from the anchor/,
    /missing prices/,
  ],
  [
    "invalid data",
    { prices: { "H,PX": weekdays("2023-11-01", "2024-02-29", -3) } },
    /strike .* -3, which is not above zero/,
    /Correct the price/,
  ],
  [
    "invalid data",
    { prices: { "V,IV": weekdays("2023-11-01", "2024-02-29", 0) } },
    /No day from entry to expiry/,
    /Correct the prices/,
  ],
  [
    "invalid data",
    { hedge: "{Source: cds, hedge1: H2}", prices: { "H2,PX_LAST": DAYS } },
    /no column named hedge/,
    /first leg/,
  ],
  [
    "error",
    { hedge: "{Source: fut, fut_code: Q, fut_month_map: F, market_code: C}" },
    /fut_month_map "F" has 1 letter/,
    /Correct the asset's Hedge/,
  ],
];

for (const [state, input, why, mend] of CASES) {
  Deno.test(`explain tells why a straddle ended as "${state}": ${why.source}`, async () => {
    const found = await explainCase(input);
    assert.equal(found.state, state, JSON.stringify(found, null, 1));
    assert.match(found.why, why);
    if (mend === null) assert.equal(found.mend, null);
    else assert.match(found.mend!, mend);
    assert.equal(found.complete, state === "valued");
    const text = explanationText(found);
    assert.ok(text.includes(found.why) && text.includes(state), text);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found, "plain data");
  });
}

Deno.test("a mistake for which backtests refuse the asset is told by line", async () => {
  const hedge = "{Source: fut, fut_code: Q, fut_month_map: F, market_code: C}";
  const found = await explainCase({ hedge });
  assert.equal(found.problems.length, 1);
  assert.match(found.problems[0]!, /^case\.yml:8: asset "X": .*fut_month_map/);
  assert.match(explanationText(found), /Mistake {4}case\.yml:8: /);
});

Deno.test("every end state has a case above", () => {
  assert.deepEqual(new Set(CASES.map(([state]) => state)), new Set(STATES));
});

Deno.test("V-6: a day without a value is told, and so is the P&L it takes along", async () => {
  const hedge = { ...DAYS, "2024-01-25": -5 };
  const { pnl } = await explainCase({ prices: { "H,PX": hedge } });
  assert.equal(pnl!.lostDays, 1);
  assert.match(pnl!.days[1]!.formulas[1]!, /none: S must be above zero/);
  assert.match(
    pnl!.days[2]!.formulas.join("\n"),
    /opnl = none: it needs a value today and the day/,
  );
});

Deno.test("V-3: a price that was rolled forward names the day it is from", async () => {
  const hedge = weekdays("2023-11-01", "2024-02-29", 50, ["2024-01-25"]);
  const { pnl } = await explainCase({ prices: { "H,PX": hedge } });
  assert.match(pnl!.days[1]!.formulas[0]!, /S = 50 \(of 2024-01-24\), v = 50 %/);
});

sharedTest(
  "explain agrees with the engine on the straddles of the golden assets, four months of 2023",
  ["data/amt.yml", "data/futs.csv", "data/overrides.csv", "golden/prices_public.parquet"],
  async (amt, chain, overrides, prices) => {
    const inputs = {
      amt: readAmt(amt!),
      chain: loadChain(chain!),
      overrides: loadOverrides(overrides!),
      rules: REFERENCE,
    };
    const database = await openPrices([prices!]);
    const states = new Map<string, number>();
    const pattern = /^(LA|GDX|USDCAD|NKY|RX|IBOXUMAE|HSI|BPSW10|ABNB)/;
    for (const asset of inputs.amt.byUnderlying.values()) {
      if (!pattern.test(asset.underlying)) continue;
      for (const month of [1, 4, 6, 11].map((ordinal) => monthOf(2023, ordinal))) {
        for (let index = 0; index < 4; index++) {
          // A disagreement is thrown.
          const { state } = await explain(inputs, database, asset, month, index);
          states.set(state, (states.get(state) ?? 0) + 1);
        }
      }
    }
    assert.ok(states.get("valued")! > 70, JSON.stringify([...states]));
  },
);

Deno.test("control characters in names are shown, not obeyed", async () => {
  const found = await explainCase({});
  const text = explanationText({ ...found, asset: "X\x1b[2J\u202e" });
  assert.ok(text.includes("X\\x1b[2J\\u202e") && !text.includes("\x1b"));
});
