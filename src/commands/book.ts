/** `straddle book`: a finished run as a book of a stated size. */
import { Command } from "commander";
import { usageError } from "../base/errors.ts";
import type { InputOptions } from "../inputs/paths.ts";
import { writeBook } from "./book_file.ts";
import {
  addBookOptions,
  type BookOptions,
  settleBook,
  tableOfRun,
  takeWeights,
} from "./book_options.ts";
import { addInputOptions } from "./input_options.ts";
import {
  addOutputOptions,
  addWorkbookOption,
  type OutputOptions,
  takeTable,
} from "./output_options.ts";

interface BookCommandOptions extends InputOptions, OutputOptions, BookOptions {}

export function bookCommand(): Command {
  const command = new Command("book")
    .description(
      "Makes a book of a file that straddle backtest wrote: a weight for each straddle, fixed on its " +
        "entry day from what was known the day before, and by asset and day weight, exposure, P&L, " +
        "costs and net, as shares of aum and in money. summary, report and compare read a book as " +
        "they read a run.",
    )
    .argument("<run>", "a run: parquet, csv, tsv, json or ndjson");
  addBookOptions(command);
  addInputOptions(command, false);
  return addWorkbookOption(addOutputOptions(command))
    .addHelpText(
      "after",
      `
Examples:
  straddle book run.parquet --aum 800e6 -o book.parquet            equal weights
  straddle book run.parquet --weights risk --vol-target 8% -o book.parquet
  straddle book run.parquet --weights vega --cap amt --side short -o book.csv
  straddle book run.parquet --weights premium --aum 1e9 -o book.parquet
  straddle book run.parquet --aum 1e9 -o book.xlsx                 a spreadsheet
  straddle summary book.parquet --by year                          what it made

Weights are shares of aum, in strikes. Of what is not known the day before
nothing is held. Returns are P&L / aum and not compounded.`,
    )
    .action(action);
}

async function action(run: string, options: BookCommandOptions): Promise<void> {
  const destination = takeTable(options, "screen", "book");
  const { willRead } = await import("../base/ledger.ts");
  const { openRun } = await import("../runs/analysis/open_run.ts");
  const weights = await takeWeights(options);
  willRead(run);
  const analysed = await openRun([run], undefined, { components: false });
  try {
    if (analysed.isBook) {
      throw usageError(`Cannot make a book of "${run}": it is one; name its run`);
    }
    const find = () => tableOfRun(options, analysed.facts.inputs);
    // One that is named is read in any case: it must be there, and no output may replace it.
    if (options.amt !== undefined || options.data !== undefined) await find();
    const settled = await settleBook(options, weights, run, find);
    await writeBook(run, analysed, analysed.facts, settled, destination);
  } finally {
    analysed.close();
  }
}
