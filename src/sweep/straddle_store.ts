/**
 * The rows of one asset's straddles, kept while its sums are made variant by variant. What a straddle
 * makes depends on its series and its two days only, and many variants come to the same days: codes
 * one day apart around a weekend, components that become alike, weights, costs. Each is valued once.
 */
import type { RowBuffer } from "../engine/row_buffer.ts";
import type { TallyRows } from "../runs/analysis/day_tally.ts";
import { addTo } from "../runs/analysis/day_tally.ts";

/** What the rows of a straddle depend on, for assets and rules that are the same. */
export interface StraddleKey {
  /** The series are those of an entry code and an expiry month. */
  readonly code: number;
  readonly month: number;
  readonly entry: number;
  readonly expiry: number;
  /** Where vols are marked by the days of the schedule. */
  readonly roll: number;
  readonly anchor: number;
}

/** Rows kept at most: 20 MB. Those of more straddles are valued whenever they are asked for. */
const MOST_ROWS = 1 << 18;
const MOST_STRADDLES = 1 << 15;
const NONE = -1;

export class StraddleStore {
  readonly rows: TallyRows;
  /** Days that can be entered on, from `#first`: the last straddle kept of each. */
  readonly #heads: Int32Array;
  readonly #next = new Int32Array(MOST_STRADDLES + 1);
  readonly #code = new Int32Array(MOST_STRADDLES + 1);
  readonly #month = new Int32Array(MOST_STRADDLES + 1);
  readonly #expiry = new Int32Array(MOST_STRADDLES + 1);
  readonly #roll = new Int32Array(MOST_STRADDLES + 1);
  readonly #anchor = new Int32Array(MOST_STRADDLES + 1);
  readonly begin = new Int32Array(MOST_STRADDLES + 1);
  readonly end = new Int32Array(MOST_STRADDLES + 1);
  /** Whether no number is missing in the rows. */
  readonly complete = new Uint8Array(MOST_STRADDLES + 1);
  /** Rows with a P&L; its sum, and of how many copies of each row the sum is. */
  readonly #known = new Int32Array(MOST_STRADDLES + 1);
  readonly #sum = new Float64Array(MOST_STRADDLES + 1);
  readonly #copies = new Int32Array(MOST_STRADDLES + 1);
  readonly #cells = new Float64Array(2);
  #straddles = 0;
  #rows = 0;

  /** For straddles entered between two days. */
  constructor(readonly first: number, last: number) {
    const size = MOST_ROWS + 128;
    const doubles = () => new Float64Array(size);
    this.rows = {
      ...{ day: new Int32Array(size), vol: doubles(), mv: doubles() },
      ...{ pnl: doubles(), opnl: doubles(), hpnl: doubles() },
    };
    this.#heads = new Int32Array(last - first + 1).fill(NONE);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#heads.fill(NONE);
    this.#straddles = this.#rows = 0;
  }

  /** The straddle's place; -1 = it is to be added. */
  find({ code, month, entry, expiry, roll, anchor }: StraddleKey): number {
    let at = this.#heads[entry - this.first]!;
    while (
      at >= 0 &&
      !(this.#expiry[at] === expiry && this.#month[at] === month && this.#code[at] === code &&
        this.#roll[at] === roll && this.#anchor[at] === anchor)
    ) at = this.#next[at]!;
    return at;
  }

  /**
   * Adds a straddle whose rows are all of the buffer, those without a value left out; gives its place,
   * which stands until the next is added if there is no more room.
   */
  add({ code, month, entry, expiry, roll, anchor }: StraddleKey, buffer: RowBuffer): number {
    const at = this.#straddles, begin = this.#rows;
    const end = this.#copyRows(buffer, begin);
    this.begin[at] = begin;
    this.end[at] = end;
    this.#copies[at] = 0;
    if (at === MOST_STRADDLES || end > MOST_ROWS) return at;
    this.#code[at] = code;
    this.#month[at] = month;
    this.#expiry[at] = expiry;
    this.#roll[at] = roll;
    this.#anchor[at] = anchor;
    this.#next[at] = this.#heads[entry - this.first]!;
    this.#heads[entry - this.first] = at;
    this.#straddles++;
    this.#rows = end;
    return at;
  }

  #copyRows(buffer: RowBuffer, begin: number): number {
    const { day, vol, mv, pnl, opnl, hpnl } = this.rows;
    let to = begin, missing = 0;
    for (let row = 0; row < buffer.rows; row++) {
      const m = buffer.mv[row]!;
      // Neither missing nor infinite.
      if (m - m !== 0) continue;
      const v = buffer.vol[row]!,
        p = buffer.pnl[row]!,
        o = buffer.opnl[row]!,
        h = buffer.hpnl[row]!;
      day[to] = buffer.date[row]!;
      vol[to] = v;
      mv[to] = m;
      pnl[to] = p;
      opnl[to] = o;
      hpnl[to++] = h;
      missing += (v - v) + (p - p) + (o - o) + (h - h);
    }
    this.complete[this.#straddles] = missing === 0 ? 1 : 0;
    return to;
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
