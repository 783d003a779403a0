/** How wide a text is on a terminal, and texts cut and wrapped to a width. */
import stringWidth from "string-width";

/** Stands for the end of a text that was cut. */
export const CUT = "…";

/** Columns of a terminal that a text takes: 2 for wide characters (CJK, emoji), 0 for combining ones. */
export function textWidth(text: string): number {
  return stringWidth(text, { countAnsiEscapeCodes: true });
}

/** The text with spaces after it, or before it, up to `width` columns. */
export function padText(text: string, width: number, before = false): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return before ? space + text : text + space;
}

/** The text if it is no wider than `width`, else its beginning and `…`. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let [kept, taken] = ["", 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += textWidth(segment);
    if (taken > width - 1) break;
    kept += segment;
  }
  return kept + CUT;
}

/**
 * A line broken at its spaces into lines of at most `width` columns, all but the first indented; a
 * word wider than that stays whole. Runs of spaces inside a line are kept.
 */
export function wrapLine(line: string, width: number, indent = ""): string[] {
  if (textWidth(line) <= width) return [line];
  const lines: string[] = [];
  let open = "", taken = 0;
  // Each word with the spaces before it: those at a break are dropped.
  for (const [piece, word] of line.matchAll(/ *([^ ]+)/g)) {
    const size = textWidth(piece);
    if (open.trimEnd() !== "" && taken + size > width) {
      lines.push(open);
      open = indent + word;
      taken = textWidth(open);
    } else {
      open += piece;
      taken += size;
    }
  }
  return [...lines, open];
}
