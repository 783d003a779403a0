/**
 * Files by pattern. Deno's own `globSync` looks into the environment, which this program may not.
 */
import { isAbsolute, join, parse, resolve, sep } from "node:path";
import { exists } from "./files.ts";

const SPECIAL = /[*?[{]/;
const SEPARATORS = sep === "\\" ? /[\\/]+/ : /\/+/;

/** Whether a text says more than itself as a pattern. */
export function isGlob(text: string): boolean {
  return SPECIAL.test(text);
}

/**
 * The absolute paths of what a pattern matches, sorted by code units: `*`, `?`, `[a-z]`, `[!a-z]` and
 * `{a,b}` in names, `**` for any folders. Names that begin with a dot match only a dot.
 */
export function glob(pattern: string): string[] {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern)) {
    const root = isAbsolute(plain) ? parse(plain).root : "";
    const names = plain.slice(root.length).split(SEPARATORS).filter((name) => name !== "");
    walk(resolve(root || "."), names, found);
  }
  return [...found].sort();
}

/** `a{b,c}d` → `abd`, `acd`; braces may stand in braces. A brace without its partner is itself. */
function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf("{");
  if (open < 0) return [pattern];
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === "{") depth++;
    if (c === "," && depth === 1 || c === "}" && depth === 1) {
      choices.push(pattern.slice(from, i));
      from = i + 1;
    }
    if (c === "}" && --depth === 0) {
      const [head, tail] = [pattern.slice(0, open), pattern.slice(i + 1)];
      return choices.flatMap((choice) => expandBraces(head + choice + tail));
    }
  }
  return [pattern];
}

function walk(folder: string, names: readonly string[], found: Set<string>): void {
  const [name, ...rest] = names;
  if (name === undefined) {
    found.add(folder);
    return;
  }
  if (name === "**") {
    walk(folder, rest, found);
    for (const entry of entriesOf(folder)) {
      // Links are not followed: they could lead in a circle.
      if (entry.isDirectory && !entry.name.startsWith(".")) {
        walk(join(folder, entry.name), names, found);
      }
    }
    return;
  }
  if (!isGlob(name)) {
    if (exists(join(folder, name))) walk(join(folder, name), rest, found);
    return;
  }
  const matcher = toRegExp(name);
  for (const entry of entriesOf(folder)) {
    if (entry.name.startsWith(".") && !name.startsWith(".")) continue;
    if (matcher.test(entry.name)) walk(join(folder, entry.name), rest, found);
  }
}

/** The entries of a folder; none if it is no folder or may not be read. */
function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}

/** A name's pattern as a regular expression; one that matches nothing for a range out of order. */
function toRegExp(name: string): RegExp {
  const source = name.replace(
    /\*+|\?|\[([!^]?)(\]?[^\]]*)\]|[^]/gu,
    (text, negated: string | undefined, members: string | undefined) => {
      if (text[0] === "*") return "[^]*";
      if (text === "?") return "[^]";
      if (!members) return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      return `[${negated ? "^" : ""}${members.replace(/[\\\][^]/g, "\\$&")}]`;
    },
  );
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    return /(?!)/;
  }
}
