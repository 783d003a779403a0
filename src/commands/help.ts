/**
 * What `--help` and `--version` print, without the parser of the command line: loading it would take
 * half of the time. It made the texts, though: `deno task help-texts` asks it, and a test holds them equal.
 */
import { versionLine } from "../base/version.ts";
import texts from "./help_texts.json" with { type: "json" };

/**
 * The lines of each help text, by the words of its command ("" = the program's own). What stands
 * behind a tab is wrapped to the terminal's width, beside what stands before it.
 */
const HELP: Readonly<Record<string, readonly string[]>> = texts;

/** A narrower column is left to the terminal to wrap. */
export const LEAST_WRAP = 12;

/** What the arguments ask to be told of the program itself; undefined = they ask for something else. */
export function helpFor(args: readonly string[], width: number): string | undefined {
  const [first = "", second = ""] = args;
  if (args.length === 1 && (first === "--version" || first === "-V")) return `${versionLine()}\n`;
  if (first === "help") {
    // A page of its own says more than how to print it.
    return second === "asset-table" ? undefined : helpOf([second], width);
  }
  const isHelp = args.at(-1) === "--help" || args.at(-1) === "-h";
  return isHelp ? helpOf(args.slice(0, -1), width) : undefined;
}

/** The words of every command with a help text; "" = the program. */
export function helpNames(): string[] {
  return Object.keys(HELP);
}

/** The lines of a command's help text; none of what is no command. */
export function helpLines(name: string): readonly string[] {
  return Object.hasOwn(HELP, name) ? HELP[name]! : [];
}

function helpOf(words: readonly string[], width: number): string | undefined {
  const name = words.join(" ");
  if (!Object.hasOwn(HELP, name) || words.some((word) => word.includes(" "))) return undefined;
  return HELP[name]!.map((line) => `${wrap(line, width)}\n`).join("");
}

/** A line as it stands on a terminal so wide: broken before words, where the parser breaks it. */
function wrap(line: string, width: number): string {
  const [head = "", text] = line.split("\t");
  if (text === undefined || width - head.length < LEAST_WRAP) return head + (text ?? "");
  const lines: string[] = [];
  let open = "";
  for (const [word] of text.matchAll(/\s*\S+/g)) {
    if (open !== "" && head.length + open.length + word.length > width) {
      lines.push(open);
      open = word.trimStart();
    } else {
      open += word;
    }
  }
  return head + [...lines, open].join(`\n${" ".repeat(head.length)}`);
}
