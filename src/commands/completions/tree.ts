/** What a shell can complete: the program's commands and options, read off commander's own tree. */
import type { Command, Option } from "commander";

export interface CompletedOption {
  /** `-o`, `--output`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values there are; none = anything, such as a file. */
  readonly choices: readonly string[];
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** The values of its first argument; none = anything. */
  readonly choices: readonly string[];
  /** Whether that is an asset, or a pattern of some: the program itself tells which there are. */
  readonly isAsset: boolean;
}

export interface CompletionTree {
  readonly program: string;
  readonly options: readonly CompletedOption[];
  /** `help` among them, whose argument is a command. */
  readonly commands: readonly CompletedCommand[];
}

/** The tree of a program. */
export function completionTree(program: Command): CompletionTree {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const optionsOf = (command: Command) => help.visibleOptions(command).map(completedOption);
  const names = commands.map((command) => command.name());
  return {
    program: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => {
      const name = command.name();
      const inner = help.visibleCommands(command).filter((sub) => sub.name() !== "help");
      const choices = name === "help"
        ? names.filter((name) => name !== "help")
        : inner.length > 0
        ? inner.map((sub) => sub.name())
        : command.registeredArguments[0]?.argChoices ?? [];
      // Those of its subcommands count as its own: a shell rarely needs to know better.
      const options = name === "help" ? [] : [command, ...inner].flatMap(optionsOf);
      const summary = help.subcommandDescription(command);
      const isAsset = /^(asset|pattern)$/.test(command.registeredArguments[0]?.name() ?? "");
      return { name, summary, options: eachOnce(options), choices, isAsset };
    }),
  };
}

function eachOnce(options: readonly CompletedOption[]): CompletedOption[] {
  return [...new Map(options.map((option) => [option.flags.at(-1), option])).values()];
}

function completedOption(option: Option): CompletedOption {
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}
