/** The options of a command as they were given, for a command that is to be given again elsewhere. */
import type { Command } from "commander";

/** Options that a command gets when it has all of its own. */
const OF_EVERY_COMMAND = ["project", "no-project"];

/**
 * From now on notes the command's options as they are parsed. The answer gives them word by word,
 * without those named. Call it when the command has all its options.
 */
export function noteOptions(command: Command): (without: ReadonlySet<string>) => string[] {
  const given: { readonly name: string; readonly words: readonly string[] }[] = [];
  const names = command.options.map((option) => option.name());
  for (const name of [...names, ...OF_EVERY_COMMAND]) {
    command.on(`option:${name}`, (value?: string | null) => {
      given.push({ name, words: [`--${name}`, ...typeof value === "string" ? [value] : []] });
    });
  }
  return (without) => given.filter(({ name }) => !without.has(name)).flatMap(({ words }) => words);
}
