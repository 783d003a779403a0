/** The command line: which commands there are, and what an error becomes. */
import { Command, CommanderError } from "commander";
import { listenForCancel } from "../base/cancel.ts";
import { COMMANDS } from "./command_list.ts";
import { EXIT, StraddleError } from "../base/errors.ts";
import { refuseSpreadPattern, refuseTwice } from "./slips.ts";
import { changedInput, requireUnchanged } from "../base/ledger.ts";
import { memoryError } from "../base/out_of_memory.ts";
import { removeScratch } from "../base/scratch.ts";
import { hasColors, paintError, say, sayError, widthOf } from "../base/terminal.ts";
import { versionLine } from "../base/version.ts";

const EXAMPLES = `
Examples:
  straddle backtest                              the sample data, on the screen
  straddle backtest '^KLP Comdty' 2023 2025      one asset, three expiry years
  straddle backtest . 2024 -o run.parquet        every live asset, into a file
  straddle report run.parquet -o report.html     that run as a page of charts
  straddle straddles '^KLP Comdty' 2024          what would be valued
  straddle demo my-data                          the sample data, to play with
  straddle help asset-table                      the asset table, field by field

Exit codes: 0 done, 1 nothing matched, 2 usage, 3 bad input, 4 reading or
writing failed or memory does not suffice, 70 a defect of ours, 130 cancelled.`;

/** The program, with all of the command at hand and a line of each other one. */
async function makeProgram(args: readonly string[]): Promise<Command> {
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
    .exitOverride()
    // Costs a millisecond, which help need not wait for.
    .hook("preAction", listenForCancel);
  const wanted = args.find((arg) => !arg.startsWith("-"));
  for (const [heading, entries] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const entry of entries) {
      // A completion script knows the options of all.
      const whole = entry.name === wanted || wanted === "completions";
      const command = whole ? await entry.load() : new Command(entry.name);
      program.addCommand(command.summary(entry.summary).copyInheritedSettings(program));
      for (const sub of command.commands) sub.copyInheritedSettings(command);
      [command, ...command.commands].forEach(refuseTwice);
    }
  }
  // Last, so that it is in the last group.
  return program.helpCommand("help [command]", "print help for a command");
}

/**
 * `help X` as `X --help`, or as `X` when it is a page or when there is no such command, for its error
 * and suggestion.
 */
function unfoldHelp(args: readonly string[]): readonly string[] {
  const [first, name] = args;
  if (first !== "help" || name === undefined) return args;
  // A page of its own says more than how to print it.
  if (name === "asset-table") return [name];
  const known = Object.values(COMMANDS).flat().some((command) => command.name === name);
  return known ? [name, "--help"] : [name];
}

/** Runs the program with the given arguments; returns its exit code and never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    refuseSpreadPattern(args);
    const unfolded = unfoldHelp(args);
    const program = await makeProgram(unfolded);
    await program.parseAsync(unfolded, { from: "user" });
    requireUnchanged();
    return Deno.exitCode;
  } catch (thrown) {
    const error = causeOf(thrown);
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

/** What to tell of: a file that changed while it was read fails in many ways, which say little. */
function causeOf(thrown: unknown): unknown {
  const isUsage = thrown instanceof CommanderError ||
    thrown instanceof StraddleError && thrown.exitCode === EXIT.usage;
  return isUsage ? thrown : changedInput() ?? memoryError(thrown);
}
