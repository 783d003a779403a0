/** Numbers as the asset table's schedules write them (N-3, H-17). */

/**
 * The integer of a text by Python's `int()`: blanks around, a sign and `_` between digits are
 * allowed; `3.0`, letters and the empty text are not (undefined).
 */
export function parseInteger(text: string): number | undefined {
  return /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

/** A percent weight, its number in brackets; SQL has the same one, so no more than RE2 knows. */
export const PERCENT_PATTERN =
  "[\\s\u00a0\u202f]*([+-]?(?:\\d+[.,]?\\d*|[.,]\\d+)(?:[eE][+-]?\\d+)?)[\\s\u00a0\u202f]*%?[\\s\u00a0\u202f]*";
const PERCENT = new RegExp(`^${PERCENT_PATTERN}$`);

/** The number of a percent weight: `50`, ` 50 `, `50%`, `12,5`. Undefined = it is none. */
export function parsePercent(text: string): number | undefined {
  const digits = PERCENT.exec(text)?.[1];
  const number = digits === undefined ? NaN : Number(digits.replace(",", "."));
  return Number.isFinite(number) ? number : undefined;
}
