/** `check`: what it finds in inputs that are wrong in one way each. */
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { fileURLToPath } from "node:url";
import { loadChain, NO_CHAIN } from "../../../src/inputs/chain.ts";
import { check, type CheckResult } from "../../../src/inspect/check/check.ts";
import { checkText } from "../../../src/inspect/check/text.ts";
import { parseDay } from "../../../src/base/calendar.ts";
import { parseAmt, readAmt } from "../../../src/loader.ts";
import { loadOverrides, NO_OVERRIDES, type Overrides } from "../../../src/inputs/overrides.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import type { StateName } from "../../../src/engine/states.ts";
import { engineRows } from "../../engine/engine_rows.ts";
import { STATES } from "../../../src/engine/states.ts";
import { pricesCsv, toParquet, weekdays } from "../../price_files.ts";
import { REFERENCE } from "../../../src/inputs/rules.ts";

const MINI = fileURLToPath(new URL("../../fixtures/mini/", import.meta.url));
const YEAR_2024 = { from: 2024, to: 2024 };
const DAYS = weekdays("2023-11-01", "2024-12-31", 50);

interface Case {
  readonly components?: string;
  readonly asset?: string;
  readonly overrides?: Overrides;
  readonly prices?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** More price lines, as CSV. */
  readonly more?: string;
}

/** One healthy asset but for what the case says, 2024. */
async function checkCase(
  { components = "N5_F3_100", asset = "", overrides, prices, more = "" }: Case,
): Promise<CheckResult> {
  const fields: Record<string, string> = {
    Underlying: "X",
    Options: "S",
    Vol: "{Source: BBG, Ticker: V, Near: IV, Far: IV2}",
    Hedge: "{Source: nonfut, Ticker: H, Field: PX}",
    Valuation: "{Model: ES}",
    WeightCap: "1",
  };
  const [key, value] = asset.split(/: (.*)/s);
  if (key) fields[key] = value!;
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${value}\n`).join("");
  const text = `expiry_schedules: {S: [${components}]}\namt:\n  X:\n${lines}`;
  const amt = parseAmt(text, "case.yml");
  const csv = pricesCsv({ "V,IV": DAYS, "V,IV2": DAYS, "H,PX": DAYS, ...prices });
  const database = await openPrices([await toParquet(csv + more)]);
  const inputs = { amt, chain: NO_CHAIN, overrides: overrides ?? NO_OVERRIDES, rules: REFERENCE };
  return await check(inputs, database, [...amt.byUnderlying.values()], YEAR_2024);
}

Deno.test("clean inputs have no findings, and every straddle is valued", async () => {
  const result = await checkCase({});
  assert.deepEqual(result.findings, []);
  assert.deepEqual([result.straddles, result.forecast], [12, { valued: 12 }]);
});

const WITHOUT_MAY: Overrides = {
  ...NO_OVERRIDES,
  dayOf: (_, month) =>
    month === 12 * 2024 + 4 ? undefined : parseDay(
      `${Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, "0")}-15`,
    ),
  size: 1,
};

/** What is wrong, how it is found: severity, kind, count, subject, message, mend. */
const CASES: readonly (readonly [string, Case, string, string, number, RegExp, RegExp])[] = [
  [
    // From 15 March to 19 April, and from 16 August to 20 September.
    "R-9: straddles that span a roll day of their credit index",
    {
      asset: "Hedge: {Source: cds, hedge: H}",
      components: "N0_F3_100",
      prices: { "H,PX_LAST": DAYS },
    },
    "note",
    "index roll",
    2,
    /about 20 March and 20 September/,
    /nothing is broken/,
  ],
  [
    "a hedge without its ticker",
    { asset: "Hedge: {Source: nonfut, Ticker: [H], Field: PX}" },
    "error",
    "asset table",
    1,
    /Hedge.Ticker is/,
    /write one text/,
  ],
  [
    "an unknown schedule",
    { asset: "Options: T" },
    "warning",
    "asset table",
    1,
    /Options names the schedule "T"/,
    /unless it is meant/,
  ],
  [
    "no schedule at all",
    { asset: 'Options: ""' },
    "warning",
    "no schedule",
    12,
    /no schedule/,
    /expiry_schedules/,
  ],
  [
    "weights that do not add to 100",
    { components: "N5_F3_60, N6_F3_30" },
    "warning",
    "asset table",
    1,
    /weights of the schedule add to 90/,
    /correct them/,
  ],
  [
    "an unknown entry code",
    { components: "X5_F3_100" },
    "error",
    "unknown code",
    12,
    /not N or F/,
    /component/,
  ],
  [
    "an unknown expiry code",
    { components: "N5_LB1_100" },
    "error",
    "unknown code",
    12,
    /not F, R, W, BD or OVERRIDE/,
    /component/,
  ],
  [
    "a letter that nothing replaces",
    { components: "N5_BDe_100" },
    "error",
    "unresolved letter",
    12,
    /letters a to d/,
    /a number/,
  ],
  [
    "an offset letter that nothing replaces",
    { components: "Nf_F1_100" },
    "error",
    "unresolved letter",
    12,
    /letters a to d/,
    /a number/,
  ],
  [
    "a fifth Friday",
    { components: "N5_F5_100" },
    "warning",
    "anchor missing",
    12,
    /fifth Friday/,
    /every month/,
  ],
  [
    "no overrides",
    { components: "N5_OVERRIDE_100" },
    "error",
    "override missing",
    12,
    /no expiry overrides/,
    /--overrides FILE/,
  ],
  [
    "a month without an override",
    { components: "N5_OVERRIDE_100", overrides: WITHOUT_MAY },
    "warning",
    "override missing",
    1,
    /no day for these months/,
    /YYYY-MM-DD/,
  ],
  [
    "a model that is not supported",
    { asset: "Valuation: {Model: BS}" },
    "note",
    "model not supported",
    12,
    /Only ES and CDS_ES/,
    /Valuation.Model/,
  ],
  [
    "a model that only our own rules have",
    { asset: "Valuation: {Model: NS}" },
    "note",
    "model not supported",
    12,
    /Only ES and CDS_ES/,
    /--rules current/,
  ],
  [
    "an LME vol",
    { asset: "Vol: {Source: BBG_LMEVOL}" },
    "warning",
    "no vol ticker",
    12,
    /BBG_LMEVOL/,
    /BBG or CV/,
  ],
  [
    "Far equal to Near",
    { components: "F5_F3_100", asset: "Vol: {Source: BBG, Ticker: V, Near: IV, Far: IV}" },
    "warning",
    "no vol ticker",
    12,
    /Vol.Far equals Vol.Near/,
    /series of its own/,
  ],
  [
    "a split vol",
    { asset: 'Vol: {Source: BBG, Ticker: "V:2024-06:V", Near: IV}' },
    "warning",
    "no vol ticker",
    1,
    /switch month/,
    /nothing is broken/,
  ],
  [
    "a split second leg",
    {
      asset: 'Hedge: {Source: cds, hedge: H, hedge1: "H:2024-06:H"}',
      prices: { "H,PX_LAST": DAYS },
    },
    "note",
    "switch month",
    1,
    /switch month/,
    /other columns/,
  ],
  [
    "futures without a chain",
    {
      asset: "Hedge: {Source: fut, fut_code: Q, market_code: C}",
    },
    "note",
    "not in the chain",
    12,
    /no futures chain/,
    /--chain FILE/,
  ],
  [
    "a series without prices",
    { prices: { "H,PX": {} } },
    "warning",
    "no prices",
    1,
    /no price of the series/,
    /add its prices/,
  ],
  [
    "a series that ends early",
    { prices: { "H,PX": weekdays("2023-11-01", "2024-11-29", 50) } },
    "warning",
    "stale series",
    1,
    /last 30 days/,
    /up to date/,
  ],
  [
    "prices at zero and below",
    { prices: { "H,PX": { ...DAYS, "2024-03-05": 0, "2024-03-06": -1 } } },
    "warning",
    "not positive",
    2,
    /below zero/,
    /correct them/,
  ],
  [
    "a day twice",
    { more: "H,PX,2024-03-05,51\n" },
    "warning",
    "contradicting prices",
    1,
    /the last row is taken/,
    /right row of each day/,
  ],
  [
    "prices that are NaN or infinite",
    { more: "H,PX,2024-03-02,nan\nH,PX,2024-03-03,inf\n" },
    "note",
    "empty prices",
    2,
    /count as missing/,
    /leave such rows out/,
  ],
];

for (const [name, input, severity, kind, count, message, mend] of CASES) {
  Deno.test(`check finds ${name}`, async () => {
    const result = await checkCase(input);
    const found = result.findings.find((finding) => finding.kind === kind);
    assert.ok(found, JSON.stringify(result.findings, null, 1));
    assert.deepEqual([found.severity, found.count], [severity, count]);
    assert.match(found.message, message);
    assert.match(found.mend, mend);
    assert.ok(
      checkText(result, { verbose: false }).includes(
        `${found.message}. To mend it: ${found.mend}.`,
      ),
    );
  });
}

Deno.test("an asset with a mistake is refused, named, and no part of the forecast", async () => {
  const result = await checkCase({ asset: "Hedge: {Source: nonfut, Ticker: [H], Field: PX}" });
  assert.deepEqual([result.refused, result.straddles, result.forecast], [["X"], 0, {}]);
  assert.match(checkText(result, { verbose: false }), /would be refused because of X/);
});

Deno.test("a semicolon in a value stays in what is wrong, and out of how to mend it", async () => {
  const { findings } = await checkCase({ asset: 'Options: "a; b"' });
  const found = findings.find(({ message }) => message.startsWith("Options names"))!;
  assert.equal(
    found.message,
    'Options names the schedule "a; b", which is not under "expiry_schedules"',
  );
  assert.equal(found.mend, "correct it, unless it is meant");
  assert.ok(!findings.some(({ mend }) => mend.startsWith("b")));
});

Deno.test("negative second legs are no finding: only vol and hedge feed the model", async () => {
  const result = await checkCase({
    asset: "Hedge: {Source: cds, hedge: H, hedge1: R}",
    prices: { "H,PX_LAST": DAYS, "R,PX_LAST": weekdays("2023-11-01", "2024-12-31", -0.5) },
  });
  assert.deepEqual(result.findings.map(({ kind }) => kind), ["index roll"]);
});

async function checkMini(): Promise<CheckResult> {
  const inputs = {
    amt: readAmt(`${MINI}amt.yml`),
    chain: loadChain(`${MINI}futs.csv`),
    overrides: loadOverrides(`${MINI}overrides.csv`),
    rules: REFERENCE,
  };
  const live = [...inputs.amt.byUnderlying.values()].filter(({ live }) => live);
  return await check(inputs, await openPrices([`${MINI}prices.parquet`]), live, YEAR_2024);
}

Deno.test("errors come first, then warnings, then notes; equal findings are one", async () => {
  const { findings } = await checkMini();
  const rank = findings.map(({ severity }) => ["error", "warning", "note"].indexOf(severity));
  assert.deepEqual(rank, rank.toSorted());
  const models = findings.filter(({ message }) => message.startsWith("Valuation.Model is missing"));
  assert.equal(models.length, 1);
  assert.deepEqual(models[0]!.subjects.map(({ subject }) => subject), [
    "BARE Index",
    "CALCV Index",
    "WRD Index",
  ]);
});

Deno.test("on a terminal findings end between words, and errors and warnings have a colour", async () => {
  const result = await checkMini();
  const plain = checkText(result, { verbose: false });
  const wrapped = checkText(result, { verbose: false, width: 60 });
  for (const line of wrapped.split("\n")) assert.ok(line.length <= 60, line);
  const words = (text: string) => text.split(/\s+/);
  assert.deepEqual(words(wrapped), words(plain));
  assert.match(wrapped, /^(error|warning|note) .*\n {9}\S/m);
  const colored = checkText(result, { verbose: false, width: 60, color: true });
  assert.equal(stripVTControlCharacters(colored), wrapped);
  const count = (text: string, part: string | RegExp) => text.split(part).length - 1;
  assert.equal(count(colored, "\x1b[31merror\x1b[39m "), count(plain, /^error /m));
  assert.equal(count(colored, "\x1b[33mwarning\x1b[39m "), count(plain, /^warning /m));
});

Deno.test("one line a finding; verbose names every subject", async () => {
  const result = await checkMini();
  const short = checkText(result, { verbose: false });
  const long = checkText(result, { verbose: true });
  const lines = short.split("\n").filter((line) => /^(error|warning|note) /.test(line));
  assert.equal(lines.length, result.findings.length);
  for (const { subjects } of result.findings) {
    for (const { subject } of subjects) assert.ok(long.includes(subject), subject);
  }
  assert.ok(!short.includes("LMZ2024 Comdty") && long.includes("LMZ2024 Comdty"));
});

Deno.test("the forecast is what a backtest counts", async () => {
  const amt = readAmt(`${MINI}amt.yml`);
  const inputs = {
    amt,
    chain: loadChain(`${MINI}futs.csv`),
    overrides: loadOverrides(`${MINI}overrides.csv`),
    rules: REFERENCE,
  };
  const live = [...amt.byUnderlying.values()].filter(({ live }) => live);
  const { report } = await engineRows(inputs, live, YEAR_2024, `${MINI}prices.parquet`, false);
  const expected: Partial<Record<StateName, number>> = {};
  STATES.forEach((name, state) => {
    const n = report.counts.reduce((sum, { states }) => sum + states[state]!, 0);
    if (n > 0) expected[name] = n;
  });
  assert.deepEqual((await checkMini()).forecast, expected);
});
