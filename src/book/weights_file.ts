/** Weights that somebody else has chosen: a table of asset, month or day, and weight. */
import { firstDayOfMonth, formatDay, parseDay, parseMonth } from "../base/calendar.ts";
import { readCsv } from "../base/csv.ts";
import { inputError } from "../base/errors.ts";

export interface WeightsFile {
  /** The asset's last entry on or before the day; NaN = there is none. */
  weight(asset: string, day: number): number;
  readonly assets: ReadonlySet<string>;
}

/**
 * Reads a CSV or TSV file with the columns asset, weight, and date or month (the first day of it).
 * The sign of a weight is the side. Throws exit-3 errors for a cell that is none and for two weights
 * of one asset and day.
 */
export function readWeights(path: string): WeightsFile {
  const byAsset = new Map<string, Map<number, number>>();
  for (const { cells: [asset, when, weight], number } of rowsOf(path)) {
    const fail = (what: string) =>
      inputError(`Cannot read the weights "${path}": row ${number}: ${what}`);
    const text = when!.trim();
    const month = parseMonth(text);
    const day = month === undefined ? parseDay(text) : firstDayOfMonth(month);
    if (day === undefined) {
      throw fail(`"${when}" is no day; write 2024-02-29, or a month as 2024-02`);
    }
    const value = weight!.trim() === "" ? NaN : Number(weight);
    if (!Number.isFinite(value)) {
      throw fail(`"${weight}" is no weight; write a share of aum, like 0.02 or -0.02`);
    }
    const days = byAsset.get(asset!) ?? new Map<number, number>();
    byAsset.set(asset!, days);
    const other = days.get(day);
    if (other !== undefined && other !== value) {
      throw fail(`"${asset}" has two weights for ${formatDay(day)}, ${other} and ${value}`);
    }
    days.set(day, value);
  }
  const sorted = new Map(Array.from(byAsset, ([asset, days]) =>
    [
      asset,
      [...days].sort(([a], [b]) => a - b),
    ] as const));
  return {
    assets: new Set(sorted.keys()),
    weight: (asset, day) => sorted.get(asset)?.findLast(([from]) => from <= day)?.[1] ?? NaN,
  };
}

function rowsOf(path: string) {
  try {
    return readCsv(path, "weights", ["asset", "date", "weight"]);
  } catch (error) {
    if (error instanceof Error && error.message.includes('no column "date"')) {
      return readCsv(path, "weights", ["asset", "month", "weight"]);
    }
    throw error;
  }
}
