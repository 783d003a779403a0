/** The expiry overrides (`overrides.csv`): the anchor day of an asset in a month, given outright. */
import { civilOf, monthOf, parseDay } from "../base/calendar.ts";
import { readCsv } from "../base/csv.ts";
import { inputError } from "../base/errors.ts";
import { openError } from "../base/files.ts";
import { fileKey, memoCache } from "../base/memo.ts";

export interface Overrides {
  /** The day given for (Underlying, month); undefined when there is none. */
  dayOf(underlying: string, month: number): number | undefined;
  readonly size: number;
}

/** A run without an overrides file. */
export const NO_OVERRIDES: Overrides = { dayOf: () => undefined, size: 0 };

const overrideCache = memoCache<Overrides>("override", { weigh: ({ size }) => 60 * size });

/**
 * The overrides of a file, through the cache (keyed by path, unlike the reference's: D-3).
 * The last row of a ticker and month wins (F-12). Throws an exit-3 error for a row without a valid day.
 */
export function loadOverrides(path: string): Overrides {
  let key: string;
  try {
    key = fileKey(path);
  } catch (error) {
    throw openError(path, "expiry overrides", error);
  }
  return overrideCache.get(key, () => {
    const byTicker = new Map<string, Map<number, number>>();
    let size = 0;
    for (const { cells, number } of readCsv(path, "expiry overrides", ["ticker", "expiry"])) {
      const [ticker = "", expiry = ""] = cells;
      const day = parseDay(expiry);
      if (day === undefined) {
        throw inputError(
          `Cannot read expiry overrides "${path}": row ${number}: "${expiry}" is not a day; ` +
            `write it as YYYY-MM-DD`,
        );
      }
      const { year, month } = civilOf(day);
      let days = byTicker.get(ticker);
      if (!days) byTicker.set(ticker, days = new Map());
      days.set(monthOf(year, month), day);
      size++;
    }
    return { dayOf: (underlying, month) => byTicker.get(underlying)?.get(month), size };
  });
}
