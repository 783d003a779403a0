/** The expiry overrides (`overrides.csv`): the anchor day of an asset in a month, given outright. */
import { civilOf, formatDay, formatMonth, monthOf, parseDay } from "../base/calendar.ts";
import { readCsv } from "../base/csv.ts";
import { openError } from "../base/files.ts";
import { fileKey, memoCache } from "../base/memo.ts";
import { dayOrder, isAmbiguousDay, parseWrittenDay } from "../base/written_days.ts";

export interface Overrides {
  /** The day given for (Underlying, month); undefined when there is none. */
  dayOf(underlying: string, month: number): number | undefined;
  readonly size: number;
  /** The names that have a row, in file order. */
  readonly tickers: ReadonlySet<string>;
  /** Rows that are left out, or that others overrule, in file order. */
  readonly oddRows: readonly OddRow[];
}

export interface OddRow {
  readonly kind: "no day" | "empty" | "two days";
  readonly ticker: string;
  /** 1 = the header. */
  readonly number: number;
  /** What is wrong and how to mend it; the row is not named. */
  readonly message: string;
}

/** A run without an overrides file. */
export const NO_OVERRIDES: Overrides = {
  dayOf: () => undefined,
  size: 0,
  tickers: new Set(),
  oddRows: [],
};

/** A cell that is longer comes from a broken file. */
const LONGEST_SHOWN = 40;

const overrideCache = memoCache<Overrides>("override", { weigh: ({ size }) => 60 * size });

/**
 * The overrides of a file, through the cache (keyed by path, unlike the reference's: D-3).
 * The last row of a ticker and month wins (F-12). Rows without a day are left out and told in
 * `oddRows`: whoever needs their tickers refuses them. Throws exit-3 errors for what is no such table.
 */
export function loadOverrides(path: string): Overrides {
  let key: string;
  try {
    key = fileKey(path);
  } catch (error) {
    throw openError(path, "expiry overrides", error);
  }
  return overrideCache.get(key, () => readOverrides(path));
}

function readOverrides(path: string): Overrides {
  const rows = readCsv(path, "expiry overrides", ["ticker", "expiry"]);
  const byTicker = new Map<string, Map<number, number>>();
  const oddRows: OddRow[] = [];
  let size = 0;
  // Most files hold ISO days only, and never ask.
  let order: ReturnType<typeof dayOrder> | null = null;
  for (const { cells: [ticker = "", expiry = ""], number } of rows) {
    let day = parseDay(expiry);
    if (day === undefined) {
      if (order === null) order = dayOrder(rows.map(({ cells }) => cells[1]!));
      day = parseWrittenDay(expiry, order);
    }
    const odd = (kind: OddRow["kind"], message: string) =>
      oddRows.push({ kind, ticker, number, message });
    if (day === undefined) {
      if (ticker.trim() === "" && expiry.trim() === "") odd("empty", "it is empty; remove it");
      else odd("no day", noDay(expiry));
      continue;
    }
    const { year, month } = civilOf(day);
    let days = byTicker.get(ticker);
    if (!days) byTicker.set(ticker, days = new Map());
    const before = days.get(monthOf(year, month));
    if (before !== undefined && before !== day) {
      const [old, now] = [formatDay(before), formatDay(day)];
      odd(
        "two days",
        `${formatMonth(monthOf(year, month))} has two days, ${old} and ${now}, and the last one ` +
          "counts; keep one",
      );
    }
    days.set(monthOf(year, month), day);
    size++;
  }
  return {
    dayOf: (underlying, month) => byTicker.get(underlying)?.get(month),
    size,
    tickers: new Set(byTicker.keys()),
    oddRows,
  };
}

function noDay(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  const what = isAmbiguousDay(text) ? "could be two days" : "is not a day";
  return `"${shown}" ${what}; write it as YYYY-MM-DD`;
}
