/** The series that each price column of a straddle is read from, and what the price files have of it. */
import { firstDayOfMonth, formatDay, formatMonth, lastDayOfMonth } from "../../base/calendar.ts";
import { alike, difference } from "../../base/suggest.ts";
import type { Chain } from "../../inputs/chain.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import type { PriceDatabase } from "../../inputs/prices/database.ts";
import { ordinal } from "../../base/wording.ts";
import type { Inputs } from "../../loader.ts";
import {
  LME_SOURCE,
  monthTickers,
  splitTicker,
  storedName,
  straddleTickers,
  type Switches,
  switchesOf,
  tschemas,
} from "../../tickers.ts";

/** How many prices there are, and their first and last day; null = none. */
export interface Extent {
  readonly prices: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface SeriesColumn {
  readonly column: string;
  readonly source: string;
  /** As the asset table and the futures chain name it. */
  readonly ticker: string;
  /** As the price files name it (T-13). */
  readonly stored: string;
  readonly field: string;
  /** From the first of the entry month to the last of the expiry month. */
  readonly window: Extent;
  /** In all of the price files. */
  readonly files: Extent;
  /** How the name came about; null = it stands in the asset table. */
  readonly note: string | null;
}

/** The price columns of a straddle, in the order of its table. */
export async function explainSeries(
  inputs: Inputs,
  database: PriceDatabase,
  single: SingleValuation,
): Promise<SeriesColumn[]> {
  const { asset, straddle, table, at, series, prices } = single;
  const columns = priceColumns(single).all;
  if (columns.length === 0) return [];
  const { amt, chain } = inputs;
  const rows = monthTickers(amt, asset, straddle.expiry, chain, inputs.rules);
  const tickers = straddleTickers(rows, straddle.row.ntrc);
  const whole = await wholeSeries(database, single);
  const [first, last] = [
    firstDayOfMonth(table.entryMonth[at]!),
    lastDayOfMonth(table.expiryMonth[at]!),
  ];
  return columns.map(({ name, id, on }, i) => {
    const found = tickers.find(({ param }) => param === name)!;
    const { source, ticker, field } = found;
    const planned = series.tickers[id]!;
    const stored = prices.renamed.get(id) ?? planned;
    if (storedName(found, chain) !== planned || field !== series.fields[id]) {
      throw new Error(`the explanation and the engine disagree on the series of ${name}`);
    }
    return {
      column: name,
      source,
      ticker,
      stored,
      field,
      window: extent(on, first, last),
      files: whole[i]!,
      note: noteOf(inputs, single, name, source, ticker, stored),
    };
  });
}

/** All prices of the columns' series. */
async function wholeSeries(database: PriceDatabase, single: SingleValuation): Promise<Extent[]> {
  const columns = priceColumns(single).all;
  const span = await database.span();
  if (span === undefined) return columns.map(() => ({ prices: 0, first: null, last: null }));
  const { values, origins } = await database.load({
    tickers: columns.map(({ id }) => single.prices.renamed.get(id) ?? single.series.tickers[id]!),
    fields: columns.map(({ id }) => single.series.fields[id]!),
    firstDays: columns.map(() => span.first),
    lastDays: columns.map(() => span.last),
  });
  return columns.map((_, i) => extent((day) => values[origins[i]! + day]!, span.first, span.last));
}

function extent(on: (day: number) => number, from: number, to: number): Extent {
  let prices = 0;
  let first: string | null = null;
  let lastDay = from;
  for (let day = from; day <= to; day++) {
    if (Number.isNaN(on(day))) continue;
    first ??= formatDay(day);
    lastDay = day;
    prices++;
  }
  return { prices, first, last: first === null ? null : formatDay(lastDay) };
}

/** Since when and until when a split ticker's side counts. */
function sideNote(whole: string, { names, months }: Switches, ticker: string, now: string): string {
  const i = months.filter((month) => month <= now).length;
  if (names[i] !== ticker) {
    throw new Error(`the explanation and the engine disagree on the side of ${whole} in ${now}`);
  }
  const since = i === 0 ? "" : ` from ${months[i - 1]} on`;
  const until = i === months.length ? "" : `${since === "" ? "" : ","} before ${months[i]}`;
  return `from "${whole}": the ${ordinal(i + 1)} one${since}${until}`;
}

function noteOf(
  { amt, chain, rules }: Inputs,
  { asset, straddle }: SingleValuation,
  column: string,
  source: string,
  ticker: string,
  stored: string,
): string | null {
  const month = formatMonth(straddle.expiry);
  const schema = tschemas(amt, asset, rules);
  const future = column !== "vol" && schema.some((row) => row.source === "BBGfc");
  if (future) {
    return source === "nBBG"
      ? `the future of ${month}; it is not in the futures chain` +
        (chain.key === "" ? ", because none was given" : nearInChain(ticker, chain))
      : `the future of ${month}; the futures chain calls it "${ticker}"`;
  }
  if (column === "vol" && asset.vol?.source === LME_SOURCE) {
    return `the LME vol of ${month}` +
      (stored === ticker ? "" : "; the price files have its year in two digits");
  }
  // Another column's ticker may switch to the same series.
  const own = schema.filter(({ type, param }) =>
    column === "vol" ? type === "Vol" : param === column
  );
  if (rules.set === "current") {
    const switches = switchesOf(own[0]!.ticker);
    if (switches) return sideNote(own[0]!.ticker, switches, ticker, month);
  }
  const split = own.map((row) => splitTicker(row.ticker)).find((split) =>
    split !== undefined && (split.old === ticker || split.new === ticker)
  );
  if (split !== undefined) {
    return `from "${split.old}:${split.month}:${split.new}": ` +
      (split.old === ticker
        ? `the first before ${split.month}`
        : `the second after ${split.month}`);
  }
  return stored === ticker ? null : `the futures chain calls it "${ticker}"`;
}

/** The row of the chain whose name is nearly the future's. */
function nearInChain(ticker: string, chain: Chain): string {
  const [near] = alike(ticker, chain.actualOf.keys());
  return near === undefined ? "" : `; did you mean its "${near}" (${difference(ticker, near)})?`;
}
