/** Slips of the command line that would otherwise be taken for something else, with a hint. */
import type { Command } from "commander";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { say } from "../base/terminal.ts";

/** Options whose values add up. */
const REPEATABLE = new Set(["data", "prices", "set", "vary"]);

/** From now on two values for an option of this command are a usage error: which is meant? */
export function refuseTwice(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    if (option.isBoolean() || option.variadic || REPEATABLE.has(option.name())) continue;
    command.on(`option:${option.name()}`, (value: string) => {
      const before = given.get(option.name());
      if (before !== undefined && before !== value) {
        throw usageError(
          `Option --${option.name()} is given twice ("${before}", "${value}"): give it once`,
        );
      }
      given.set(option.name(), value);
    });
  }
}

/**
 * Says of each option that was given and has no effect beside the others why that is: `reasons` has it
 * by the option's name, or nothing where it has an effect. An option with a default that is not
 * `true` cannot be told from one that was given, and is no case for this.
 */
export function sayWithoutEffect<T extends object>(
  options: T,
  reasons: { readonly [K in keyof T]?: string | false | undefined },
): void {
  for (const [name, why] of Object.entries(reasons)) {
    const value = options[name as keyof T];
    const isSwitchedOff = value === false;
    if (!why || value === undefined || value === true && NEGATABLE.has(name)) continue;
    if (shared.has(name)) continue;
    say(`Warning: --${isSwitchedOff ? "no-" : ""}${optionName(name)} has no effect ${why}`);
  }
}

/** Whether a command has an option of this name. */
export function hasOption(command: Command, name: string): boolean {
  return command.options.some(({ long }) => long === `--${name}`);
}

/** What the command line calls an option: `vol-marks` of `volMarks`. */
export function optionName(attribute: string): string {
  return attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Options that a project file sets for whatever command has a use for them. */
const shared = new Set<string>();

/** From now on nothing is said of these options where they have no effect. */
export function leaveQuiet(names: readonly string[]): void {
  names.forEach((name) => shared.add(name));
}

/** Options that can only be switched off. */
const NEGATABLE = new Set(["memoize", "progress", "color"]);

/** Throws a usage error when the shell has spread an unquoted pattern of price files. */
export function refuseSpreadPattern(args: readonly string[]): void {
  const at = args.indexOf("--prices");
  const [first = "", second = ""] = at < 0 ? [] : args.slice(at + 1, at + 3);
  if (!exists(first) || second.startsWith("-") || !exists(second)) return;
  // A folder may well be named like a pattern of assets, such as ".".
  if (Deno.statSync(second).isDirectory) return;
  throw usageError(
    `Option --prices takes one value, and "${second}" is a file too: put a pattern in quotes, ` +
      "--prices '2024-*.parquet', so that the shell leaves it alone",
  );
}

/** What to add when an argument that should be a year, or a month, does not even begin like one. */
export function quotingHint(text: string): string {
  return /^\d/.test(text) ? "" : " Put a pattern with blanks or * in quotes: '^CL Comdty'.";
}
