/** `straddle report`: a finished run as a page of pictures and tables. */
import { Command } from "commander";
import { addBookOptions, bookOfPage, type BookOptions, tableOfRun } from "./book_options.ts";
import { takeOutput } from "./options.ts";
import { addRunOptions, RUN_HELP, type RunOptions, takeDayRule } from "./run_options.ts";

interface ReportOptions extends RunOptions, BookOptions {
  readonly output: string;
}

export function reportCommand(): Command {
  const command = new Command("report")
    .description(
      "Writes one HTML file that shows a run: figures, cumulative P&L and drawdowns, months, " +
        "distributions, contributions, coverage, and the straddles with their daily paths. It opens " +
        "in any browser, from disk, and asks nothing of the network.",
    )
    .argument("<run...>", RUN_HELP)
    .requiredOption("-o, --output <file>", "the page to write; - is standard output");
  addRunOptions(command);
  return addBookOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle report run.parquet -o report.html                a run's page
  straddle report run.csv --amt amt.yml -o report.html      a run in CSV
  straddle report run.parquet --weights risk --vol-target 8% -o report.html
  straddle backtest . 2024 -o run.parquet --report r.html   run and page at once

First the page says what a book of a stated size would have made: equal weights
unless --weights names others, the asset table's aum unless --aum gives one.`,
    )
    .action(action);
}

async function action(run: readonly string[], options: ReportOptions): Promise<void> {
  const output = takeOutput(options.output);
  const { writeReport } = await import("../report/write.ts");
  await writeReport({
    run,
    output,
    rule: takeDayRule(options),
    amt: options.amt,
    book: await bookOfPage(options, run[0]!, ({ inputs }) => tableOfRun(options, inputs)),
  });
}
