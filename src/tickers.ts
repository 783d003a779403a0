/** Tickers: the schema of an asset, its tickers in an expiry month, and those of one straddle. */
import type { Chain } from "./inputs/chain.ts";
import { formatMonth, monthOfYear, type MonthSpan, yearOfMonth } from "./base/calendar.ts";
import { inputError } from "./base/errors.ts";
import type { Amt, Asset } from "./inputs/amt/asset_table.ts";
import { memoCache, scopedMemoCache } from "./base/memo.ts";
import { REFERENCE, type Rules } from "./inputs/rules.ts";
import { MONTH_LETTERS } from "./inputs/amt/known_values.ts";
import { parseInteger } from "./base/numbers.ts";
import { pyText } from "./inputs/yaml/python_text.ts";
import { counted } from "./base/wording.ts";
import { isTruthy } from "./inputs/yaml/values.ts";

/** One row of a ticker table (T-1). */
export interface TickerRow {
  readonly asset: string;
  readonly cls: string;
  readonly type: "Market" | "Vol" | "Hedge";
  readonly param: string;
  readonly source: string;
  readonly ticker: string;
  readonly field: string;
  /** The name its prices are stored under, where the chain has another one for the ticker. */
  readonly stored?: string;
  /** Another name that price files may have it under; a day that has both goes by the first. */
  readonly alternate?: string;
}

/** A price column of one straddle and the series it is read from (T-10). */
export interface StraddleTicker {
  readonly param: string;
  readonly source: string;
  readonly ticker: string;
  readonly field: string;
  readonly stored?: string;
  readonly alternate?: string;
}

const tschemasCache = memoCache<readonly TickerRow[]>("tschemas", {
  toggled: true,
  weigh: (rows) => 120 * rows.length,
});
const tickersYmCache = scopedMemoCache<readonly TickerRow[]>("tickersYm", {
  toggled: true,
  weigh: (rows) => 120 * rows.length,
});

/** The ticker schema of an asset, in the order Market, Vol, Hedge (T-1…T-4). */
export function tschemas(amt: Amt, asset: Asset, rules = REFERENCE): readonly TickerRow[] {
  return tschemasCache.get(
    keyOf(amt, asset, rules),
    () => Object.freeze([...marketRows(asset), ...volRows(asset, rules), ...hedgeRows(asset)]),
  );
}

/** What tickers are cached by: how vols are marked is no part of it. */
function keyOf(amt: Amt, { underlying }: Asset, { set }: Rules): string {
  const key = `${amt.tickersKey(underlying)}|${underlying}`;
  return set === "reference" ? key : `${key}|${set}`;
}

function row(asset: Asset, type: TickerRow["type"], cells: StraddleTicker): TickerRow {
  return { asset: asset.underlying, cls: asset.cls, type, ...cells };
}

function marketRows(asset: Asset): TickerRow[] {
  const { field, tickers } = asset.market;
  return tickers.map((ticker) =>
    row(asset, "Market", { param: "-", source: "BBG", ticker, field })
  );
}

/** The pair (ticker, field) appears once: when Far equals Near there is no Far row (T-3, D-8). */
function volRows(asset: Asset, { set }: Rules): TickerRow[] {
  const vol = asset.vol;
  if (!vol) return [];
  if (set === "current" && vol.source === LME_SOURCE) return lmeVolRows(asset);
  const { source, ticker } = vol;
  const rows: TickerRow[] = [];
  const add = (param: string, field: string) =>
    rows.push(row(asset, "Vol", { param, source, ticker, field }));
  const named = (field: string) => field !== "" && field !== "NONE";
  if (named(vol.near)) add("Near", vol.near);
  if (named(vol.far) && vol.far !== vol.near) add("Far", vol.far);
  return rows;
}

/** The source of a vol whose series are made of the hedge's, a contract at a time. */
export const LME_SOURCE = "BBG_LMEVOL";

/** Near and Far alike, by the spec of the future. */
function lmeVolRows(asset: Asset): TickerRow[] {
  const { hedge } = asset;
  if (hedge === undefined || hedge.get("Source") !== "fut") return [];
  return ["Near", "Far"].map((param) =>
    row(asset, "Vol", { param, source: LME_SOURCE, ticker: specText(hedge), field: "PX_LAST" })
  );
}

function hedgeRows(asset: Asset): TickerRow[] {
  const hedge = asset.hedge;
  if (!hedge) return [];
  const text = (key: string) => hedge.has(key) ? pyText(hedge.get(key)!) : "";
  const source = text("Source");
  const add = (cells: StraddleTicker) => row(asset, "Hedge", cells);
  switch (source) {
    case "nonfut":
      return [add({ param: "hedge", source: "BBG", ticker: text("Ticker"), field: text("Field") })];
    case "cds":
      return ["hedge", "hedge1"].filter((param) => isTruthy(hedge.get(param))).map((param) =>
        add({ param, source: "BBG", ticker: text(param), field: "PX_LAST" })
      );
    case "fut":
      return [add({ param: "fut", source: "BBGfc", ticker: specText(hedge), field: "PX_LAST" })];
    case "calc": {
      const [ccy, tenor] = [calcText(hedge.get("ccy")), calcText(hedge.get("tenor"))];
      return CALC_LEGS.map((leg, i) =>
        add({
          param: i === 0 ? "hedge" : `hedge${i}`,
          source: "calc",
          ticker: `${ccy}_${leg}_${tenor}`,
          field: "",
        })
      );
    }
    default:
      return [add({ param: source, source, ticker: "", field: specText(hedge) })];
  }
}

/** The years that a calc hedge's swap lasts: `5_5` is five in five; undefined = not a number. */
export function swapYears({ hedge }: Asset): number | undefined {
  const years = /(\d+(?:\.\d+)?)[yY]?$/.exec(calcText(hedge?.get("tenor")))?.[1];
  return years === undefined || Number(years) === 0 ? undefined : Number(years);
}

/** Forward swap rates and annuities, now and in six months (T-4d). */
const CALC_LEGS = ["fsw0m", "fsw6m", "pva0m", "pva6m"];

/** The first element of a non-empty list, else the value as text (T-4d). */
function calcText(value: Parameters<typeof pyText>[0] | undefined): string {
  if (value === undefined) return "";
  return pyText(Array.isArray(value) && value.length > 0 ? value[0]! : value);
}

/** All keys but Source as `key:value`, joined by commas, in file order (T-4c). */
function specText(hedge: NonNullable<Asset["hedge"]>): string {
  return [...hedge].filter(([key]) => key !== "Source")
    .map(([key, value]) => `${key}:${pyText(value)}`).join(",");
}

const SPLIT = /^(.+):(\d{4}-\d{2}):(.+)$/;

/** The two sides of a split ticker and its date; the last date splits (T-6). Undefined for a plain one. */
export function splitTicker(
  ticker: string,
): { old: string; month: string; new: string } | undefined {
  // Most tickers hold no colon at all, and this runs for every asset and month.
  const match = ticker.includes(":") ? SPLIT.exec(ticker) : null;
  return match ? { old: match[1]!, month: match[2]!, new: match[3]! } : undefined;
}

/** The sides of a split ticker and the months from which on each but the first counts. */
export interface Switches {
  readonly names: readonly string[];
  readonly months: readonly string[];
}

/** A ticker's switches, however many. Undefined for a plain one. */
export function switchesOf(ticker: string): Switches | undefined {
  if (splitTicker(ticker) === undefined) return undefined;
  const parts = ticker.split(/:(\d{4}-\d{2}):/);
  return {
    names: parts.filter((_, i) => i % 2 === 0),
    months: parts.filter((_, i) => i % 2 === 1),
  };
}

/** The side of a split ticker in a month: the one before it, and the new one from it on. */
function sideIn({ names, months }: Switches, month: string): string {
  let side = names[0]!;
  months.forEach((from, i) => {
    if (month >= from) side = names[i + 1]!;
  });
  return side;
}

/**
 * Whether the reference lacks the series that a split ticker has in a month: it has none in the last
 * switch's month, and takes all before it for one name (T-6).
 */
export function isLackedAt(ticker: string, month: number): boolean {
  const months = switchesOf(ticker)?.months;
  if (months === undefined) return false;
  const [now, last] = [monthText(month), months.at(-1)!];
  return now === last || months.length > 1 && now < last;
}

/** A month as split tickers write it. */
function monthText(month: number): string {
  return `${String(yearOfMonth(month)).padStart(4, "0")}-${formatMonth(month).slice(-2)}`;
}

/** Whether a schema row names other series in other months. */
function changesByMonth(schema: TickerRow): boolean {
  return schema.source === "BBGfc" || schema.source === LME_SOURCE ||
    (schema.source === "BBG" && splitTicker(schema.ticker) !== undefined);
}

/**
 * The tickers of an asset in an expiry month (T-5…T-8). An asset whose tickers never change gets
 * its schema back, the very same array, so callers can tell by identity that nothing changed.
 * Throws an exit-3 error when a future cannot be named.
 */
export function monthTickers(
  amt: Amt,
  asset: Asset,
  month: number,
  chain: Chain,
  rules = REFERENCE,
): readonly TickerRow[] {
  return tickersByMonth(amt, asset, chain, rules)(month);
}

/** `monthTickers` of one asset, for many months. */
export function tickersByMonth(
  amt: Amt,
  asset: Asset,
  chain: Chain,
  rules = REFERENCE,
): (month: number) => readonly TickerRow[] {
  const cache = tickersYmCache.scope(`${keyOf(amt, asset, rules)}|${chain.key}`);
  const schema = tschemas(amt, asset, rules);
  const changes = schema.some(changesByMonth);
  return (month) =>
    cache(
      month,
      () =>
        changes
          ? Object.freeze(schema.flatMap((row) => monthRows(row, month, chain, rules)))
          : schema,
    );
}

function monthRows(row: TickerRow, month: number, chain: Chain, { set }: Rules): TickerRow[] {
  if (row.source === "BBGfc") {
    const normalized = futureTicker(row.ticker, month, row.asset);
    const actual = chain.actualOf.get(normalized);
    return [
      actual === undefined ? { ...row, param: "hedge", source: "nBBG", ticker: normalized } : {
        ...row,
        param: "hedge",
        source: "BBG",
        ticker: actual,
        ...chain.normalizedOf.get(actual) === normalized ? {} : { stored: normalized },
      },
    ];
  }
  if (row.source === LME_SOURCE) {
    return [{ ...row, source: "BBG", ...lmeVolTicker(row.ticker, month, row.asset) }];
  }
  const split = row.source === "BBG" ? splitTicker(row.ticker) : undefined;
  if (!split) return [row];
  const now = monthText(month);
  if (set === "current") return [{ ...row, ticker: sideIn(switchesOf(row.ticker)!, now) }];
  // Strict on both sides: in the month of the switch neither ticker exists (T-6, D-6 kept).
  if (now === split.month) return [];
  return [{ ...row, ticker: now < split.month ? split.old : split.new }];
}

/**
 * The normalized futures ticker of a spec text (`fut_code:CL,fut_month_map:…`) for a month (T-7).
 * `asset` is for the message. Throws an exit-3 error for a month map that is too short and for a
 * `min_year_offset` that is no integer.
 */
export function futureTicker(spec: string, month: number, asset: string): string {
  const { futCode, letter, year, market } = contractOf(spec, month, asset);
  return `${futCode}${letter}${year} ${market}`;
}

/** The vol of that contract, with the year in full, and as others write it, in two digits. */
function lmeVolTicker(spec: string, month: number, asset: string) {
  const { futCode, letter, year, market } = contractOf(spec, month, asset);
  const name = (year: string | number) => `${futCode}R${letter}${year} ${market}`;
  return { ticker: name(year), alternate: name(String(year).slice(-2)) };
}

/** The contract of a spec text for a month, in the parts of its ticker (T-7). */
function contractOf(spec: string, month: number, asset: string) {
  const parts = new Map(
    spec.split(",").filter((part) => part.includes(":")).map((part) => {
      const colon = part.indexOf(":");
      return [part.slice(0, colon), part.slice(colon + 1)];
    }),
  );
  const map = parts.get("fut_month_map") ?? MONTH_LETTERS;
  const offsetText = parts.get("min_year_offset") ?? "0";
  const offset = parseInteger(offsetText);
  const ordinal = monthOfYear(month);
  const code = map[ordinal - 1];
  if (code === undefined) {
    const when = formatMonth(month);
    throw inputError(
      `Cannot name the future of asset "${asset}" in ${when}: fut_month_map "${map}" ` +
        `has ${counted(map.length, "letter")}; give one for each month`,
    );
  }
  if (offset === undefined) {
    throw inputError(
      `Cannot name the future of asset "${asset}": min_year_offset "${offsetText}" is no integer`,
    );
  }
  const year = yearOfMonth(month) +
    Math.max(code < MONTH_LETTERS[ordinal - 1]! ? 1 : 0, offset);
  const [futCode = "", market = ""] = [parts.get("fut_code"), parts.get("market_code")];
  return { futCode, letter: code, year, market };
}

/**
 * The price columns of a straddle entered with code `ntrc`, from its expiry month's tickers: the
 * vol that the code asks for, and the hedges (T-10). Where a column repeats the first wins (T-12).
 */
export function straddleTickers(rows: readonly TickerRow[], ntrc: string): StraddleTicker[] {
  const wanted = ntrc === "N" ? "Near" : ntrc === "F" ? "Far" : undefined;
  const tickers: StraddleTicker[] = [];
  for (const { type, param, source, ticker, field, stored, alternate } of rows) {
    if (type === "Hedge") {
      tickers.push({ param, source, ticker, field, ...stored === undefined ? {} : { stored } });
    } else if (type === "Vol" && param === wanted) {
      if (source === "CV") tickers.push({ param: "vol", source, ticker: field, field: "none" });
      else if (alternate !== undefined) {
        tickers.push({ param: "vol", source, ticker, field, alternate });
      } else tickers.push({ param: "vol", source, ticker, field: source === "calc" ? "" : field });
    }
  }
  return tickers;
}

/**
 * The name that a ticker's prices are stored under (T-13). A future's own contract is the one it was
 * made of, even if the chain has the actual name for one of another decade, too.
 */
export function storedName({ ticker, stored }: StraddleTicker, chain: Chain): string {
  return stored ?? chain.normalizedOf.get(ticker) ?? ticker;
}

/** Whether a price column counts as a hedge: `hedge`, or `hedge` and digits. */
export function isHedge(param: string): boolean {
  return /^hedge\d*$/.test(param);
}

/** The tickers of several assets over months, months first, each row once (T-9). */
export function* findTickers(
  amt: Amt,
  assets: readonly Asset[],
  months: MonthSpan,
  chain: Chain,
  rules = REFERENCE,
): Generator<TickerRow> {
  const seen = new Set<string>();
  for (let month = months.first; month <= months.last; month++) {
    for (const asset of assets) {
      for (const row of monthTickers(amt, asset, month, chain, rules)) {
        const { stored: _, alternate: __, ...shown } = row;
        const key = JSON.stringify(Object.values(shown));
        if (seen.has(key)) continue;
        seen.add(key);
        yield row;
      }
    }
  }
}
