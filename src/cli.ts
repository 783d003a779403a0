/** The command line: which commands there are, and what an error becomes. */
import { Command, CommanderError } from "commander";
import { listenForCancel } from "./cancel.ts";
import { EXIT, StraddleError } from "./errors.ts";
import { assetCommand } from "./commands/asset.ts";
import { assetsCommand } from "./commands/assets.ts";
import { backtestCommand } from "./commands/backtest.ts";
import { benchCommand } from "./commands/bench.ts";
import { checkCommand } from "./commands/check.ts";
import { compareCommand } from "./commands/compare.ts";
import { completionsCommand } from "./commands/completions.ts";
import { demoCommand } from "./commands/demo.ts";
import { explainCommand } from "./commands/explain.ts";
import { futureCommand } from "./commands/future.ts";
import { getCommand } from "./commands/get.ts";
import { licensesCommand } from "./commands/licenses.ts";
import { pricesCommand } from "./commands/prices.ts";
import { reportCommand } from "./commands/report.ts";
import { schedulesCommand } from "./commands/schedules.ts";
import { straddlesCommand } from "./commands/straddles.ts";
import { summaryCommand } from "./commands/summary.ts";
import { tableCommand } from "./commands/table.ts";
import { tickersCommand } from "./commands/tickers.ts";
import { valueCommand } from "./commands/value.ts";
import { memoryError } from "./out_of_memory.ts";
import { removeScratch } from "./scratch.ts";
import { hasColors, paintError, say, sayError, widthOf } from "./terminal.ts";
import { versionLine } from "./version.ts";

const EXAMPLES = `
Examples:
  straddle backtest                              the sample data, on the screen
  straddle backtest '^KLP Comdty' 2023 2025      one asset, three expiry years
  straddle backtest . 2024 -o run.parquet        every live asset, into a file
  straddle report run.parquet -o report.html     that run as a page of charts
  straddle straddles '^KLP Comdty' 2024          what would be valued
  straddle demo my-data                          the sample data, to play with

Exit codes: 0 done, 1 nothing matched, 2 usage, 3 bad input, 4 reading or
writing failed or memory does not suffice, 70 a defect of ours, 130 cancelled.`;

/** The commands, under the headings of the help text. */
function commandGroups(): Record<string, readonly Command[]> {
  return {
    "Straddles and runs:": [
      backtestCommand(),
      valueCommand(),
      explainCommand(),
    ],
    "Looking at a run:": [
      summaryCommand(),
      reportCommand(),
      compareCommand(),
    ],
    "Looking into the inputs:": [
      checkCommand(),
      assetsCommand(),
      assetCommand(),
      schedulesCommand(),
      straddlesCommand(),
      tickersCommand(),
      futureCommand(),
      pricesCommand(),
      tableCommand(),
      getCommand(),
    ],
    "More:": [
      demoCommand(),
      benchCommand(),
      completionsCommand(),
      licensesCommand(),
    ],
  };
}

function makeProgram(): Command {
  const program = new Command("straddle")
    .description("Backtests option straddles: every day's value, delta and P&L, in seconds.")
    .version(versionLine(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    // The list fits 80 columns, and descriptions wrap beside long options.
    .configureHelp({ subcommandTerm: (command) => command.name(), minWidthToWrap: 12 })
    // Commander would ask process.stdout, which looks into more of the environment than is allowed.
    .configureOutput({
      getOutHelpWidth: () => widthOf(Deno.stdout),
      getErrHelpWidth: () => widthOf(Deno.stderr),
      getOutHasColors: () => hasColors(Deno.stdout),
      getErrHasColors: () => hasColors(Deno.stderr),
      outputError: (text, write) => write(paintError(text.replace(/^error: /, "straddle: "))),
    })
    .exitOverride();
  for (const [heading, commands] of Object.entries(commandGroups())) {
    program.commandsGroup(heading);
    for (const command of commands) {
      program.addCommand(command.copyInheritedSettings(program));
      for (const sub of command.commands) sub.copyInheritedSettings(command);
    }
  }
  // Last, so that it is in the last group.
  return program.helpCommand("help [command]", "print help for a command");
}

/** `help X` as `X --help`, or as `X` when there is no such command, for its error and suggestion. */
function unfoldHelp(args: readonly string[]): readonly string[] {
  const [first, name] = args;
  if (first !== "help" || name === undefined) return args;
  const known = makeProgram().commands.some((command) => command.name() === name);
  return known ? [name, "--help"] : [name];
}

/** Runs the program with the given arguments; returns its exit code and never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  listenForCancel();
  try {
    await makeProgram().parseAsync(unfoldHelp(args), { from: "user" });
    return Deno.exitCode;
  } catch (thrown) {
    const error = memoryError(thrown);
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof StraddleError) {
      sayError(error.message);
      error.details.forEach(say);
      return error.exitCode;
    }
    const text = error instanceof Error ? error.message : String(error);
    sayError(`this is a defect of ours, please report it: ${text}`);
    return EXIT.defect;
  } finally {
    removeScratch();
  }
}
