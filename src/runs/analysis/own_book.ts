/** Sums a book's file of our own as its rows go by, a row group at a time: never the file in memory. */
import { letSignalsIn } from "../../base/cancel.ts";
import { compareText } from "../../base/text.ts";
import type { DaySums, RunAggregates } from "./aggregates.ts";
import {
  BOOK_READS,
  bookDays,
  type BookRows,
  bookRows,
  bookSums,
  strangeRow,
} from "./book_sums.ts";
import type { OwnFile } from "./own_file.ts";

/**
 * As sumBook does in SQL; undefined = the rows are not sorted
 * by asset and date, or there are none. Throws exit-3 errors for what is no book,
 * and a RangeError for pages that are none of ours.
 */
export async function sumOwnBook(
  file: OwnFile,
  path: string,
  progress: ((share: number) => void) | undefined,
): Promise<RunAggregates | undefined> {
  const { groups } = file.footer;
  const most = Math.max(0, ...groups.map(({ rows }) => rows));
  const codes = new Int32Array(most), days = new Int32Array(most);
  const buffers = BOOK_READS.map(() => new Float64Array(most));
  const assets: string[] = [], assetDays: DaySums[] = [];
  // The stretches of the asset at hand, which row groups may cut.
  let pieces: BookRows[] = [];
  const endAsset = () => {
    if (pieces.length > 0) assetDays.push(bookDays(joined(pieces)));
    pieces = [];
  };
  for (const [group, { rows }] of groups.entries()) {
    const names = file.texts(group, "asset", codes.subarray(0, rows));
    file.days(group, "date", days.subarray(0, rows));
    BOOK_READS.forEach((name, i) => file.doubles(group, name, buffers[i]!.subarray(0, rows)));
    for (let begin = 0, end; begin < rows; begin = end) {
      end = begin + 1;
      while (end < rows && codes[end] === codes[begin]) end++;
      const asset = names[codes[begin]!];
      const day = days.slice(begin, end);
      if (asset === undefined || day.some((day) => Math.abs(day) >= INFINITE_DAY)) {
        throw strangeRow(path);
      }
      if (asset !== assets.at(-1)) {
        if (assets.length > 0 && compareText(asset, assets.at(-1)!) < 0) return undefined;
        endAsset();
        assets.push(asset);
      }
      let last = pieces.at(-1)?.day.at(-1) ?? -Infinity;
      for (const today of day) {
        if (today === last) throw strangeRow(path);
        if (today < last) return undefined;
        last = today;
      }
      pieces.push(bookRows(day, buffers.map((column) => column.slice(begin, end).map(finite))));
    }
    progress?.((group + 1) / groups.length);
    await letSignalsIn();
  }
  endAsset();
  return assets.length === 0 ? undefined : bookSums(assets, assetDays);
}

/** Infinite dates are this or its negative; a missing one is below. */
const INFINITE_DAY = 2 ** 31 - 1;

function joined(pieces: readonly BookRows[]): BookRows {
  if (pieces.length === 1) return pieces[0]!;
  const days = pieces.flatMap(({ day }) => Array.from(day));
  const column = (name: (typeof BOOK_READS)[number]) =>
    Float64Array.from(pieces.flatMap((piece) => Array.from(piece[name])));
  return bookRows(Int32Array.from(days), BOOK_READS.map(column));
}

function finite(x: number): number {
  return x - x === 0 ? x : NaN;
}
