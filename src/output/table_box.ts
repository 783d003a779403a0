/** Draws a table as a box of lines; widths are counted in code points. */

export interface BoxColumn {
  readonly name: string;
  /** Whether the column is aligned to the right, as numbers are. */
  readonly right: boolean;
}

export interface Box {
  readonly lines: string[];
  readonly shownColumns: number;
}

/** Stands for the rows between head and tail. */
const ROWS_LEFT_OUT = "·";
/** Stands for columns left out, and for the end of a text too long for the box. */
const LEFT_OUT = "…";

/**
 * Draws `head`, and if there is a `tail`, a line of dots and the tail. A box wider than `width`
 * loses columns from its middle; the first always stays, its cells cut if they have to be.
 */
export function drawBox(
  columns: readonly BoxColumn[],
  head: readonly (readonly string[])[],
  tail: readonly (readonly string[])[],
  width = Infinity,
): Box {
  // A column of its own and one for what is left out: 4 characters each besides the first's cells.
  const longest = Math.max(1, width - 8);
  const rows = [...head, ...tail].map((row) => row.map((cell) => cut(cell, longest)));
  const names = columns.map((column) => cut(column.name, longest));
  const widths = names.map((name, i) =>
    rows.reduce((widest, row) => Math.max(widest, lengthOf(row[i]!)), lengthOf(name))
  );
  const kept = fit(widths, width);
  const shownColumns = kept.filter((index) => index >= 0).length;
  const widthOf = (index: number) => index < 0 ? 1 : widths[index]!;

  const rule = (left: string, cross: string, right: string) =>
    left + kept.map((index) => "─".repeat(widthOf(index) + 2)).join(cross) + right;
  const line = (cell: (index: number) => string) =>
    "│" + kept.map((index) => {
      const text = index < 0 ? LEFT_OUT : cell(index);
      const space = " ".repeat(widthOf(index) - lengthOf(text));
      return index >= 0 && columns[index]!.right ? ` ${space}${text} ` : ` ${text}${space} `;
    }).join("│") + "│";

  const lines = [rule("┌", "┬", "┐"), line((index) => names[index]!)];
  if (rows.length > 0) lines.push(rule("├", "┼", "┤"));
  rows.forEach((row, i) => {
    if (i === head.length && tail.length > 0) lines.push(line(() => ROWS_LEFT_OUT));
    lines.push(line((index) => row[index]!));
  });
  lines.push(rule("└", "┴", "┘"));
  return { lines, shownColumns };
}

/**
 * The columns that fit, -1 for those left out: from both ends in turn, the left one first, until
 * the next would be too much.
 */
function fit(widths: readonly number[], width: number): number[] {
  const all = widths.map((_, i) => i);
  const taken = (indices: readonly number[]) =>
    indices.reduce((sum, index) => sum + widths[index]! + 3, 1);
  if (taken(all) <= width || widths.length < 2) return all;
  const left = [0];
  const right: number[] = [];
  // The column of dots takes 4 characters.
  while (left.length + right.length < widths.length) {
    const fromRight = right.length < left.length;
    const next = fromRight ? widths.length - 1 - right.length : left.length;
    if (taken([...left, ...right, next]) + 4 > width) break;
    if (fromRight) right.unshift(next);
    else left.push(next);
  }
  return [...left, -1, ...right];
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function cut(text: string, longest: number): string {
  if (text.length <= longest || lengthOf(text) <= longest) return text;
  return [...text].slice(0, longest - 1).join("") + LEFT_OUT;
}
