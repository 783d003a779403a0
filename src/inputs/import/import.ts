/**
 * `straddle prices import`: tables as people have them → the one Parquet file of prices.
 *
 * Each file is read once, row by row, into 16 bytes a price (`store.ts`); dates and signs that no
 * text tells alone are decided when all are read (`decide.ts`); then the prices are sorted and
 * written (`merge.ts`, and whoever the caller has write).
 */
import { nothingError } from "../../base/errors.ts";
import type { Meter } from "./cell.ts";
import { DateBook, type DateChoice } from "./dates.ts";
import { decideOrders, decideSigns } from "./decide.ts";
import { LeftOut, REASONS } from "./left_out.ts";
import type { Duplicates } from "../prices/reading.ts";
import { merge, type Merged, nothingMerged, type PriceGroup } from "./merge.ts";
import { type ReadFile, readFile, type ReadOptions } from "./read_file.ts";
import { PriceStore } from "./store.ts";

export type PriceWriter = (
  groups: AsyncIterable<PriceGroup>,
  mayKeep: () => void,
) => Promise<void>;

export interface ImportRequest {
  readonly files: readonly string[];
  /** The file that the prices are added to: read first, with its own columns. */
  readonly existing?: string;
  /**
   * Writes them; undefined = nothing is written. When it has taken all groups it calls `mayKeep`, and
   * leaves what was there if that throws.
   */
  readonly write?: PriceWriter;
  readonly columns: ReadOptions;
  readonly dates?: DateChoice;
  readonly zone?: string;
  readonly duplicates: Duplicates;
  readonly meter: Meter;
}

/** What was read, and what became of it. */
export interface ImportResult {
  readonly files: readonly ReadFile[];
  readonly book: DateBook;
  readonly store: PriceStore;
  readonly leftOut: LeftOut;
  readonly merged: Merged;
}

/**
 * Reads all files and has the prices written, if there is a writer. Throws exit-3 errors for what cannot
 * be understood, exit 1 when there is no price, exit 4 for files.
 */
export async function importPrices(request: ImportRequest): Promise<ImportResult> {
  const target = {
    store: new PriceStore(),
    book: new DateBook(request.dates, request.zone),
    leftOut: new LeftOut(),
  };
  const { store, book, leftOut } = target;
  const files: ReadFile[] = [];
  if (request.existing !== undefined) {
    files.push(await readFile(request.existing, {}, target, request.meter));
  }
  for (const path of request.files) {
    files.push(await readFile(path, request.columns, target, request.meter));
  }
  decideOrders(files);
  decideSigns(files, store, request.columns.decimal !== undefined);
  const merged = nothingMerged();
  const groups = merge(store, book, files, request.duplicates, merged);
  const refuseNothing = () => {
    if (merged.prices === 0) throw nothing(files, leftOut);
  };
  if (request.write === undefined) {
    for await (const _ of groups);
    refuseNothing();
  } else {
    await request.write(groups, refuseNothing);
  }
  return { files, book, store, leftOut, merged };
}

function nothing(files: readonly ReadFile[], { counts, examples }: LeftOut): Error {
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const example = most && examples.get(most[0]);
  const why = most && example
    ? `: ${REASONS[most[0]]}, as in row ${example.row} of "${example.path}": "${example.text}"`
    : ": no rows";
  return nothingError(`No price in "${files[0]?.path}"${more}${why}`);
}
