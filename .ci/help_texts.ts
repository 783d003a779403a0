/**
 * `deno task help-texts`: makes src/commands/help_texts.json, the help texts as the program prints
 * them before the parser of the command line is loaded, by asking that parser.
 */
import type { Command } from "commander";
import { join } from "node:path";
import { makeProgram } from "../src/commands/program.ts";
import { ROOT } from "./packages.ts";

export const HELP_FILE = join(ROOT, "src", "commands", "help_texts.json");

/** The lines of each help text by the words of its command, with a tab before what is to be wrapped. */
export async function helpTexts(): Promise<Record<string, string[]>> {
  const texts: Record<string, string[]> = {};
  const add = (command: Command, words: readonly string[]) => {
    texts[words.join(" ")] = linesOf(command);
    for (const sub of command.commands) add(sub, [...words, sub.name()]);
  };
  add(await makeProgram(["completions"]), []);
  return texts;
}

function linesOf(command: Command): string[] {
  let text = "";
  command.configureOutput({ writeOut: (part) => text += part }).configureHelp({
    subcommandTerm: (sub) => sub.name(),
    boxWrap: (description) => `\t${description}`,
    formatItem: (term, width, description) =>
      description === "" ? `  ${term}` : `  ${term.padEnd(width)}  \t${description}`,
  });
  command.outputHelp();
  return text.split("\n").slice(0, -1);
}

if (import.meta.main) {
  Deno.writeTextFileSync(HELP_FILE, `${JSON.stringify(await helpTexts(), null, 2)}\n`);
}
