/** What an import understood and did, as data. */
import { formatDay } from "../../base/calendar.ts";
import type { ImportResult } from "./import.ts";
import { REASONS } from "./left_out.ts";

/** What is said besides, in words. */
interface Said {
  /** The file that was written; undefined = none. */
  readonly output: string | undefined;
  /** Series that the asset table's live assets lack; undefined = nobody asked. */
  readonly missing: readonly string[] | undefined;
  readonly warnings: readonly string[];
}

/** The files, the series, what was left out and why. */
export function importData(
  { files, merged, leftOut }: ImportResult,
  { output, missing, warnings }: Said,
) {
  return {
    output: output ?? null,
    files: files.map(({ path, form, rows, layout }) => ({
      path,
      form,
      rows,
      about: layout.about,
      unused: layout.unused,
    })),
    series: merged.series.map(({ ticker, field, prices, first, last }) => ({
      ticker,
      field,
      prices,
      first: formatDay(first),
      last: formatDay(last),
    })),
    prices: merged.prices,
    repeated: merged.repeated,
    earlier: merged.earlier,
    contradicted: merged.contradicted,
    left_out: [...leftOut.counts].map(([reason, rows]) => ({
      reason: REASONS[reason],
      rows,
      example: leftOut.examples.get(reason)!,
    })),
    missing: missing ?? null,
    warnings,
  };
}
