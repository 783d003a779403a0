/** A project file's settings as options and arguments that were not given on the command line. */
import { type Command, CommanderError } from "commander";
import { hasOption } from "../slips.ts";
import {
  type Project,
  projectFault,
  type ProjectSetting,
  readProject,
  shown,
} from "../../inputs/project/read.ts";

/** The inputs that `--data` names all at once. */
const PLACES = ["data", "amt", "chain", "overrides", "prices"];
/** What shapes a book; a run alone has no use for it. */
const OF_BOOKS = ["weights", "cap", "vol-target", "leverage", "aum"];
const OF_DAYS = ["days", "idle", "theta"];

/** A setting that the command has a use for. */
export interface AppliedSetting extends ProjectSetting {
  /** What commander calls the option. */
  readonly attribute: string;
  /** False = the command line has something else. */
  readonly isUsed: boolean;
}

/** Sets what the file has and the command line has not. Throws as {@link readProject}. */
export function applyProject(command: Command, path: string): AppliedSetting[] {
  const project = readProject(path);
  return project.settings.flatMap((setting) => apply(command, project, setting));
}

/** Sets an option or argument, unless the command line has; nothing where the command has none. */
function apply(command: Command, project: Project, setting: ProjectSetting): AppliedSetting[] {
  const { name } = setting;
  if (name === "pattern" || name === "years") return applyArgument(command, project, setting);
  const option = command.options.find(({ long }) => long === `--${name}`);
  if (option === undefined || !isFor(command, name)) return [];
  const key = option.attributeName();
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const isAside = given(key) || PLACES.includes(name) && given("data");
  if (isAside) return [{ ...setting, attribute: key, isUsed: false }];
  let value: unknown = undefined;
  for (const word of setting.words) {
    value = option.isBoolean()
      ? true
      : parsed(project, setting, () => option.parseArg ? option.parseArg(word, value) : word);
  }
  if (value === undefined) return [];
  command.setOptionValueWithSource(key, value, "config");
  return [{ ...setting, attribute: key, isUsed: true }];
}

/** Whether a setting is meant for a command that has an option of its name. */
function isFor(command: Command, name: string): boolean {
  if (OF_DAYS.includes(name)) return true;
  if (OF_BOOKS.includes(name)) return makesBook(command);
  // A report's book is on the side that straddle book would be.
  if (name === "side" && makesBook(command)) return true;
  // Of a run that is looked at, inputs and costs are its own.
  return hasOption(command, "data");
}

/** Whether the command shows or writes a book, by itself or as it is asked to. */
function makesBook(command: Command): boolean {
  return ["book", "report"].includes(command.name()) ||
    ["book", "report", "weights"].some((name) => command.getOptionValueSource(name) === "cli");
}

/** The pattern is the first argument, the years are those after it. */
function applyArgument(
  command: Command,
  project: Project,
  setting: ProjectSetting,
): AppliedSetting[] {
  const { name, words } = setting;
  const first = command.registeredArguments[0];
  if (first?.name() !== "pattern" || first.required) return [];
  if (name === "pattern") {
    if (command.args.length > 0) return [{ ...setting, attribute: name, isUsed: false }];
    command.processedArgs[0] = words[0];
    return [{ ...setting, attribute: name, isUsed: true }];
  }
  const year = command.registeredArguments[1];
  if (year?.name() !== "start") return [];
  if (command.args.length > 1) return [{ ...setting, attribute: name, isUsed: false }];
  words.forEach((word, i) => {
    command.processedArgs[1 + i] = parsed(
      project,
      setting,
      () => year.parseArg!(word, undefined),
    );
  });
  return [{ ...setting, attribute: name, isUsed: true }];
}

/** What an option's own parser makes of a word; its complaint is one about the file's line. */
function parsed<T>({ path }: Project, { name, line, value }: ProjectSetting, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const advice = error.message.replace(/\.$/, "").replace(/^./, (c) => c.toLowerCase());
    throw projectFault(path, line, `"${name}" is ${shown(value)}; ${advice}`);
  }
}
