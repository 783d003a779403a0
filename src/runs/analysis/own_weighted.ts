/**
 * Weighs the straddles of a file of our own as its rows go by a second time: the first told where
 * each straddle's rows are, so that no name is read again.
 */
import { letSignalsIn } from "../../base/cancel.ts";
import type { DaySums, StraddleSums } from "./aggregates.ts";
import { addTo } from "./day_tally.ts";
import type { OwnFile } from "./own_file.ts";
import type { Places } from "./own_sums.ts";
import { COST_COLUMNS, noDays, WEIGHTED, type WeightedDays } from "./weighted_days.ts";

const NUMBERS = ["mv", "pnl", "opnl", "hpnl"] as const;
/** Each sum is followed by what rounding lost of it. */
const CELLS = 2 * WEIGHTED.length;

/** By asset, on the days of `assetDays`. Throws a RangeError for pages that are none of ours. */
export async function weighOwnRows(
  file: OwnFile,
  { begin, end }: Places,
  straddles: StraddleSums,
  assetDays: readonly DaySums[],
  weights: Float64Array,
  progress: ((share: number) => void) | undefined,
): Promise<WeightedDays[]> {
  const assetOf = new Int32Array(weights.length);
  straddles.text.forEach((text, i) => assetOf[text] = straddles.asset[i]!);
  const costs = COST_COLUMNS.filter((name) => file.has(name));
  const names = [...NUMBERS, ...costs];
  const { groups } = file.footer;
  const most = Math.max(0, ...groups.map(({ rows }) => rows));
  const dayBuffer = new Int32Array(most), buffers = names.map(() => new Float64Array(most));
  const result: WeightedDays[] = [];
  let tally: AssetTally | undefined, text = 0, start = 0;
  for (const [group, { rows }] of groups.entries()) {
    const after = start + rows;
    const days = dayBuffer.subarray(0, rows);
    file.days(group, "date", days);
    const values = names.map((name, i) => {
      const column = buffers[i]!.subarray(0, rows);
      file.doubles(group, name, column);
      return column;
    });
    for (; text < weights.length && begin[text]! < after; text++) {
      if (tally === undefined || assetOf[text]! > result.length) {
        if (tally) result.push(tally.take());
        tally = new AssetTally(assetDays[assetOf[text]!]!.day);
      }
      const from = Math.max(begin[text]!, start) - start;
      tally.add(days, values, from, Math.min(end[text]!, after) - start, weights[text]!);
      // The rest of it is in the next group.
      if (end[text]! > after) break;
    }
    start = after;
    progress?.((group + 1) / groups.length);
    await letSignalsIn();
  }
  if (tally) result.push(tally.take());
  return result;
}

/** Whether a row is valued by the model. Throws as {@link weighOwnRows}. */
export function hasOwnModel(file: OwnFile, model: string): boolean {
  return file.footer.groups.some(({ rows }, group) => {
    const codes = new Int32Array(rows);
    const code = file.texts(group, "model", codes).indexOf(model);
    return code >= 0 && codes.includes(code);
  });
}

/** The sums of one asset. */
class AssetTally {
  readonly #first: number;
  /** By day from the first: its place among those with a value. */
  readonly #places: Int32Array;
  readonly #cells: Float64Array;

  constructor(readonly days: Int32Array) {
    this.#first = days[0]!;
    this.#places = new Int32Array(days.at(-1)! - this.#first + 1);
    days.forEach((day, i) => this.#places[day - this.#first] = i);
    this.#cells = new Float64Array(CELLS * days.length);
  }

  /** Adds rows `begin` to before `end`, but for those without a value. */
  add(
    days: Int32Array,
    values: readonly Float64Array[],
    begin: number,
    end: number,
    weight: number,
  ): void {
    const [mv, pnl, opnl, hpnl, costOption, costHedge] = values;
    const cells = this.#cells, places = this.#places, first = this.#first;
    const size = Math.abs(weight);
    for (let row = begin; row < end; row++) {
      const m = mv![row]!;
      if (m - m !== 0) continue;
      const cell = CELLS * places[days[row]! - first]!;
      addTo(cells, cell, weight);
      addTo(cells, cell + 2, m * weight);
      const p = pnl![row]!, o = opnl![row]!, h = hpnl![row]!;
      if (p - p === 0) addTo(cells, cell + 4, p * weight);
      if (o - o === 0) addTo(cells, cell + 6, o * weight);
      if (h - h === 0) addTo(cells, cell + 8, h * weight);
      if (costOption === undefined) continue;
      const a = costOption[row]!, b = costHedge![row]!;
      if (a - a === 0) addTo(cells, cell + 10, a * size);
      if (b - b === 0) addTo(cells, cell + 12, b * size);
    }
  }

  take(): WeightedDays {
    const sums = noDays(this.days.length);
    for (const [c, name] of WEIGHTED.entries()) {
      const column = sums[name];
      for (let i = 0; i < column.length; i++) column[i] = this.#cells[CELLS * i + 2 * c]!;
    }
    return sums;
  }
}
