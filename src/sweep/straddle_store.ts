/**
 * The rows of one asset's straddles, kept while its sums are made variant by variant. What a straddle
 * makes depends on its series and its two days only, and many variants come to the same days: codes
 * one day apart around a weekend, components that become alike, weights, costs. Each is valued once.
 */
import { FigureRows, LONGEST_STRADDLE } from "../engine/figure_rows.ts";
import type { AddedColumn } from "../engine/switches.ts";
import { addTo, type TallyRows } from "../runs/analysis/day_tally.ts";

/** Rows kept at most: 20 MB. Those of more straddles are valued whenever they are asked for. */
const MOST_ROWS = 1 << 18;
const MOST_STRADDLES = 1 << 15;
const NONE = -1;

export class StraddleStore {
  /** Straddles are valued into these, behind those that are kept. */
  readonly figures: FigureRows;
  /** What each row's hedge trades, where somebody asks. */
  readonly trades: Float64Array | undefined;
  /** The same, as sums by day take them. */
  readonly rows: TallyRows;
  /** By day, from `first`: the last straddle kept that is entered on it. */
  readonly #heads: Int32Array;
  readonly #next = places();
  readonly #code = places();
  readonly #month = places();
  readonly #expiry = places();
  readonly #roll = places();
  readonly #anchor = places();
  readonly begin = places();
  readonly end = places();
  /** Rows with a P&L, and its sum, each row counted `#copies` times. */
  readonly #known = places();
  readonly #sum = new Float64Array(MOST_STRADDLES + 1);
  readonly #copies = places();
  readonly #cells = new Float64Array(2);
  #straddles = 0;
  /** Their rows. */
  #rows = 0;

  /** For straddles entered between two days. */
  constructor(readonly first: number, last: number, added: readonly AddedColumn[]) {
    this.figures = new FigureRows(MOST_ROWS + LONGEST_STRADDLE, added);
    this.rows = { ...this.figures, day: this.figures.date };
    this.trades = added.includes("cost_option")
      ? new Float64Array(MOST_ROWS + LONGEST_STRADDLE)
      : undefined;
    this.#heads = new Int32Array(last - first + 1).fill(NONE);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#heads.fill(NONE);
    this.#straddles = this.#rows = this.figures.rows = 0;
  }

  /**
   * The place of a straddle; -1 = it is to be added. Its series are those of an entry code and an
   * expiry month; `roll` and `anchor` count where vols are marked by the days of the schedule.
   */
  find(
    code: number,
    month: number,
    entry: number,
    expiry: number,
    roll: number,
    anchor: number,
  ): number {
    let at = this.#heads[entry - this.first]!;
    while (
      at >= 0 &&
      !(this.#expiry[at] === expiry && this.#month[at] === month && this.#code[at] === code &&
        this.#roll[at] === roll && this.#anchor[at] === anchor)
    ) at = this.#next[at]!;
    return at;
  }

  /**
   * Adds the straddle whose rows have been appended to the figures, as `find` knows it; gives its
   * place, which stands until the next one is added if there is no more room.
   */
  add(
    code: number,
    month: number,
    entry: number,
    expiry: number,
    roll: number,
    anchor: number,
  ): number {
    const at = this.#straddles, begin = this.#rows;
    this.begin[at] = begin;
    this.end[at] = this.figures.rows;
    this.#copies[at] = 0;
    this.sumOf(at, 1);
    // An infinite value, of a strike next to nothing, is none; it leaves its mark on the P&L.
    if (!this.isComplete(at)) this.#keepFinite(at);
    if (at === MOST_STRADDLES || this.figures.rows > MOST_ROWS) {
      this.figures.rows = begin;
      return at;
    }
    this.#rows = this.figures.rows;
    this.#code[at] = code;
    this.#month[at] = month;
    this.#expiry[at] = expiry;
    this.#roll[at] = roll;
    this.#anchor[at] = anchor;
    this.#next[at] = this.#heads[entry - this.first]!;
    this.#heads[entry - this.first] = at;
    this.#straddles++;
    return at;
  }

  #keepFinite(at: number): void {
    const { mv } = this.figures, begin = this.begin[at]!;
    for (let row = begin; row < this.end[at]!; row++) if (!Number.isFinite(mv[row])) mv[row] = NaN;
    this.figures.dropUnvalued(begin);
    this.end[at] = this.figures.rows;
    this.#copies[at] = 0;
    this.sumOf(at, 1);
  }

  /** Whether every row has a value and a P&L, and so the P&L's parts: its sum is one of them. */
  isComplete(at: number): boolean {
    const begin = this.begin[at]!, mv = this.rows.mv[begin]!;
    return this.#known[at] === this.end[at]! - begin && mv - mv === 0;
  }

  /** Rows of the straddle that have a P&L. Call it after `sumOf`. */
  knownOf(at: number): number {
    return this.#known[at]!;
  }

  /** The straddle's P&L, each row `copies` times, added as day_tally.ts does. */
  sumOf(at: number, copies: number): number {
    if (this.#copies[at] === copies) return this.#sum[at]!;
    this.#cells.fill(0);
    this.#known[at] = this.addTo(this.#cells, 0, at, copies);
    this.#copies[at] = copies;
    return this.#sum[at] = this.#cells[0]!;
  }

  /** Adds the same to a sum; gives how many rows have a P&L. */
  addTo(cells: Float64Array, cell: number, at: number, copies: number): number {
    const { pnl } = this.rows;
    let known = 0;
    for (let row = this.begin[at]!; row < this.end[at]!; row++) {
      const p = pnl[row]!;
      if (p - p !== 0) continue;
      known++;
      for (let copy = 0; copy < copies; copy++) addTo(cells, cell, p);
    }
    return known;
  }
}

function places(): Int32Array {
  return new Int32Array(MOST_STRADDLES + 1);
}
