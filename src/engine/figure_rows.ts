/** Days and figures of straddles, without what a file shows beside them. */
import type { AddedColumn } from "./switches.ts";

/** The longest straddle has 92 days (S-11), one row each and copy. */
export const LONGEST_STRADDLE = 92;

/** What valuing straddles fills: a row a day, one straddle after the other. */
export class FigureRows {
  rows = 0;
  readonly date: Int32Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly delta: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
  readonly pnl: Float64Array;
  /** What switches add; the others do not exist. */
  readonly added: Readonly<Partial<Record<AddedColumn, Float64Array>>>;
  /** The figures as columns, in output order. */
  protected readonly figures: readonly Float64Array[];
  readonly #added: readonly Float64Array[];

  /** Room for so many rows; `added`: the columns that switches add, in output order. */
  constructor(size: number, added: readonly AddedColumn[]) {
    const doubles = () => new Float64Array(size);
    this.date = new Int32Array(size);
    [this.vol, this.mv, this.delta] = [doubles(), doubles(), doubles()];
    [this.opnl, this.hpnl, this.pnl] = [doubles(), doubles(), doubles()];
    this.added = Object.fromEntries(added.map((name) => [name, doubles()]));
    const { mv, delta, opnl, hpnl, pnl } = this;
    this.#added = added.map((name) => this.added[name]!);
    this.figures = [mv, delta, opnl, hpnl, pnl, ...this.#added];
  }

  /** Appends a row for each day; its prices and figures are the caller's to fill. */
  addDays(first: number, last: number): void {
    const { date } = this;
    let row = this.rows;
    for (let day = first; day <= last; day++) date[row++] = day;
    this.rows = row;
  }

  /** Fills the vols of the rows from `start` on, one calendar day each, with the prices from `place` on. */
  fillVol(start: number, prices: Float64Array, place: number): void {
    const { vol, rows } = this;
    for (let row = start; row < rows; row++) vol[row] = prices[place++]!;
  }

  /** Leaves the vols of the rows from `start` on missing. */
  lackVol(start: number): void {
    this.vol.fill(NaN, start, this.rows);
  }

  /** Makes the figures of the rows from `start` on missing. */
  clearFigures(start: number): void {
    for (const figure of this.figures) figure.fill(NaN, start, this.rows);
  }

  /** Drops the rows from `start` on that have no value; their hedges must not be filled yet. */
  dropUnvalued(start: number): void {
    const { date, vol, mv, delta, opnl, hpnl, pnl, rows } = this;
    for (const column of this.#added) keepValued(column, mv, start, rows);
    let to = start;
    for (let row = start; row < rows; row++) {
      if (mv[row] !== mv[row]) continue;
      date[to] = date[row]!;
      vol[to] = vol[row]!;
      mv[to] = mv[row]!;
      delta[to] = delta[row]!;
      opnl[to] = opnl[row]!;
      hpnl[to] = hpnl[row]!;
      pnl[to] = pnl[row]!;
      to++;
    }
    this.rows = to;
  }
}

/** Moves the values of rows from `start` on together that have an `mv`. */
function keepValued(column: Float64Array, mv: Float64Array, start: number, rows: number): void {
  let to = start;
  for (let row = start; row < rows; row++) if (mv[row] === mv[row]) column[to++] = column[row]!;
}
