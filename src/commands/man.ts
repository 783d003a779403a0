/**
 * The man pages: the help texts once more, in roff's macros of man(7). They are made of the same
 * lines that `--help` prints (help_texts.json), so that the two cannot differ.
 */
import { VERSION } from "../base/version.ts";
import { helpLines, helpNames } from "./help.ts";

/** A page for the words of a command (none = the program's own); undefined = there is no such command. */
export function manPage(words: readonly string[]): string | undefined {
  const lines = helpLines(words.join(" "));
  if (lines.length === 0) return undefined;
  const name = ["straddle", ...words].join("-");
  const [usage = "", ...rest] = lines;
  return [
    `.TH ${name.toUpperCase()} 1 "" "straddle ${VERSION}" "User Commands"`,
    ".SH NAME",
    `${escaped(name)} \\- ${escaped(summaryOf(words))}`,
    ".SH SYNOPSIS",
    `.B ${escaped(usage.replace(/^Usage: /, ""))}`,
    ".SH DESCRIPTION",
    ...body(rest),
    ".SH SEE ALSO",
    seeAlso(words),
    "",
  ].join("\n");
}

/** The pages there are, by the words of their commands. */
export function manPages(): string[][] {
  return helpNames().map((name) => name.split(" ").filter((word) => word !== ""));
}

/** What the list of commands above it says of a command. */
function summaryOf(words: readonly string[]): string {
  if (words.length === 0) return "backtest option straddles";
  const parent = helpLines(words.slice(0, -1).join(" "));
  const line = parent.find((line) => line.trimStart().split(/\s/)[0] === words.at(-1));
  return line?.split("\t")[1] ?? "";
}

function body(lines: readonly string[]): string[] {
  const out: string[] = [];
  let isExample = false;
  const end = () => {
    if (isExample) out.push(".EE");
    isExample = false;
  };
  for (const line of lines) {
    const [head = "", text] = line.split("\t");
    if (text !== undefined) {
      end();
      // An option or a command with its meaning, or a paragraph of its own.
      if (head.trim() !== "") out.push(".TP", `.B ${escaped(head.trim())}`);
      out.push(escaped(text));
    } else if (line === "") {
      end();
    } else if (/^\S.*:$/.test(line) && !line.includes(",")) {
      end();
      out.push(`.SH ${escaped(line.slice(0, -1).toUpperCase())}`);
    } else if (line.startsWith("  ")) {
      // Examples keep their columns.
      if (!isExample) out.push(...(out.at(-1)?.startsWith(".SH") ? [".EX"] : [".PP", ".EX"]));
      isExample = true;
      out.push(escaped(line.slice(2)));
    } else {
      end();
      if (isParagraphStart(out) && !out.at(-1)?.startsWith(".SH")) out.push(".PP");
      out.push(escaped(line));
    }
  }
  end();
  return out;
}

/** Whether a line of prose begins a paragraph: it follows no other such line. */
function isParagraphStart(out: readonly string[]): boolean {
  const last = out.at(-1);
  return last === undefined || last.startsWith(".");
}

function seeAlso(words: readonly string[]): string {
  const own = words.join(" ");
  const inner = helpNames().filter((name) => {
    const depth = name === "" ? 0 : name.split(" ").length;
    return depth === words.length + 1 && (own === "" || name.startsWith(`${own} `));
  });
  const above = words.length > 0 ? [words.slice(0, -1).join(" ")] : [];
  return [...above, ...inner]
    .map((name) => `.BR ${escaped(["straddle", ...name.split(" ").filter(Boolean)].join("-"))} (1)`)
    .join("\n");
}

/** A line as roff prints it: no escape, no request, hyphens that can be copied. */
function escaped(text: string): string {
  const plain = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll('"', "\\(dq")
    .replace(
      /[^ -~]/gu,
      (c) => `\\[u${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
