/** The parser of the command line, with the command at hand, and that command's run. */
import { Command, CommanderError } from "commander";
import { listenForCancel } from "../base/cancel.ts";
import { COMMANDS } from "./command_list.ts";
import { EXIT } from "../base/errors.ts";
import { addProjectOptions, useProject } from "./project.ts";
import { refuseSpreadPattern, refuseTwice } from "./slips.ts";
import { LEAST_WRAP } from "./help.ts";
import { requireUnchanged } from "../base/ledger.ts";
import { hasColors, paintError, widthOf } from "../base/terminal.ts";
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

/**
 * The program, with all of the command at hand and a line of each other one; `completions` needs all
 * of all.
 */
export async function makeProgram(args: readonly string[]): Promise<Command> {
  const program = new Command("straddle")
    .description("Backtests option straddles: every day's value, delta and P&L, in seconds.")
    .version(versionLine(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    // The list fits 80 columns, and descriptions wrap beside long options.
    .configureHelp({ subcommandTerm: (command) => command.name(), minWidthToWrap: LEAST_WRAP })
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
    .hook("preAction", listenForCancel)
    .hook("preAction", (_, command) => useProject(command));
  const wanted = args.find((arg) => !arg.startsWith("-"));
  for (const [heading, entries] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const entry of entries) {
      const whole = entry.name === wanted || wanted === "completions";
      const command = whole ? await entry.load() : new Command(entry.name);
      program.addCommand(command.summary(entry.summary).copyInheritedSettings(program));
      // -o behind a subcommand is the subcommand's.
      if (command.commands.length > 0) {
        program.enablePositionalOptions();
        command.enablePositionalOptions();
      }
      for (const sub of command.commands) sub.copyInheritedSettings(command);
      for (const each of [command, ...command.commands]) {
        if (whole) addProjectOptions(each);
        refuseTwice(each);
      }
    }
  }
  // Last, so that it is in the last group.
  return program.helpCommand(
    "help [command]",
    "print help for a command; help --man as a man page",
  );
}

/** `help X` as `X`: it is a page, or no command at all. The help of commands is printed before this. */
function unfoldHelp(args: readonly string[]): readonly string[] {
  const [first, name] = args;
  return first === "help" && name !== undefined ? [name] : args;
}

/** Does what the arguments say; returns the exit code. Throws what the command does. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    refuseSpreadPattern(args);
    const unfolded = unfoldHelp(args);
    const program = await makeProgram(unfolded);
    await program.parseAsync(unfolded, { from: "user" });
    requireUnchanged();
    return Deno.exitCode;
  } catch (thrown) {
    // Commander has said what was wrong.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw thrown;
  }
}
