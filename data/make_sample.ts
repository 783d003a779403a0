/**
 * Writes the sample data set: futs.csv, overrides.csv and prices.parquet for the assets of amt.yml.
 *
 *     deno task sample-data [DIR]          DIR: where to write, default the folder of this script
 *
 * Which series there are follows from amt.yml; how they move, from the tables below and market_model.ts.
 * Everything is invented, and every run writes the same bytes: no clock, no chance but named seeds, and
 * values rounded to the decimals of their quote.
 */

import { DuckDBDateValue, DuckDBInstance } from "@duckdb/node-api";
import { load } from "js-yaml";
import {
  annuity,
  dayOf,
  isoOf,
  type Market,
  nthWeekday,
  type Path,
  Random,
  simulate,
  weekdaysBetween,
} from "./market_model.ts";

const FIRST_YEAR = 2023;
const LAST_YEAR = 2025;
const DAYS = weekdaysBetween(dayOf(`${FIRST_YEAR}-01-01`), dayOf(`${LAST_YEAR}-12-31`));

/** The markets, by Underlying. */
const MARKETS: Record<string, Market> = {
  "KLP Comdty": { level: 84.5, volPercent: 34, carry: -0.05, skew: -0.2 },
  "MWH Comdty": { level: 612, volPercent: 29, carry: 0.06, skew: 0.2 },
  "TRN Comdty": { level: 8430, volPercent: 23, carry: 0.03, decimals: 1 },
  "NORTH Index": { level: 4120, volPercent: 17, drift: 0.07, beta: 0.95, skew: -0.7 },
  "HARBOR VL Equity": { level: 96, volPercent: 21, drift: 0.06, beta: 0.8, skew: -0.6 },
  "ANVILS VL Equity": { level: 58, volPercent: 31, drift: 0.05, beta: 0.5, skew: -0.4 },
  "LANTRN VL Equity": { level: 24, volPercent: 41, drift: 0.1, beta: 0.4, skew: -0.3 },
  "PEBBLE VL Equity": { level: 37, volPercent: 26, drift: -0.05, beta: 0.4, skew: -0.4 },
  "VELORR Curncy": { level: 1.284, volPercent: 9.5, decimals: 4 },
  "VELTSK Curncy": { level: 10.46, volPercent: 11, decimals: 4 },
  "ORRTSK Curncy": { level: 8.15, volPercent: 12.5, decimals: 4 },
  "VGB Comdty": { level: 128.4, volPercent: 10, carry: -0.01, pull: 0.01 },
  "CRDN Curncy": { level: 74, volPercent: 45, pull: 0.008, beta: -0.6, skew: 0.5, decimals: 3 },
  "VELSW10 Curncy": { level: 3.4, volPercent: 27, pull: 0.004, decimals: 4 },
  "ORRSW0202 Curncy": { level: 2.9, volPercent: 31, pull: 0.004, decimals: 4 },
};

/** The curve behind the credit index's second hedge; its new ticker begins before the old one ends. */
const SWAP_CURVE: Market = { level: 3.2, volPercent: 28, pull: 0.004, decimals: 4 };
const SWAP_QUOTES = [
  { ticker: "VLSW5 Curncy", spread: 0, first: dayOf("2023-01-01"), last: dayOf("2024-07-31") },
  { ticker: "VLOIS5 Curncy", spread: -0.11, first: dayOf("2024-04-02"), last: dayOf("2025-12-31") },
];

/** Listed expiries: the n-th such weekday (1 = Monday), or the day before if that is a holiday. */
const LISTED: Record<string, { weekday: number; n: number; without?: string }> = {
  "CRDN Curncy": { weekday: 3, n: 3, without: "2024-09" },
  "NORTH Index": { weekday: 5, n: 3 },
  "TRN Comdty": { weekday: 3, n: 1 },
};

const LISTED_FROM: Record<string, string> = { "LANTRN VL Equity": "2023-09-05" };
const HALTED: Record<string, readonly [string, string]> = {
  "ANVILS VL Equity": ["2024-05-13", "2024-05-24"],
};

/** Fixed holidays everywhere, and those of the exchanges (Good Friday is the one that moves). */
const FIXED_HOLIDAYS = ["01-01", "12-25"];
const EXCHANGE_HOLIDAYS = ["05-01", "12-26", "2023-04-07", "2024-03-29", "2025-04-18"];

/** Share of days on which a series has no quote though its market was open. */
const GAP_RATE = 0.003;
const FUTURE_LIFE_DAYS = 270;
const CONTRACT_VOL_DAYS = 120;
const MONTH_LETTERS = "FGHJKMNQUVXZ";

interface Asset {
  Underlying: string;
  Class: string;
  Vol: { Source: string; Ticker?: string; Near?: string; Far?: string };
  Hedge: {
    Source: string;
    Ticker?: string;
    Field?: string;
    hedge?: string;
    fut_code?: string;
    fut_month_map?: string;
    market_code?: string;
    ccy?: string;
    tenor?: number | string;
  };
  Valuation: { Model: string };
}

/** One ticker and field: a value per weekday, and the days on which it is quoted. */
interface Series {
  ticker: string;
  field: string;
  valueAt: (index: number) => number;
  decimals: number;
  first?: number;
  last?: number;
}

interface Future {
  normalized: string;
  actual: string;
  /** `H2024`. */
  letterAndYear: string;
  lastDay: number;
}

interface Price {
  ticker: string;
  field: string;
  day: number;
  value: number;
}

/** What `table` holds for `key`; a new asset must be given its row first. */
function entry<T>(table: Record<string, T>, key: string): T {
  const value = table[key];
  if (value === undefined) throw new Error(`Cannot make sample data: no row for "${key}"`);
  return value;
}

function isHoliday(day: number, everywhereOnly: boolean): boolean {
  const iso = isoOf(day);
  if (FIXED_HOLIDAYS.includes(iso.slice(5))) return true;
  return !everywhereOnly &&
    (EXCHANGE_HOLIDAYS.includes(iso.slice(5)) || EXCHANGE_HOLIDAYS.includes(iso));
}

/** The futures of an asset that its straddles of the sample's years are hedged with (rule T-7). */
function futuresOf({ Hedge: hedge }: Asset): Future[] {
  const futures = new Map<string, Future>();
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    for (let month = 1; month <= 12; month++) {
      const letter = hedge.fut_month_map?.[month - 1] ?? "";
      const deliveryMonth = MONTH_LETTERS.indexOf(letter) + 1;
      const deliveryYear = deliveryMonth < month ? year + 1 : year;
      const letterAndYear = `${letter}${deliveryYear}`;
      const normalized = `${hedge.fut_code}${letterAndYear} ${hedge.market_code}`;
      const actual = `${hedge.fut_code} ${letter}${deliveryYear % 100} ${hedge.market_code}`;
      const lastDay = nthWeekday(deliveryYear, deliveryMonth, 3, 3);
      futures.set(normalized, { normalized, actual, letterAndYear, lastDay });
    }
  }
  return [...futures.values()];
}

/** The vols of an LME asset: a series for each of its contracts, named after it (rule R-4). */
function contractVolSeries(asset: Asset, path: Path): Series[] {
  return futuresOf(asset).map(({ letterAndYear, lastDay }) => ({
    ticker: `${asset.Hedge.fut_code}R${letterAndYear} ${asset.Hedge.market_code}`,
    field: "PX_LAST",
    valueAt: (i) => {
      // From two months before the last day to one, the far vol becomes the near one.
      const share = Math.min(1, Math.max(0, (lastDay - DAYS[i]!) / 30 - 1));
      return (1 - share) * path.near[i]! + share * path.far[i]!;
    },
    decimals: 2,
    first: lastDay - CONTRACT_VOL_DAYS,
    last: lastDay,
  }));
}

function volSeries(asset: Asset, path: Path): Series[] {
  const { Vol: vol, Valuation: valuation } = asset;
  if (vol.Source === "BBG_LMEVOL") return contractVolSeries(asset, path);
  // A normal vol is in basis points: vol in percent × rate in percent.
  const scale = (i: number) => valuation.Model === "NS" ? path.price[i]! : 1;
  const named = (name: string, values: readonly number[]): Series => ({
    ...(vol.Source === "CV"
      ? { ticker: name, field: "none" }
      : { ticker: vol.Ticker ?? "", field: name }),
    valueAt: (i) => values[i]! * scale(i),
    decimals: 2,
  });
  const series = vol.Near ? [named(vol.Near, path.near)] : [];
  if (vol.Far && vol.Far !== "NONE" && vol.Far !== vol.Near) series.push(named(vol.Far, path.far));
  return series;
}

function hedgeSeries(
  asset: Asset,
  market: Market,
  path: Path,
  shares: readonly number[],
): Series[] {
  const { decimals = 2, carry = 0 } = market;
  const hedge = asset.Hedge;
  const spot = (ticker: string, field: string): Series => (
    { ticker, field, valueAt: (i) => path.price[i]!, decimals }
  );
  switch (hedge.Source) {
    case "nonfut":
      return [spot(hedge.Ticker ?? "", hedge.Field ?? "")];
    case "fut":
      return futuresOf(asset).map(({ normalized, lastDay }) => ({
        ticker: normalized,
        field: "PX_LAST",
        valueAt: (i) => path.price[i]! * (1 + carry * (lastDay - DAYS[i]!) / 365),
        decimals,
        first: lastDay - FUTURE_LIFE_DAYS,
        last: lastDay,
      }));
    case "cds": {
      const rates = simulate("swap curve", SWAP_CURVE, shares).price;
      return [
        spot(hedge.hedge ?? "", "PX_LAST"),
        ...SWAP_QUOTES.map(({ ticker, spread, first, last }) => ({
          ticker,
          field: "PX_LAST",
          valueAt: (i: number) => rates[i]! + spread,
          decimals: SWAP_CURVE.decimals ?? 2,
          first,
          last,
        })),
      ];
    }
    case "calc": {
      const years = Number(`${hedge.tenor}`.split("_").at(-1));
      const name = (part: string) => `${hedge.ccy}_${part}_${hedge.tenor}`;
      // Six months forward, rates are a touch higher and an annuity half a year's discount lower.
      const forward = (i: number) => path.price[i]! + 0.05;
      // The normal model takes rates as decimals (rule R-2); ES takes them in any unit.
      const [unit, more] = asset.Valuation.Model === "NS" ? [0.01, 2] : [1, 0];
      const rate = (ticker: string, valueAt: (i: number) => number): Series => ({
        ticker,
        field: "",
        valueAt: (i) => unit * valueAt(i),
        decimals: decimals + more,
      });
      return [
        rate(name("fsw0m"), (i) => path.price[i]!),
        rate(name("fsw6m"), forward),
        { ...spot(name("pva0m"), ""), valueAt: (i) => annuity(path.price[i]!, years) },
        {
          ...spot(name("pva6m"), ""),
          valueAt: (i) => annuity(forward(i), years) / (1 + path.price[i]! / 200),
        },
      ];
    }
    default:
      throw new Error(`Cannot make sample data: unknown hedge source "${hedge.Source}"`);
  }
}

/** The quotes of a series: no holidays, no gaps, nothing before its listing or while it was halted. */
function pricesOf(asset: Asset, series: Series): Price[] {
  const { ticker, field, decimals, first = 0, last = Infinity } = series;
  const listed = LISTED_FROM[asset.Underlying];
  const halted = HALTED[asset.Underlying];
  const start = Math.max(first, listed ? dayOf(listed) : 0);
  const gaps = new Random(`${ticker}|${field}|gaps`);
  const everywhereOnly = asset.Class === "Currency" || asset.Class === "Swap";
  const prices: Price[] = [];
  for (const [i, day] of DAYS.entries()) {
    const gap = gaps.uniform() < GAP_RATE;
    if (gap || day < start || day > last || isHoliday(day, everywhereOnly)) continue;
    if (halted && day >= dayOf(halted[0]) && day <= dayOf(halted[1])) continue;
    prices.push({ ticker, field, day, value: Number(series.valueAt(i).toFixed(decimals)) });
  }
  return prices;
}

function futuresCsv(assets: readonly Asset[]): string {
  const rows = assets.filter((asset) => asset.Hedge.Source === "fut").flatMap(futuresOf)
    .map(({ normalized, actual, lastDay }) => `${normalized},${actual},${isoOf(lastDay)}\n`);
  return `normalized_future,actual_future,last_date\n${rows.join("")}`;
}

/** Starts two months before the first year, so that its first F straddles have an entry anchor. */
function overridesCsv(): string {
  let text = "ticker,expiry\n";
  for (const [ticker, { weekday, n, without }] of Object.entries(LISTED)) {
    // A holiday on the first of a month leads into the month before, whose last day counts.
    const byMonth = new Map<string, string>();
    for (let month = -1; month <= 12 * (LAST_YEAR - FIRST_YEAR + 1); month++) {
      let day = nthWeekday(FIRST_YEAR, month, weekday, n);
      while (isHoliday(day, false)) day--;
      const iso = isoOf(day);
      if (iso.slice(0, 7) !== without) byMonth.set(iso.slice(0, 7), iso);
    }
    for (const iso of byMonth.values()) text += `${ticker},${iso}\n`;
  }
  return text;
}

/** Writes the prices sorted by ticker, field and date, as zstd-compressed Parquet. */
async function writePrices(prices: readonly Price[], path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run(
      "CREATE TABLE prices (ticker VARCHAR, field VARCHAR, date DATE, value DOUBLE)",
    );
    const appender = await connection.createAppender("prices");
    for (const { ticker, field, day, value } of prices) {
      appender.appendVarchar(ticker);
      appender.appendVarchar(field);
      appender.appendDate(new DuckDBDateValue(day));
      appender.appendDouble(value);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(
      `COPY (SELECT * FROM prices ORDER BY ticker, field, date)
       TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes the three files into `directory` and returns how many series and prices they hold. */
export async function makeSample(directory: string): Promise<{ series: number; prices: number }> {
  const source = await Deno.readTextFile(new URL("./amt.yml", import.meta.url));
  const assets = Object.values((load(source) as { amt: Record<string, Asset> }).amt);
  const shareMoves = new Random("share market");
  const shares = DAYS.map(() => shareMoves.normal());
  const quoted = assets.flatMap((asset) => {
    const market = entry(MARKETS, asset.Underlying);
    const path = simulate(asset.Underlying, market, shares);
    return [...volSeries(asset, path), ...hedgeSeries(asset, market, path, shares)]
      .map((series) => pricesOf(asset, series));
  });
  await Deno.writeTextFile(`${directory}/futs.csv`, futuresCsv(assets));
  await Deno.writeTextFile(`${directory}/overrides.csv`, overridesCsv());
  const prices = quoted.flat();
  await writePrices(prices, `${directory}/prices.parquet`);
  return { series: quoted.length, prices: prices.length };
}

if (import.meta.main) {
  const { series, prices } = await makeSample(Deno.args[0] ?? `${import.meta.dirname}`);
  const line = `${series} series, ${prices} prices\n`;
  await Deno.stderr.write(new TextEncoder().encode(line));
}
