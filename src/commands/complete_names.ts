/**
 * `straddle __complete COMMAND WORDS…`: what the scripts of `straddle completions` ask while somebody
 * types. It prints the assets that may come next, a line each, of the asset table that the words, a
 * project file or the working folder name; nothing where no asset can come next, and never an error.
 */
import { findProject } from "../inputs/project/find.ts";
import { findInputs, type InputOptions } from "../inputs/paths.ts";
import { loadAmt } from "../loader.ts";
import { helpLines } from "./help.ts";

/** These look at assets that are not live, too. */
const ANY_ASSET = ["asset", "explain", "value"];

/** The names, in the order of the asset table, each once. */
export async function namesToComplete([command = "", ...typed]: readonly string[]) {
  const help = helpLines(command);
  if (
    !help.some((line) => /^Usage: .*\[options\] (?:\[command\] )?[<[](asset|pattern)\b/.test(line))
  ) return [];
  const { positional, options } = sort(typed.map(unquoted), help);
  if (positional > 0) return [];
  try {
    const { assets } = loadAmt((await findInputs(await placesOf(options), false)).amt);
    const wanted = assets.filter(({ live }) => live || ANY_ASSET.includes(command));
    return [...new Set(wanted.map(({ underlying }) => underlying))];
  } catch {
    // Whoever runs the command is told.
    return [];
  }
}

/** The values of options by name, and how many words are arguments. */
function sort(words: readonly string[], help: readonly string[]) {
  const withValue = new Set(
    help.flatMap((line) => {
      const [, short, long] = /^ {2}(?:(-\w), )?(--[\w-]+) </.exec(line) ?? [];
      return long === undefined ? [] : short === undefined ? [long] : [short, long];
    }),
  );
  const options = new Map<string, string[]>();
  let positional = 0;
  for (let i = 0; i < words.length; i++) {
    const [, name, value] = /^(-[^=]*)(?:=(.*))?$/s.exec(words[i]!) ?? [];
    if (name === undefined) positional++;
    else if (value !== undefined || withValue.has(name)) {
      options.set(name, [...options.get(name) ?? [], value ?? words[++i] ?? ""]);
    }
  }
  return { positional, options };
}

/** Where the asset table is. */
async function placesOf(options: ReadonlyMap<string, readonly string[]>): Promise<InputOptions> {
  const data = options.get("--data"), amt = options.get("--amt")?.[0];
  if (amt !== undefined) return { amt };
  if (data !== undefined) return { data };
  const found = findProject(Deno.cwd());
  const path = options.get("--project")?.[0] ??
    (found?.doubt === undefined ? found?.path : undefined);
  if (path === undefined || options.has("--no-project")) return {};
  const { readProject } = await import("../inputs/project/read.ts");
  const settings = new Map(readProject(path).settings.map(({ name, words }) => [name, words]));
  const [named] = settings.get("amt") ?? [], folders = settings.get("data");
  return named !== undefined ? { amt: named } : folders !== undefined ? { data: folders } : {};
}

/** A word as a shell takes it: the scripts hand over what was typed. */
function unquoted(word: string): string {
  return word.replace(/^'(.*)'$|^"(.*)"$/s, "$1$2").replace(/\\(.)/gs, "$1");
}
