/**
 * Sums by day, kept while rows go by. The sums are compensated and follow the order of the rows, as
 * DuckDB's `fsum` does, so that both give the same numbers to the last bit.
 */
import type { DaySums } from "./aggregates.ts";

/** Columns of rows: `day` counts from 1970-01-01; a missing number is NaN. */
export interface TallyRows {
  readonly day: Int32Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** The summed columns; each has a sum and what rounding added to it, side by side. */
const COLUMNS = ["vol", "mv", "pnl", "opnl", "hpnl", "weight"] as const;
const CELLS = 2 * COLUMNS.length;

/** Days that a tally begins with, and may have at most: about two hundred years. */
const FIRST_DAYS = 1_024, MOST_DAYS = 73_000;

export class DayTally {
  /** The days from `#first` on. */
  #first = 0;
  #live = new Int32Array(0);
  #vols = new Int32Array(0);
  #known = new Int32Array(0);
  #cells = new Float64Array(0);
  /** Those with rows lie between these, counted from the first. */
  #begin = 0;
  #end = 0;

  /** Makes room for rows of the days from `low` to `high`; false = they are too far apart. */
  fit(low: number, high: number): boolean {
    const size = this.#live.length;
    if (this.#end === 0) {
      if (low < this.#first || high >= this.#first + size) this.#first = low;
      return high - low < size || this.#move(low, Math.max(FIRST_DAYS, high - low + 1));
    }
    const first = Math.min(low, this.#first), after = Math.max(high + 1, this.#first + size);
    if (after - first === size) return true;
    // Doubled towards the side where room is missing.
    const larger = Math.max(2 * size, after - first);
    return this.#move(first < this.#first ? after - larger : first, larger);
  }

  /**
   * Adds rows `begin` to before `end`, whose days fit; P&L counts times `weight`. Rows whose mv is not
   * finite are left out, and other numbers that are not finite count as missing.
   */
  add(rows: TallyRows, begin: number, end: number, weight: number): void {
    const { day, vol, mv, pnl, opnl, hpnl } = rows;
    const live = this.#live, vols = this.#vols, known = this.#known;
    const cells = this.#cells, origin = this.#first;
    let first = this.#end === 0 ? live.length : this.#begin, after = this.#end;
    for (let row = begin; row < end; row++) {
      const m = mv[row]!;
      if (m - m !== 0) continue;
      const at = day[row]! - origin;
      if (at < first) first = at;
      if (at >= after) after = at + 1;
      live[at]!++;
      const cell = CELLS * at;
      const v = vol[row]!;
      if (v - v === 0) {
        vols[at]!++;
        addTo(cells, cell, v);
      }
      addTo(cells, cell + 2, m);
      addTo(cells, cell + 10, weight);
      const p = pnl[row]!, o = opnl[row]!, h = hpnl[row]!;
      if (p - p === 0) {
        known[at]!++;
        addTo(cells, cell + 4, p * weight);
      }
      if (o - o === 0) addTo(cells, cell + 6, o * weight);
      if (h - h === 0) addTo(cells, cell + 8, h * weight);
    }
    this.#begin = first;
    this.#end = after;
  }

  /**
   * The same for rows of different days in which no number but a vol is missing, each of them `copies`
   * times: what all of them have need not be asked of each.
   */
  addComplete(rows: TallyRows, begin: number, end: number, weight: number, copies: number): void {
    const { day, vol, mv, pnl, opnl, hpnl } = rows;
    const live = this.#live, vols = this.#vols, known = this.#known;
    const cells = this.#cells, origin = this.#first;
    const first = day[begin]! - origin, after = day[end - 1]! - origin + 1;
    if (this.#end === 0 || first < this.#begin) this.#begin = first;
    if (after > this.#end) this.#end = after;
    for (let row = begin; row < end; row++) {
      const at = day[row]! - origin, v = vol[row]!;
      live[at]! += copies;
      known[at]! += copies;
      if (v - v === 0) vols[at]! += copies;
      if (copies === 1) {
        // Each as addTo has it; written out, a row takes half the time.
        const cell = CELLS * at;
        if (v - v === 0) {
          const before = cells[cell]!, x = v - cells[cell + 1]!, sum = before + x;
          cells[cell + 1] = sum - before - x;
          cells[cell] = sum;
        }
        {
          const before = cells[cell + 2]!, x = mv[row]! - cells[cell + 3]!, sum = before + x;
          cells[cell + 3] = sum - before - x;
          cells[cell + 2] = sum;
        }
        {
          const before = cells[cell + 4]!,
            x = pnl[row]! * weight - cells[cell + 5]!,
            sum = before + x;
          cells[cell + 5] = sum - before - x;
          cells[cell + 4] = sum;
        }
        {
          const before = cells[cell + 6]!,
            x = opnl[row]! * weight - cells[cell + 7]!,
            sum = before + x;
          cells[cell + 7] = sum - before - x;
          cells[cell + 6] = sum;
        }
        {
          const before = cells[cell + 8]!,
            x = hpnl[row]! * weight - cells[cell + 9]!,
            sum = before + x;
          cells[cell + 9] = sum - before - x;
          cells[cell + 8] = sum;
        }
        {
          const before = cells[cell + 10]!, x = weight - cells[cell + 11]!, sum = before + x;
          cells[cell + 11] = sum - before - x;
          cells[cell + 10] = sum;
        }
      }
    }
    if (copies === 1) return;
    const from = CELLS * first;
    addColumn(cells, from, day, vol, begin, end, 1, copies);
    addColumn(cells, from + 2, day, mv, begin, end, 1, copies);
    addColumn(cells, from + 4, day, pnl, begin, end, weight, copies);
    addColumn(cells, from + 6, day, opnl, begin, end, weight, copies);
    addColumn(cells, from + 8, day, hpnl, begin, end, weight, copies);
    addConstant(cells, from + 10, day, begin, end, weight, copies);
  }

  /** How many days the sums are at most of. */
  get span(): number {
    return this.#end - this.#begin;
  }

  /**
   * The sums of the days with rows, in order; the tally is as new afterwards. With a room that is
   * large enough for `span` days they lie in it.
   */
  take(room?: DaySums): DaySums {
    const [begin, end] = [this.#begin, this.#end];
    let count = 0;
    for (let at = begin; at < end; at++) if (this.#live[at]! > 0) count++;
    const sums = room === undefined ? roomFor(count) : partOf(room, count);
    for (let at = begin, i = 0; at < end; at++) {
      if (this.#live[at] === 0) continue;
      sums.day[i] = at + this.#first;
      sums.live[i] = this.#live[at]!;
      sums.vols[i] = this.#vols[at]!;
      sums.known[i] = this.#known[at]!;
      const cell = CELLS * at;
      sums.vol[i] = this.#cells[cell]!;
      sums.mv[i] = this.#cells[cell + 2]!;
      sums.pnl[i] = this.#cells[cell + 4]!;
      sums.opnl[i] = this.#cells[cell + 6]!;
      sums.hpnl[i] = this.#cells[cell + 8]!;
      sums.weight[i] = this.#cells[cell + 10]!;
      i++;
    }
    this.#live.fill(0, begin, end);
    this.#vols.fill(0, begin, end);
    this.#known.fill(0, begin, end);
    this.#cells.fill(0, CELLS * begin, CELLS * end);
    this.#begin = this.#end = 0;
    return sums;
  }

  /** Has `days` days from `first` on, and the sums so far. */
  #move(first: number, days: number): boolean {
    if (days > MOST_DAYS) return false;
    const by = this.#first - first, [begin, end] = [this.#begin, this.#end];
    const live = new Int32Array(days), vols = new Int32Array(days), known = new Int32Array(days);
    const cells = new Float64Array(CELLS * days);
    if (end > 0) {
      live.set(this.#live.subarray(begin, end), begin + by);
      vols.set(this.#vols.subarray(begin, end), begin + by);
      known.set(this.#known.subarray(begin, end), begin + by);
      cells.set(this.#cells.subarray(CELLS * begin, CELLS * end), CELLS * (begin + by));
      this.#begin += by;
      this.#end += by;
    }
    [this.#first, this.#live, this.#vols, this.#known, this.#cells] = [
      first,
      live,
      vols,
      known,
      cells,
    ];
    return true;
  }
}

/** Sums of so many days, all zero. */
export function roomFor(days: number): DaySums {
  const ints = () => new Int32Array(days), doubles = () => new Float64Array(days);
  return {
    ...{ day: ints(), live: ints(), vols: ints(), known: ints() },
    ...{ vol: doubles(), mv: doubles(), weight: doubles() },
    ...{ pnl: doubles(), opnl: doubles(), hpnl: doubles() },
  };
}

function partOf(room: DaySums, days: number): DaySums {
  return {
    day: room.day.subarray(0, days),
    live: room.live.subarray(0, days),
    vols: room.vols.subarray(0, days),
    known: room.known.subarray(0, days),
    vol: room.vol.subarray(0, days),
    mv: room.mv.subarray(0, days),
    weight: room.weight.subarray(0, days),
    pnl: room.pnl.subarray(0, days),
    opnl: room.opnl.subarray(0, days),
    hpnl: room.hpnl.subarray(0, days),
  };
}

/**
 * Adds what a column has times a factor, but for what is missing, as `addTo` does; `cell` is that of
 * the first row's day.
 */
function addColumn(
  cells: Float64Array,
  cell: number,
  day: Int32Array,
  values: Float64Array,
  begin: number,
  end: number,
  factor: number,
  copies: number,
): void {
  const origin = day[begin]!;
  for (let row = begin; row < end; row++) {
    const x = values[row]! * factor;
    if (x - x !== 0) continue;
    const at = cell + CELLS * (day[row]! - origin);
    let sum = cells[at]!, lost = cells[at + 1]!;
    for (let copy = 0; copy < copies; copy++) {
      const before = sum, corrected = x - lost;
      sum = before + corrected;
      lost = sum - before - corrected;
    }
    cells[at] = sum;
    cells[at + 1] = lost;
  }
}

/** Adds the same number on each of the days. */
function addConstant(
  cells: Float64Array,
  cell: number,
  day: Int32Array,
  begin: number,
  end: number,
  x: number,
  copies: number,
): void {
  const origin = day[begin]!;
  for (let row = begin; row < end; row++) {
    const at = cell + CELLS * (day[row]! - origin);
    let sum = cells[at]!, lost = cells[at + 1]!;
    for (let copy = 0; copy < copies; copy++) {
      const before = sum, corrected = x - lost;
      sum = before + corrected;
      lost = sum - before - corrected;
    }
    cells[at] = sum;
    cells[at + 1] = lost;
  }
}

/** Adds to a sum at `cell` that has its error behind it (Kahan 1965). */
export function addTo(cells: Float64Array, cell: number, x: number): void {
  const before = cells[cell]!;
  const corrected = x - cells[cell + 1]!;
  const sum = before + corrected;
  cells[cell + 1] = sum - before - corrected;
  cells[cell] = sum;
}
