/** Draws a table for people: in a box of lines, or on a narrow terminal in columns without lines. */
import { paint } from "../base/terminal.ts";
import { cutText, padText, textWidth } from "../base/text_width.ts";
import { type Layout, layOut, nameLines } from "./table_layout.ts";

export interface BoxColumn {
  readonly name: string;
  /** Whether the column is aligned to the right, as numbers are. */
  readonly right: boolean;
  /** Whether its cells may be cut, as no number or day may. */
  readonly text: boolean;
  /** Rank among the columns that a narrow terminal keeps; undefined = the others go first. */
  readonly keep?: number | undefined;
  /** Rank among the others. */
  readonly spare?: number | undefined;
  /** Negative numbers are losses, which have their colour. */
  readonly loss?: boolean | undefined;
}

export interface Box {
  readonly lines: string[];
  /** Positions of the columns that are shown. */
  readonly shown: readonly number[];
}

/** Stands for the rows between head and tail. */
const ROWS_LEFT_OUT = "·";
const LOSS = /^-.*\d/;

/** Draws `head`, and if there is a `tail`, a line of dots and the tail, no wider than `width`. */
export function drawBox(
  columns: readonly BoxColumn[],
  head: readonly (readonly string[])[],
  tail: readonly (readonly string[])[],
  width = Infinity,
  color = false,
): Box {
  const rows = [...head, ...tail];
  const names = columns.map(({ name }) => name);
  const layout = layOut(
    columns.map(({ name, text, keep, spare }, i) => ({
      name,
      cells: rows.reduce((widest, row) => Math.max(widest, textWidth(row[i]!)), 0),
      text,
      keep,
      spare,
    })),
    width,
  );
  const cell = (index: number, text: string, colored: boolean) => {
    const { right, loss } = columns[index]!;
    const content = cutText(text, layout.widths[index]!);
    const padded = padText(content, layout.widths[index]!, right);
    return colored && loss && LOSS.test(content)
      ? padded.replace(content, paint(content, "loss"))
      : padded;
  };
  const line = (text: (index: number) => string, colored = false) => {
    const cells = layout.columns.map((index) => cell(index, text(index), colored));
    return layout.style === "box"
      ? `│ ${cells.join(" │ ")} │`
      : cells.join(" ".repeat(layout.gap)).trimEnd();
  };
  const body = rows.map((row) => line((index) => row[index]!, color));
  if (tail.length > 0) body.splice(head.length, 0, line(() => ROWS_LEFT_OUT));
  const lines = layout.style === "box"
    ? boxLines(layout, line((index) => names[index]!), body)
    : [...plainHead(layout, names, line), ...body];
  return { lines, shown: layout.columns };
}

function boxLines({ columns, widths }: Layout, names: string, body: readonly string[]): string[] {
  const rule = (left: string, cross: string, right: string) =>
    left + columns.map((index) => "─".repeat(widths[index]! + 2)).join(cross) + right;
  const separator = body.length > 0 ? [rule("├", "┼", "┤")] : [];
  return [rule("┌", "┬", "┐"), names, ...separator, ...body, rule("└", "┴", "┘")];
}

/** The names, broken into lines where they are too wide, the last ones just above the rule. */
function plainHead(
  { columns, widths, gap }: Layout,
  names: readonly string[],
  line: (text: (index: number) => string) => string,
): string[] {
  const broken = names.map((name, i) => textWidth(name) <= widths[i]! ? [name] : nameLines(name));
  const height = Math.max(...columns.map((index) => broken[index]!.length));
  const heads = Array.from(
    { length: height },
    (_, row) => line((index) => broken[index]!.at(row - height) ?? ""),
  );
  const total = columns.reduce((sum, index) => sum + widths[index]! + gap, -gap);
  return [...heads, "─".repeat(total)];
}
