/** `straddle report`: a finished run as a page of pictures and tables. */
import { Command } from "commander";
import { takeOutput } from "./options.ts";
import { addRunOptions, RUN_HELP, type RunOptions, takeDayRule } from "./run_options.ts";

interface ReportOptions extends RunOptions {
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
  return addRunOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle report run.parquet -o report.html                a run's page
  straddle report run.csv --amt amt.yml -o report.html      a run in CSV
  straddle backtest . 2024 -o run.parquet --report r.html   run and page at once`,
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
  });
}
