/** The options of a command as they were given, for a command that is to be given again elsewhere. */
import type { Command } from "commander";

/**
 * From now on notes the command's options as they are parsed. The answer gives them word by word,
 * without those named. Call it when the command has all its options.
 */
export function noteOptions(command: Command): (without: ReadonlySet<string>) => string[] {
  const given: { readonly name: string; readonly words: readonly string[] }[] = [];
  for (const option of command.options) {
    const name = option.name();
    command.on(`option:${name}`, (value?: string) => {
      given.push({ name, words: option.isBoolean() ? [`--${name}`] : [`--${name}`, value!] });
    });
  }
  return (without) => given.filter(({ name }) => !without.has(name)).flatMap(({ words }) => words);
}
