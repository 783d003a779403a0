/** What an asset's straddles trade, added up straddle by straddle as `summary --of costs` does. */
import type { StraddleTable } from "../engine/resolve.ts";
import { LONGEST_STRADDLE } from "../engine/figure_rows.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import { flowDay } from "../runs/analysis/daily.ts";
import { tradesOf } from "../runs/analysis/trades.ts";
import type { Trades } from "./net.ts";
import type { StraddleStore } from "./straddle_store.ts";

const scratch = () => new Float64Array(LONGEST_STRADDLE);
/** The straddle at hand, as a run's file would have it. */
const day = new Int32Array(LONGEST_STRADDLE);
const values = {
  ...{ delta: scratch(), held: scratch(), hedge: scratch(), hedge2: scratch(), hedge3: scratch() },
  ...{ strike: scratch(), strike_vol: scratch() },
};
const HEDGES = ["hedge", "hedge2", "hedge3"] as const;

/** What the hedge of a straddle that has just been valued trades, day by day, into the store's rows. */
export function readTrades(
  table: StraddleTable,
  { values: prices, origins }: PriceSeries,
  i: number,
  { entry, expiry }: { readonly entry: number; readonly expiry: number },
  store: StraddleStore,
  place: number,
): void {
  const { figures, trades } = store;
  const begin = store.begin[place]!, count = store.end[place]! - begin;
  const own = table.hedges.map((series) => series[i]!);
  const { held, delta } = values;
  const source = figures.added.held ?? figures.delta;
  for (let k = 0; k < count; k++) {
    day[k] = figures.date[begin + k]!;
    delta[k] = figures.delta[begin + k]!;
    held[k] = source[begin + k]!;
  }
  for (const name of HEDGES) {
    const series = own[table.hedgeParams.indexOf(name)] ?? -1;
    const column = values[name];
    const origin = series < 0 ? 0 : origins[series]!;
    for (let k = 0; k < count; k++) column[k] = series < 0 ? NaN : prices[origin + day[k]!]!;
  }
  const first = own.find((series) => series >= 0);
  values.strike[0] = first === undefined ? NaN : prices[origins[first]! + entry]!;
  values.strike_vol[0] = NaN;
  const { hedge } = tradesOf({ count, day, expiry, model: table.asset.model, values });
  for (let k = 0; k < count; k++) trades![begin + k] = hedge[k]!;
}

export class TradeTally {
  readonly #optionDays: Float64Array;
  readonly #turnoverDays: Float64Array;
  /** By calendar day. */
  readonly #signed: Float64Array;
  /** By calendar day, the place of the day to which its P&L counts. */
  readonly #places: Int32Array;
  #gross = 0;
  #option = 0;
  #turnover = 0;

  /** For the days from `first` to `last`. */
  constructor(readonly first: number, last: number) {
    const days = last - first + 8;
    this.#optionDays = new Float64Array(days);
    this.#turnoverDays = new Float64Array(days);
    this.#signed = new Float64Array(days);
    this.#places = Int32Array.from(
      { length: days },
      (_, i) => flowDay(first + i, "weekdays") - first,
    );
  }

  clear(): void {
    this.#gross = this.#option = this.#turnover = 0;
    for (const days of [this.#optionDays, this.#turnoverDays, this.#signed]) days.fill(0);
  }

  /** Adds the rows of a straddle, `times` times. */
  add({ figures, trades, begin, end }: StraddleStore, at: number, times: number): void {
    const { date, pnl, added: { cost_option: paid } } = figures;
    const { first } = this;
    let gross = this.#gross, turnover = this.#turnover;
    const from = begin[at]!;
    const turnoverDays = this.#turnoverDays, signed = this.#signed, places = this.#places;
    const after = end[at]!;
    for (let row = from; row < after; row++) {
      const p = pnl[row]!, traded = trades![row]!;
      if (p === p) gross += times * p;
      if (traded !== traded) continue;
      const on = date[row]! - first, size = times * Math.abs(traded);
      turnover += size;
      turnoverDays[places[on]!]! += size;
      signed[on]! += times * traded;
    }
    this.#gross = gross;
    this.#turnover = turnover;
    // The option is paid on the entry day, which is the first if it has a value.
    const cost = paid![from]!;
    if (cost !== cost) return;
    this.#option += times * cost;
    this.#optionDays[this.#places[date[from]! - first]!]! += times * cost;
  }

  /** The arrays are the tally's own. */
  result(): Trades {
    let netted = 0;
    for (let i = 0; i < this.#signed.length; i++) netted += Math.abs(this.#signed[i]!);
    return {
      gross: this.#gross,
      option: this.#option,
      turnover: this.#turnover,
      netted,
      optionDays: this.#optionDays,
      turnoverDays: this.#turnoverDays,
    };
  }
}
