/** `straddle report`: a finished run as a page of pictures and tables. */
import { Command } from "commander";
import { addBookOptions, bookOfPage, type BookOptions, tableOfRun } from "./book_options.ts";
import { say } from "../base/terminal.ts";
import { takeOutput } from "./output_options.ts";
import { addRunOptions, RUN_HELP, type RunOptions, takeDayRule } from "./run_options.ts";
import { sayWithoutEffect } from "./slips.ts";

interface ReportOptions extends RunOptions, BookOptions {
  readonly output: string;
}

export function reportCommand(): Command {
  const command = new Command("report")
    .description(
      "Writes one HTML file that shows a run: figures, cumulative P&L and drawdowns, months, " +
        "distributions, contributions, coverage, and the straddles with their daily paths. It opens " +
        "in any browser, from disk, and asks nothing of the network. Two names are two runs, shown " +
        "beside each other: a run of several files is a folder, a pattern in quotes, or three names.",
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
  straddle report old.parquet new.parquet -o both.html     two runs side by side
  straddle report run.parquet --weights risk --vol-target 8% -o report.html
  straddle backtest . 2024 -o run.parquet --report r.html   run and page at once

First the page says what a book of a stated size would have made: equal weights
unless --weights names others, the asset table's aum unless --aum gives one.`,
    )
    .action(action);
}

async function action(run: readonly string[], options: ReportOptions): Promise<void> {
  const output = takeOutput(options.output);
  if (run.length === 2) return await writeBoth(run as [string, string], output, options);
  const { writeReport } = await import("../report/write.ts");
  await writeReport({
    run,
    output,
    rule: takeDayRule(options),
    amt: options.amt,
    book: await bookOfPage(options, run[0]!, ({ inputs }) => tableOfRun(options, inputs)),
  });
}

/** Two runs beside each other; a run of two files is named by their folder, or a pattern in quotes. */
async function writeBoth(
  runs: readonly [string, string],
  output: string | undefined,
  options: ReportOptions,
): Promise<void> {
  const why = "on two runs beside each other: they are shown as they are";
  sayWithoutEffect(options, {
    ...{ weights: why, cap: why, volTarget: why, leverage: why, aum: why, side: why },
  });
  const { writePair } = await import("../report/write_pair.ts");
  const isAlike = await writePair({ runs, output, rule: takeDayRule(options), amt: options.amt });
  if (isAlike) return;
  say(
    `Note: "${runs[0]}" and "${runs[1]}" have no straddle in common: if they are parts of one ` +
      "run, name their folder, or a pattern in quotes",
  );
}
