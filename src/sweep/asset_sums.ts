/** One asset of a variant: valued without a row being written, and summed as its run would be. */
import { firstDayOfMonth, lastDayOfMonth, type MonthSpan, NO_DAY } from "../base/calendar.ts";
import { weightOf } from "../engine/pnl_tally.ts";
import { KnownLegs, resolveAsset, type StraddleTable } from "../engine/resolve.ts";
import type { SeriesCollector } from "../engine/series.ts";
import { addedColumns, type Switches } from "../engine/switches.ts";
import { AssetValuation } from "../engine/valuation.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import type { Inputs } from "../loader.ts";
import type { DaySums } from "../runs/analysis/aggregates.ts";
import { DayTally, roomFor } from "../runs/analysis/day_tally.ts";
import { LONGEST_ENTRY_LAG } from "../schedules.ts";
import { type EntryPnl, EntrySums } from "./entry_sums.ts";
import type { Trades } from "./net.ts";
import { StraddleStore } from "./straddle_store.ts";
import { readTrades, TradeTally } from "./trade_tally.ts";

/** What an asset comes to. Arrays are reused for the next one. */
export interface AssetSums {
  readonly days: DaySums;
  /** Unweighted P&L of its straddles that have a value, in order; NaN = unknown. */
  readonly pnl: Float64Array;
  /** Weighted P&L of all of them by month of entry. */
  readonly entered: EntryPnl;
  /** Undefined = nobody asked for costs. */
  readonly trades: Trades | undefined;
  /** Straddles that ended in an error. */
  readonly failures: number;
}

/** What all variants of a sweep have in common. */
export interface Ground {
  readonly months: MonthSpan;
  readonly series: SeriesCollector;
  readonly prices: PriceSeries;
  /** Whether any variant asks for costs: then each is told what it trades. */
  readonly charged: boolean;
}

/** The days on which a straddle of the months can have a row. */
export function daysOf(months: MonthSpan) {
  return {
    first: firstDayOfMonth(months.first - LONGEST_ENTRY_LAG),
    last: lastDayOfMonth(months.last),
  };
}

/** Entry codes as numbers. */
const codes = new Map<string, number>();

function codeOf(text: string): number {
  let code = codes.get(text);
  if (code === undefined) codes.set(text, code = codes.size);
  return code;
}

/** Sums assets of variants, one after the other. */
export class AssetSummer {
  #store: StraddleStore;
  /** The columns that it has beside those of each run. */
  #added = "";
  readonly #tally = new DayTally();
  readonly #room: DaySums;
  readonly #straddles = new StraddleSums();
  readonly #trades: TradeTally;
  #legs = new KnownLegs();
  /** Straddles that were valued, and those that another variant or component had had valued. */
  valued = 0;
  shared = 0;

  constructor(readonly ground: Ground) {
    const { first, last } = daysOf(ground.months);
    this.#store = new StraddleStore(first, last, []);
    this.#room = roomFor(last - first + 1);
    this.#trades = new TradeTally(first, last);
  }

  /** Begins an asset, or the same one by other rules, prices or switches. */
  begin(switches: Switches): void {
    this.#legs = new KnownLegs();
    const added = addedColumns(switches);
    if (added.join() !== this.#added) {
      const { first, last } = daysOf(this.ground.months);
      this.#store = new StraddleStore(first, last, added);
      this.#added = added.join();
    } else this.#store.clear();
  }

  /**
   * The sums of an asset that its run names `times` times (L-2): to the last bit those that
   * `runs/analysis` makes of the run's file, since both add the same numbers in the same order. Since
   * `begin` nothing but its schedule has changed.
   */
  sum(inputs: Inputs, asset: Asset, times: number, switches: Switches): AssetSums {
    const { months, series, prices } = this.ground;
    const table = resolveAsset(inputs, asset, months, series, this.#legs);
    const valuation = new AssetValuation(table, prices, table.hedgeParams, false, switches);
    const weights = table.rows.map(({ wgt }) => weightOf(wgt));
    const rowCodes = table.rows.map(({ ntrc }) => codeOf(ntrc));
    const store = this.#store;
    const { rows, begin, end } = store;
    const tally = this.#tally, straddles = this.#straddles;
    const trades = store.trades && this.#trades;
    straddles.clear(table.count);
    trades?.clear();
    for (let pass = 0; pass < times; pass++) {
      for (let i = 0; i < table.count; i++) {
        const row = table.row[i]!, copies = table.copies[i]!;
        const at = this.#value(table, rowCodes[row]!, valuation, i);
        const first = at < 0 ? 0 : begin[at]!, after = at < 0 ? 0 : end[at]!;
        if (first === after) continue;
        if (!tally.fit(rows.day[first]!, rows.day[after - 1]!)) {
          throw new RangeError("Days too far apart");
        }
        if (store.isComplete(at)) tally.addComplete(rows, first, after, weights[row]!, copies);
        else for (let n = 0; n < copies; n++) tally.add(rows, first, after, weights[row]!);
        straddles.add(i, store, at, valuation.outcome, copies, times);
        if (trades && pass === 0) trades.add(store, at, weights[row]! * (copies * times));
      }
    }
    const entered = new EntrySums(months);
    const pnl = straddles.take(table, weights, entered);
    return {
      days: tally.take(this.#room),
      pnl,
      entered: entered.result(),
      trades: trades?.result(),
      failures: table.errors.size * times,
    };
  }

  /** Where the rows of a straddle are in the store; -1 = it is never held. */
  #value(
    table: StraddleTable,
    code: number,
    valuation: AssetValuation,
    i: number,
  ): number {
    const { entry, expiry } = valuation.find(i);
    if (entry === NO_DAY || expiry === NO_DAY) return -1;
    const { marks } = table;
    const month = table.expiryMonth[i]!;
    const roll = marks ? marks.rollDay[i]! : 0, anchor = marks ? table.expiryAnchor[i]! : 0;
    const store = this.#store;
    const at = store.find(code, month, entry, expiry, roll, anchor);
    if (at >= 0) {
      this.shared++;
      return at;
    }
    this.valued++;
    valuation.addFigures(i, store.figures);
    const place = store.add(code, month, entry, expiry, roll, anchor);
    if (store.trades) readTrades(table, this.ground.prices, i, valuation.outcome, store, place);
    return place;
  }
}

/** What an asset's straddles make, each by itself. */
class StraddleSums {
  #count = 0;
  /** Sums of P&L as day_tally.ts has them, and of how many rows they are. */
  #cells = new Float64Array(0);
  #known = new Int32Array(0);
  /** Rows of the entry day and of the expiry day: how often a run's file shows the straddle. */
  #entries = new Int32Array(0);
  #exits = new Int32Array(0);
  /** NO_DAY = it has no value. */
  #entered = new Int32Array(0);
  #pnl = new Float64Array(0);

  /** Makes room for so many. */
  clear(count: number): void {
    this.#count = count;
    if (this.#known.length < count) {
      const size = 2 * count;
      this.#cells = new Float64Array(2 * size);
      [this.#known, this.#entries, this.#exits] = [
        new Int32Array(size),
        new Int32Array(size),
        new Int32Array(size),
      ];
      this.#entered = new Int32Array(size);
    }
    this.#cells.fill(0, 0, 2 * count);
    for (const counts of [this.#known, this.#entries, this.#exits]) counts.fill(0, 0, count);
    this.#entered.fill(NO_DAY, 0, count);
  }

  /** Adds the rows of straddle `i`, which are at a place of the store, each `copies` times. */
  add(
    i: number,
    store: StraddleStore,
    at: number,
    { entry, expiry }: DaySpan,
    copies: number,
    times: number,
  ): void {
    const { rows: { day }, begin, end } = store;
    this.#entered[i] = entry;
    if (day[begin[at]!] === entry) this.#entries[i]! += copies;
    if (day[end[at]! - 1] === expiry) this.#exits[i]! += copies;
    if (times === 1) {
      this.#cells[2 * i] = store.sumOf(at, copies);
      this.#known[i] = store.knownOf(at);
    } else {
      this.#known[i]! += store.addTo(this.#cells, 2 * i, at, copies);
    }
  }

  /** The P&L of all that have a value, one for each time that they count. */
  take(
    { row, entryMonth }: StraddleTable,
    weights: readonly number[],
    entered: EntrySums,
  ): Float64Array {
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      if (this.#entered[i] === NO_DAY) continue;
      const isKnown = this.#known[i]! > 0, sum = this.#cells[2 * i]!;
      if (isKnown) entered.addIn(entryMonth[i]!, sum * weights[row[i]!]!);
      const copies = Math.max(this.#entries[i]!, this.#exits[i]!, 1);
      if (this.#pnl.length < count + copies) this.#pnl = grown(this.#pnl, count + copies);
      for (let copy = 0; copy < copies; copy++) this.#pnl[count++] = isKnown ? sum / copies : NaN;
    }
    return this.#pnl.subarray(0, count);
  }
}

/** The days on which a straddle is entered and expires. */
interface DaySpan {
  readonly entry: number;
  readonly expiry: number;
}

function grown(values: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * size);
  larger.set(values);
  return larger;
}
