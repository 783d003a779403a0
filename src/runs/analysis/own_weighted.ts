/**
 * Weighs the straddles of a file of our own as its rows go by a second time: the first told where
 * each straddle's rows are, so that no name is read again.
 */
import { letSignalsIn } from "../../base/cancel.ts";
import type { DaySums, StraddleSums } from "./aggregates.ts";
import type { OwnFile } from "./own_file.ts";
import type { Places } from "./own_sums.ts";
import { COST_COLUMNS, type WeightedDays } from "./weighted_days.ts";

const NUMBERS = ["mv", "pnl", "opnl", "hpnl"] as const;

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
  const zeros = new Float64Array(Math.max(0, ...assetDays.map(({ day }) => day.length)));
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
        if (tally) result.push(tally.take(zeros));
        tally = new AssetTally(assetDays[assetOf[text]!]!.day, names.length);
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
  if (tally) result.push(tally.take(zeros));
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

/** The sums of one asset; each is followed by what rounding lost of it, and they begin at its first day. */
class AssetTally {
  readonly #first: number;
  readonly #weight: Float64Array;
  /** By column that is read. */
  readonly #sums: readonly Float64Array[];

  constructor(readonly days: Int32Array, columns: number) {
    this.#first = days[0]!;
    const cells = () => new Float64Array(2 * (days.at(-1)! - this.#first + 1));
    this.#weight = cells();
    this.#sums = Array.from({ length: columns }, cells);
  }

  /** Adds rows `begin` to before `end`, but for those without a value. */
  add(
    days: Int32Array,
    values: readonly Float64Array[],
    begin: number,
    end: number,
    weight: number,
  ): void {
    const first = this.#first, mv = values[0]!, size = Math.abs(weight), weights = this.#weight;
    for (let row = begin; row < end; row++) {
      const m = mv[row]!;
      if (m - m !== 0) continue;
      const at = 2 * (days[row]! - first);
      const before = weights[at]!, x = weight - weights[at + 1]!, sum = before + x;
      weights[at + 1] = sum - before - x;
      weights[at] = sum;
    }
    for (let i = 0; i < values.length; i++) {
      // What a straddle costs does not turn with its side.
      const factor = i < NUMBERS.length ? weight : size;
      addTimes(this.#sums[i]!, first, days, mv, values[i]!, begin, end, factor);
    }
  }

  /** `zeros` are for the costs that the run does not have. */
  take(zeros: Float64Array): WeightedDays {
    const { length } = this.days;
    const column = (cells: Float64Array | undefined) => {
      if (cells === undefined) return zeros.subarray(0, length);
      const values = new Float64Array(length);
      for (let i = 0; i < length; i++) values[i] = cells[2 * (this.days[i]! - this.#first)]!;
      return values;
    };
    const [mv, pnl, opnl, hpnl, costOption, costHedge] = this.#sums;
    return {
      weight: column(this.#weight),
      ...{ mv: column(mv), pnl: column(pnl), opnl: column(opnl), hpnl: column(hpnl) },
      ...{ costOption: column(costOption), costHedge: column(costHedge) },
    };
  }
}

/** Adds a column times a factor, each row as `addTo` does; written out, it takes half the time. */
function addTimes(
  cells: Float64Array,
  first: number,
  days: Int32Array,
  mv: Float64Array,
  values: Float64Array,
  begin: number,
  end: number,
  factor: number,
): void {
  for (let row = begin; row < end; row++) {
    const m = mv[row]!, value = values[row]!;
    if (m - m !== 0 || value - value !== 0) continue;
    const at = 2 * (days[row]! - first);
    const before = cells[at]!, x = value * factor - cells[at + 1]!, sum = before + x;
    cells[at + 1] = sum - before - x;
    cells[at] = sum;
  }
}
