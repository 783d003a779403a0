/** Integer texts as the asset table's schedules write them (N-3). */

/**
 * The integer of a text by Python's `int()`: blanks around, a sign and `_` between digits are
 * allowed; `3.0`, letters and the empty text are not (undefined).
 */
export function parseInteger(text: string): number | undefined {
  return /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}
