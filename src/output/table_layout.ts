/**
 * Which columns of a table a terminal has room for, and how they stand there: in a box if all that
 * should stay fits into one, else side by side without lines, the names broken at their underscores
 * and one text cut if that helps.
 */
import { textWidth } from "../base/text_width.ts";

export interface LayoutColumn {
  readonly name: string;
  /** The widest cell. */
  readonly cells: number;
  /** Whether its cells are texts, which may be cut. */
  readonly text: boolean;
  /** Rank among the columns that should stay; undefined = the others go first. */
  readonly keep: number | undefined;
  /** Rank among the others. */
  readonly spare: number | undefined;
}

export interface Layout {
  readonly style: "box" | "plain";
  /** Positions of the columns that are shown. */
  readonly columns: readonly number[];
  /** The width of each column, by position. */
  readonly widths: readonly number[];
  /** Spaces between columns without lines. */
  readonly gap: number;
}

/** What a box takes besides its cells: `│ a │ b │`. */
const BOX_CELL = 3, BOX_EDGE = 1;
/** What is left at least of a text that is cut: of a row's name, and of any other, say a ticker's. */
const LEAST_NAME = 8, LEAST_TEXT = 20;

/** Chooses the columns for a terminal of `width` characters; the most important one always stays. */
export function layOut(columns: readonly LayoutColumn[], width: number): Layout {
  const widths = columns.map(({ name, cells }) => Math.max(textWidth(name), cells));
  const boxed = (indices: readonly number[]) =>
    indices.reduce((sum, index) => sum + widths[index]! + BOX_CELL, BOX_EDGE);
  const inOrder = (indices: Iterable<number>) => [...indices].sort((a, b) => a - b);
  const all = columns.map((_, index) => index);
  const kept = all.filter((index) => columns[index]!.keep !== undefined)
    .sort((a, b) => columns[a]!.keep! - columns[b]!.keep!);
  const ranked = kept.length > 0 ? kept : fromBothEnds(columns.length);
  if (boxed(ranked) <= width) {
    const shown = new Set(ranked);
    // A table's results stand at its end.
    const spare = (index: number) => columns[index]!.spare ?? columns.length;
    for (const index of all.toReversed().sort((a, b) => spare(a) - spare(b))) {
      if (!shown.has(index) && boxed([...shown, index]) <= width) shown.add(index);
    }
    return { style: "box", columns: inOrder(shown), widths, gap: 0 };
  }
  for (let count = ranked.length; count > 0; count--) {
    const indices = inOrder(ranked.slice(0, count));
    // Of ranked columns the first names the row, which its beginning may do, and the rest stay whole.
    const layout = kept.length > 0
      ? plain(columns, indices, width, Math.min(...kept), LEAST_NAME)
      : plain(columns, indices, width, longestText(columns, indices), LEAST_TEXT);
    if (layout !== undefined) return layout;
  }
  return { style: "plain", columns: [ranked[0]!], widths: widths.map(() => width), gap: 0 };
}

/** Positions from both ends in turn, the left one first: 0, 4, 1, 3, 2. */
function fromBothEnds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i % 2 === 0 ? i / 2 : count - (i + 1) / 2);
}

function longestText(columns: readonly LayoutColumn[], indices: readonly number[]): number {
  const cells = (index: number) => columns[index]?.cells ?? 0;
  return indices.filter((index) => columns[index]!.text)
    .reduce((longest, index) => cells(index) > cells(longest) ? index : longest, -1);
}

/** Columns side by side, the one at `cut` shortened to `least` if need be; undefined = there is no room. */
function plain(
  columns: readonly LayoutColumn[],
  indices: readonly number[],
  width: number,
  cut: number,
  least: number,
): Layout | undefined {
  const widths = columns.map(({ name, cells }) =>
    Math.max(cells, ...nameLines(name).map(textWidth))
  );
  const gaps = indices.length - 1;
  const cells = indices.reduce((sum, index) => sum + widths[index]!, 0);
  const gap = [2, 1].find((gap) => cells + gap * gaps <= width);
  if (gap !== undefined) return { style: "plain", columns: indices, widths, gap };
  const left = (widths[cut] ?? 0) - (cells + gaps - width);
  if (!indices.includes(cut) || !columns[cut]!.text || left < least) return undefined;
  return { style: "plain", columns: indices, widths: widths.with(cut, left), gap: 1 };
}

/** A column's name in the lines of a plain head: `max_drawdown` takes two. */
export function nameLines(name: string): string[] {
  return name.split(/(?<=_)/);
}
