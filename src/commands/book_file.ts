/** Writes the book of a run, and says what there is to know of it. */
import { nothingError } from "../base/errors.ts";
import { say, warnOf } from "../base/terminal.ts";
import type { Destination } from "../output/destination.ts";
import type { RunFacts } from "../runs/facts.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";
import type { SettledBook } from "./book_options.ts";

/** `run` is its name in messages. Throws as `makeBook` does, and exit 1 for a book that holds nothing. */
export async function writeBook(
  run: string,
  analysed: AnalysedRun,
  facts: RunFacts,
  { settings, weights, told }: SettledBook,
  destination: Destination,
  quiet = false,
): Promise<void> {
  const { makeBook } = await import("../book/make.ts");
  const { bookChunks } = await import("../book/write.ts");
  const { bookArguments } = await import("../book/settings.ts");
  const { BOOK_COLUMNS } = await import("../runs/book_columns.ts");
  const { toMetadata } = await import("../runs/facts.ts");
  const { writeChunks } = await import("../output/write_table.ts");
  const { sums, unknown, hasCosts } = await makeBook(run, analysed, settings);
  const sheets = destination.workbook && await import("./book_sheets.ts");
  sheets?.requireBookRoom(sums, destination);
  if (typeof settings.weights !== "string") warnOfFile(settings.weights, analysed.sums.assets);
  if (unknown > 0) {
    const { counted } = await import("../base/wording.ts");
    warnOf(
      `${counted(unknown, "straddle has", "straddles have")} no weight: ` +
        (typeof settings.weights === "string"
          ? "nothing was known of the asset on the day before its entry"
          : `"${weights}" has none of the asset on or before its entry`),
    );
  }
  if (!quiet) {
    if (!hasCosts) say("No costs: the run has none, so net is gross (backtest --costs amt)");
    say(told);
  }
  const known = { ...facts, book: bookArguments(settings, weights) };
  if (sheets) return await sheets.writeBookSheets(run, sums, known, destination);
  await writeChunks(BOOK_COLUMNS, destination, () => bookChunks(sums), toMetadata(known));
}

function warnOfFile(
  weights: { readonly assets: ReadonlySet<string> },
  assets: readonly string[],
): void {
  const others = [...weights.assets].filter((asset) => !assets.includes(asset));
  if (others.length === weights.assets.size) {
    throw nothingError(`Nothing to hold: no asset of the weights is in the run ("${others[0]}")`);
  }
  if (others.length > 0) {
    const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
    warnOf(`the run has no asset "${others[0]}"${more} of the weights`);
  }
}
