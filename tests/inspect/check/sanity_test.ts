/** Prices no market has: found with their day and the likely reason; markets' own oddities are not. */
import assert from "node:assert/strict";
import { NO_CHAIN } from "../../../src/inputs/chain.ts";
import { NO_OVERRIDES } from "../../../src/inputs/overrides.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import { REFERENCE } from "../../../src/inputs/rules.ts";
import { check } from "../../../src/inspect/check/check.ts";
import { doubtfulSeries } from "../../../src/inspect/check/sanity/doubtful.ts";
import { sanityFindings, valuedSeries } from "../../../src/inspect/check/sanity/sanity.ts";
import { survey } from "../../../src/inspect/survey.ts";
import { monthsOfYears } from "../../../src/schedules.ts";
import { parseAmt } from "../../../src/loader.ts";
import { formatDay, parseDay, weekdayOf } from "../../../src/base/calendar.ts";
import { random } from "../../cli/harmless.ts";
import { pricesCsv, toParquet } from "../../price_files.ts";

type Days = Readonly<Record<string, number>>;

/** A random walk by weekdays of 2023 and 2024 from `level`, which moves by `percent` a day. */
function walk(seed: number, level: number, percent: number): Record<string, number> {
  const pick = random(seed);
  const uniform = () => pick(1 << 24) / (1 << 24);
  const prices: Record<string, number> = {};
  let x = 0;
  for (let day = parseDay("2022-11-01")!; day <= parseDay("2024-12-31")!; day++) {
    if (weekdayOf(day) > 4) continue;
    const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    x += normal * percent / 100 - 0.01 * x;
    prices[formatDay(day)] = Number((level * Math.exp(x)).toPrecision(5));
  }
  return prices;
}

const PRICE = walk(1, 104, 1.2), VOL = walk(2, 19, 4);

/** The prices with those from one day to another as `change` has them. */
function from(prices: Days, first: string, last: string, change: (price: number) => number): Days {
  return Object.fromEntries(
    Object.entries(prices).map((
      [day, price],
    ) => [day, day >= first && day <= last ? change(price) : price]),
  );
}

const END = "2024-12-31";
const AMT = parseAmt(
  `expiry_schedules: {S: [N5_F3_100]}
amt:
  X:
    Underlying: X
    Options: S
    Vol: {Source: BBG, Ticker: V, Near: IV}
    Hedge: {Source: nonfut, Ticker: H, Field: PX}
    Valuation: {Model: ES}
    WeightCap: 1
`,
  "sanity.yml",
);

/** What is found in the prices, as `kind: subject (detail)`. */
async function findings(price: Days, vol: Days, other: Days = {}): Promise<string[]> {
  const database = await openPrices([
    await toParquet(pricesCsv({ "H,PX": price, "V,IV": vol, "OTHER,PX": other })),
  ]);
  const inputs = { amt: AMT, chain: NO_CHAIN, overrides: NO_OVERRIDES, rules: REFERENCE };
  const years = { from: 2023, to: 2024 };
  const assets = [...AMT.byUnderlying.values()];
  const result = await check(inputs, database, assets, years);
  // The brief word after a run says the same, but for what only another series tells.
  const batch = await survey(inputs, database, assets, monthsOfYears(years.from, years.to));
  const all = sanityFindings(batch, valuedSeries(batch)).map(({ subject, kind }) =>
    `${subject} (${kind})`
  );
  const brief = doubtfulSeries(batch);
  assert.ok(brief.every((name) => all.includes(name)));
  assert.ok(all.every((name) => brief.includes(name) || name.endsWith("(odd vols)")));
  assert.ok(result.findings.every(({ severity }) => severity !== "error"));
  return result.findings.map(({ kind, subject }) => `${kind}: ${subject}`);
}

const SPLIT_DAY = "2023-09-13";
const round = (price: number) => Number(price.toPrecision(6));

/** What is seeded, and what is to be found, in prices and in vols. */
const FOUND: readonly (readonly [string, Days, Days, RegExp])[] = [
  ...([[2, 1], [3, 1], [10, 1], [3, 2], [20, 1]] as const).map(([a, b]) =>
    [
      `a ${a}:${b} split`,
      from(PRICE, SPLIT_DAY, END, (price) => round(price * b / a)),
      VOL,
      new RegExp(`^price jump: H PX \\(2023-09-13: .*; a ${a}:${b} split`),
    ] as const
  ),
  ...([2, 5, 8, 10, 25] as const).map((factor) =>
    [
      `a 1:${factor} reverse split`,
      from(PRICE, SPLIT_DAY, END, (price) => round(price * factor)),
      VOL,
      factor === 8
        ? /^price jump: H PX \(2023-09-13: .*; a factor of/
        : new RegExp(`^price jump: H PX \\(2023-09-13: .*; a 1:${factor} reverse split`),
    ] as const
  ),
  [
    "pounds that become pence",
    from(PRICE, SPLIT_DAY, END, (price) => round(price * 100)),
    VOL,
    /^price jump: H PX \(2023-09-13: .*; a factor of 100: other units, such as pence for pounds\)/,
  ],
  [
    "a stretch whose decimal point is shifted",
    from(PRICE, SPLIT_DAY, "2023-11-30", (price) => round(price / 100)),
    VOL,
    /^price jump: H PX \(2023-09-13: .* until 2023-11-30; a factor of 100/,
  ],
  [
    "another currency",
    from(PRICE, SPLIT_DAY, END, (price) => round(price * 1.36)),
    VOL,
    /^price jump: H PX \(2023-09-13: .*; a factor of 1\.\d+: another currency/,
  ],
  [
    "a quote turned over",
    from(walk(3, 1.5, 0.5), SPLIT_DAY, END, (price) => round(1 / price)),
    VOL,
    /^price jump: H PX \(2023-09-13: .*; the inverse quote/,
  ],
  [
    "one bad tick that reverts",
    from(PRICE, SPLIT_DAY, SPLIT_DAY, (price) => round(price * 1.3)),
    VOL,
    /^bad tick: H PX \(2023-09-13: .*, a bad tick\)$/,
  ],
  [
    "a shifted decimal point for three days",
    from(PRICE, SPLIT_DAY, "2023-09-15", (price) => round(price * 10)),
    VOL,
    /^bad tick: H PX \(2023-09-13 to 2023-09-15: .*, a shifted decimal point\)$/,
  ],
  [
    "a bad price on the first day",
    from(PRICE, "", "2022-12-01", (price) => round(price * 10)),
    VOL,
    /^bad tick: H PX \(2022-12-01: /,
  ],
  [
    "a bad price on the very last day",
    from(PRICE, END, END, (price) => round(price * 10)),
    VOL,
    /^price jump: H PX \(2024-12-31: /,
  ],
  [
    "vols as fractions throughout",
    PRICE,
    from(VOL, "2000-01-01", END, (vol) => round(vol / 100)),
    /^odd vols: V IV \(.*beside H PX/,
  ],
  [
    "vols as fractions in part of the history",
    PRICE,
    from(VOL, "2000-01-01", SPLIT_DAY, (vol) => round(vol / 100)),
    /^price jump: V IV \(2023-09-14: .*; fractions for percents\)/,
  ],
  [
    "a bad vol that reverts",
    PRICE,
    from(VOL, SPLIT_DAY, SPLIT_DAY, (vol) => round(vol * 10)),
    /^bad tick: V IV \(2023-09-13: /,
  ],
  [
    "vols in basis points",
    PRICE,
    from(VOL, "2000-01-01", END, (vol) => round(vol * 100)),
    /^odd vols: V IV \(/,
  ],
  ["the hedge's prices as vols", PRICE, PRICE, /^odd vols: V IV \(/],
  ["vol and hedge exchanged at like levels", VOL, PRICE, /^odd vols: V IV \(/],
  ["vol and hedge exchanged", VOL, from(PRICE, "", END, (p) => 20 * p), /^odd vols: V IV \(/],
  [
    "a vol that is stuck for six weeks",
    PRICE,
    from(VOL, SPLIT_DAY, "2023-10-25", () => VOL[SPLIT_DAY]!),
    /^frozen series: V IV \([\d.]+ from 2023-09-13 to 2023-10-25\)$/,
  ],
  [
    "a price that is stuck for two months",
    from(PRICE, SPLIT_DAY, "2023-11-15", () => PRICE[SPLIT_DAY]!),
    VOL,
    /^frozen series: H PX \(/,
  ],
  [
    "weekends that repeat the Friday",
    { ...PRICE, ...weekends(PRICE) },
    VOL,
    /^weekend copies: H PX \(/,
  ],
  ["days that are a day early", earlier(PRICE), earlier(VOL), /^shifted days: H PX \(/],
];

/** The Saturdays and Sundays after the Fridays, at their prices. */
function weekends(prices: Days): Days {
  return Object.fromEntries(
    Object.entries(prices).filter(([day]) => weekdayOf(parseDay(day)!) === 4)
      .flatMap(([day, price]) => [1, 2].map((n) => [formatDay(parseDay(day)! + n), price])),
  );
}

function earlier(prices: Days): Days {
  return Object.fromEntries(
    Object.entries(prices).map(([day, price]) => [formatDay(parseDay(day)! - 1), price]),
  );
}

for (const [name, price, vol, expected] of FOUND) {
  Deno.test(`check finds ${name}, and nothing else`, async () => {
    const found = await findings(price, vol);
    assert.match(found[0] ?? "nothing", expected);
    assert.equal(found.length, 1, found.join("\n"));
  });
}

/** What markets do. */
const QUIET: readonly (readonly [string, Days, Days])[] = [
  ["a random walk", PRICE, VOL],
  ["a fall by a fifth in a day", from(PRICE, SPLIT_DAY, END, (price) => round(price * 0.8)), VOL],
  ["vols that double overnight", PRICE, from(VOL, SPLIT_DAY, END, (vol) => round(vol * 2.1))],
  ["three weeks without a change", PRICE, from(VOL, SPLIT_DAY, "2023-10-03", () => 19)],
  [
    "a vol that stays at its source's floor, once",
    PRICE,
    from(from(VOL, "", END, (vol) => Math.max(vol, 10.5)), SPLIT_DAY, "2023-10-20", () => 10),
  ],
  ["the vols of a quiet currency", walk(4, 7.8, 0.05), walk(5, 0.7, 5)],
  ["a vol of a fourth of what was", PRICE, from(VOL, "", END, (vol) => round(vol / 4))],
  [
    "months without prices, and another level after",
    withoutMonths(from(PRICE, SPLIT_DAY, END, (price) => round(price * 1.5))),
    VOL,
  ],
];

function withoutMonths(prices: Days): Days {
  return Object.fromEntries(
    Object.entries(prices).filter(([day]) => day < "2023-03-01" || day >= SPLIT_DAY),
  );
}

for (const [name, price, vol] of QUIET) {
  Deno.test(`check doubts no price of ${name}`, async () => {
    assert.deepEqual(await findings(price, vol), []);
  });
}

/** The prices before a day. */
function until(prices: Days, last: string): Days {
  return Object.fromEntries(Object.entries(prices).filter(([day]) => day <= last));
}

Deno.test("a stray day in the future makes no other series stale", async () => {
  const [price, vol] = [until(PRICE, "2024-09-30"), until(VOL, "2024-09-30")];
  assert.deepEqual(await findings({ ...price, "2024-12-30": price["2024-09-30"]! }, vol), []);
  assert.deepEqual(await findings(price, vol, { "2031-01-01": 1 }), []);
  const stale = await findings(until(price, "2024-08-01"), vol);
  assert.deepEqual(stale, ["stale series: H PX (last 2024-08-01)"]);
});
