/** Tables several tests use, and a generator of random ones. */
import fc from "fast-check";
import type { Chunk, ColumnSpec, ColumnType } from "../../src/output/chunk.ts";
import { type Cell, plain, runs, spec } from "./tables.ts";

export const sampleColumns: ColumnSpec[] = [
  spec("asset", "text"),
  spec("date", "date"),
  spec("vol", "double", "none"),
  spec("strike", "double"),
  spec("expiry", "date"),
  spec("pnl", "double"),
  spec("days", "int"),
];

/** 19780 is 2024-02-27. */
export const sampleRows: Cell[][] = [
  ["Corn", 19780, 20, 100, 19786, 0, 1],
  ["Corn", 19781, null, 100, 19786, 0.0018867156852914505, 2],
  ["Wheat", 19782, 22.5, null, null, 9.588224724950412e-7, -3],
  [null, null, null, 97.25, 19787, null, null],
];

/** Texts that have broken tables, terminals, spreadsheets and pages. */
export const HOSTILE = [
  "",
  " ",
  '"',
  '""',
  ",",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "\\",
  "\\n",
  "\0",
  "\x1b[31m",
  "=cmd()",
  "+1",
  "@x",
  "null",
  "NaN",
  "</script><!--",
  "a\u2028b",
  "\ufeff",
  "\u202e",
  "\ud83d\udc0e",
  "\u00e9",
  "\uffff",
  "x".repeat(300),
];

export interface RandomTable {
  readonly columns: ColumnSpec[];
  readonly chunks: Chunk[];
  /** The cells of all chunks. */
  readonly rows: Cell[][];
}

const CELLS: Record<ColumnType, fc.Arbitrary<Cell>> = {
  // A byte order mark at a text's start is legal, but readers of files take it off.
  text: fc.oneof(fc.constantFrom("a", "b", "", "é"), fc.string({ unit: "grapheme" })),
  double: fc.oneof(
    fc.constantFrom(0, 1, 97.25),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
  date: fc.integer({ min: -719162, max: 2932896 }),
  int: fc.integer({ min: -2147483647, max: 2147483647 }),
};

/** A column of a chunk: stretches of equal cells, some missing, as runs or plain. */
function columnArbitrary(type: ColumnType, rows: number) {
  const stretch = fc.record({
    cell: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, {
      weight: 4,
      arbitrary: CELLS[type],
    }),
    rows: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })),
  });
  return fc.record({
    stretches: fc.array(stretch, { minLength: 1, maxLength: 30, size: "max" }),
    kind: type === "text" ? fc.constant("runs") : fc.constantFrom("runs", "plain"),
    repeat: fc.boolean(),
    longest: fc.integer({ min: 1, max: 40 }),
  }).map(({ stretches, kind, repeat, longest }) => {
    const pattern = stretches.flatMap((one) => Array<Cell>(one.rows).fill(one.cell));
    const cells = Array.from({ length: rows }, (_, i) => pattern[i % pattern.length]!);
    return {
      cells,
      column: kind === "plain" ? plain(type, cells) : runs(type, cells, { repeat, longest }),
    };
  });
}

/** Up to five columns of any type, up to three chunks of up to 200 rows. */
export function tableArbitrary(): fc.Arbitrary<RandomTable> {
  const types = fc.array(fc.constantFrom<ColumnType>("text", "date", "double", "int"), {
    minLength: 2,
    maxLength: 5,
  });
  const sizes = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 20 }), fc.nat({ max: 200 })), {
    maxLength: 3,
  });
  return fc.tuple(types, sizes).chain(([types, sizes]) =>
    fc.tuple(
      ...sizes.map((rows) =>
        fc.tuple(...types.map((type) => columnArbitrary(type, rows))).map((made) => ({
          chunk: { rows, columns: made.map(({ column }) => column) },
          cells: Array.from({ length: rows }, (_, row) => made.map(({ cells }) => cells[row]!)),
        }))
      ),
    ).map((made) => ({
      columns: types.map((type, i) => spec(`${type} ${i}`, type)),
      chunks: made.map(({ chunk }) => chunk),
      rows: made.flatMap(({ cells }) => cells),
    }))
  );
}
