/** `--columns`: a format that writes some of a table's columns, in the order they were named. */
import { usageError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { ColumnSpec } from "./chunk.ts";
import type { Format } from "./format.ts";

/**
 * The format itself when no columns are named. Throws a usage error for a name that the table does
 * not have, or that is named twice.
 */
export function chooseColumns(
  format: Format,
  columns: readonly ColumnSpec[],
  names: readonly string[] | undefined,
): Format {
  if (names === undefined) return format;
  const known = columns.map(({ name }) => name);
  const places = positionsOf(names, known);
  // What was asked for stays, as long as the terminal can hold it.
  const chosen = places.map((place, keep) => {
    const column = columns[place]!;
    return { ...column, look: { ...column.look, keep } };
  });
  return {
    between: format.between,
    header: () => format.header(chosen),
    encoder(_columns, options) {
      const encoder = format.encoder(chosen, options);
      return {
        encode: ({ rows, columns }) =>
          encoder.encode({ rows, columns: places.map((place) => columns[place]!) }),
      };
    },
    footer: (_columns, footer) => format.footer(chosen, footer),
  };
}

/** The positions of names among those there are. */
export function positionsOf(names: readonly string[], known: readonly string[]): number[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw usageError(`Cannot write column "${twice}" twice: name it once`);
  return names.map((name) => {
    const place = known.indexOf(name);
    if (place >= 0) return place;
    throw usageError(
      `No column "${name}"; there are ${known.join(", ")}${didYouMean(name, known)}`,
    );
  });
}
