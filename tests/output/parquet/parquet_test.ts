/** Tables as Parquet, read back by foreign readers. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Chunk,
  type ColumnSpec,
  type ColumnType,
  NO_DAY,
  type RunColumn,
} from "../../../src/output/chunk.ts";
import type { Format } from "../../../src/output/format.ts";
import { parquet, ParquetEncoder } from "../../../src/output/parquet/parquet.ts";
import { bestCodec, gzip } from "../../../src/output/parquet/codec.ts";
import { duckDbCells, hyparquetCells, withDuckDb } from "../parquet_readers.ts";
import { HOSTILE, sampleColumns, sampleRows, tableArbitrary } from "../samples.ts";
import { type Cell, chunkOf, plain, render, runs, spec } from "../tables.ts";

const TYPES: ColumnType[] = ["text", "date", "double", "int"];

/** Asserts that both readers find exactly these cells. */
async function assertReadBack(
  columns: readonly ColumnSpec[],
  chunks: readonly Chunk[],
  rows: readonly (readonly Cell[])[],
  format: Format = parquet,
): Promise<void> {
  const bytes = render(format, columns, chunks);
  assert.deepEqual(await withDuckDb(bytes, (query) => duckDbCells(query, columns)), rows);
  assert.deepEqual(await hyparquetCells(bytes, columns), rows);
}

/** One column in both kinds (texts in one), whole and cut into three row groups. */
async function assertColumn(type: ColumnType, cells: readonly Cell[]): Promise<void> {
  const columns = [spec("runs", type), spec("repeated", type), spec("plain", type)];
  if (type === "text") columns.pop();
  const chunk = (part: readonly Cell[]): Chunk => ({
    rows: part.length,
    columns: [runs(type, part), runs(type, part, { repeat: true, longest: 3 })].concat(
      type === "text" ? [] : plain(type, part),
    ),
  });
  const rows = cells.map((cell) => columns.map(() => cell));
  await assertReadBack(columns, [chunk(cells)], rows);
  const third = Math.ceil(cells.length / 3);
  const parts = [cells.slice(0, third), cells.slice(third, 2 * third), cells.slice(2 * third)];
  await assertReadBack(columns, parts.map(chunk), rows);
}

function sample(type: ColumnType, i: number): Cell {
  return type === "text" ? `text ${i}` : type === "double" ? i / 7 : 18000 + i;
}

const NULL_PATTERNS: Record<string, (row: number, rows: number) => boolean> = {
  "no": () => false,
  "only": () => true,
  "alternating": (row) => row % 2 === 1,
  "first and last": (row, rows) => row === 0 || row === rows - 1,
  "all but first and last": (row, rows) => row !== 0 && row !== rows - 1,
  "long stretches of": (row) => row % 400 < 200,
  "some": (row) => (row * 2654435761 >>> 8) % 10 < 3,
};

for (const [name, isNull] of Object.entries(NULL_PATTERNS)) {
  Deno.test(`columns with ${name} nulls read back, of every type and kind`, async () => {
    for (const type of TYPES) {
      for (const rows of [1, 2, 7, 8, 9, 1000]) {
        const cells = Array.from(
          { length: rows },
          (_, row) => isNull(row, rows) ? null : sample(type, row % 13 === 0 ? row : row >> 4),
        );
        await assertColumn(type, cells);
      }
    }
  });
}

Deno.test("a table of every type reads back with its names and types", async () => {
  const bytes = render(parquet, sampleColumns, [chunkOf(sampleColumns, sampleRows)]);
  await withDuckDb(bytes, async (query) => {
    assert.deepEqual(await duckDbCells(query, sampleColumns), sampleRows);
    const described = await query("describe select * from FILE");
    assert.deepEqual(described.map((row) => `${row.column_name} ${row.column_type}`), [
      "asset VARCHAR",
      "date DATE",
      "vol DOUBLE",
      "strike DOUBLE",
      "expiry DATE",
      "pnl DOUBLE",
      "days INTEGER",
    ]);
  });
  assert.deepEqual(await hyparquetCells(bytes, sampleColumns), sampleRows);
});

Deno.test("a table without rows, or chunks, keeps its columns", async () => {
  for (const chunks of [[], [chunkOf(sampleColumns, [])]]) {
    const bytes = render(parquet, sampleColumns, chunks);
    await withDuckDb(bytes, async (query) => {
      assert.deepEqual(await query("select count(*)::int as n from FILE"), [{ n: 0 }]);
      assert.equal((await query("describe select * from FILE")).length, sampleColumns.length);
    });
    assert.deepEqual(await hyparquetCells(bytes, sampleColumns), []);
  }
});

Deno.test("every chunk with rows becomes a row group, in order", async () => {
  const columns = [spec("n", "int"), spec("text", "text")];
  const sizes = [5, 0, 1, 300, 0, 7, ...Array<number>(20).fill(3)];
  let next = 0;
  const groups = sizes.map((size) =>
    Array.from({ length: size }, (): Cell[] => [next, `t${next++ % 5}`])
  );
  const bytes = render(parquet, columns, groups.map((rows) => chunkOf(columns, rows)));
  await withDuckDb(bytes, async (query) => {
    assert.deepEqual(await duckDbCells(query, columns), groups.flat());
    const counts = await query(
      "select row_group_num_rows::int as n from parquet_metadata(FILE) " +
        "where column_id = 0 order by row_group_id",
    );
    assert.deepEqual(counts.map((row) => row.n), sizes.filter((size) => size > 0));
  });
  assert.deepEqual(await hyparquetCells(bytes, columns), groups.flat());
});

Deno.test("texts read back whatever they hold", async () => {
  // Both readers take a byte order mark off a text's start; the file has it.
  const readable = HOSTILE.filter((text) => text !== "\ufeff");
  const long = ["ß".repeat(5000), "x".repeat(100_000)];
  const texts = [...readable, "日本語", "\u{1f40e}\u{10ffff}", ...long];
  // What a text is must not depend on how often it occurs: once, in runs, and without a dictionary.
  await assertColumn("text", texts);
  await assertColumn("text", texts.flatMap((text) => [text, text, null, text]));
});

Deno.test("numbers read back bit by bit: zeros of both signs, the smallest, the largest", async () => {
  const doubles = [0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, 1e308, -1e308];
  doubles.push(1.7976931348623157e308, 0.1, 1 / 3, Infinity, -Infinity);
  await assertColumn("double", doubles);
  await assertColumn("double", [...doubles, null, ...doubles, ...doubles.toReversed()]);
  await assertColumn("int", [2147483647, -2147483647, 0, -1, 1]);
  await assertColumn("date", [-719162, 2932896, 0, -1, 19780]);
});

Deno.test("a missing value's mark inside a dictionary is a null", async () => {
  const columns = [spec("x", "double"), spec("day", "date")];
  const shared = {
    kind: "runs",
    dictionarySize: 2,
    codes: Int32Array.of(0, 1),
    ends: Int32Array.of(2, 3),
    runs: 2,
  } as const;
  await assertReadBack(columns, [{
    rows: 3,
    columns: [
      { ...shared, dictionary: Float64Array.of(NaN, 2.5) },
      { ...shared, dictionary: Int32Array.of(NO_DAY, 9) },
    ],
  }], [[null, null], [null, null], [2.5, 9]]);
});

Deno.test("random tables read back cell by cell", async () => {
  await fc.assert(
    fc.asyncProperty(
      tableArbitrary(),
      ({ columns, chunks, rows }) => assertReadBack(columns, chunks, rows),
    ),
    { numRuns: 60 },
  );
});

Deno.test("a large row group reads back: many runs, long runs, random digits, repeated prices", async () => {
  const columns = [
    spec("straddle", "text"),
    spec("action", "text"),
    spec("day", "date"),
    spec("price", "double"),
    spec("pnl", "double"),
    spec("strike", "double"),
  ];
  const rows = Array.from({ length: 40_000 }, (_, i): Cell[] => [
    `straddle ${Math.floor(i / 31)}`,
    i % 31 === 0 ? "ntry" : i % 31 === 30 ? "xpry" : "-",
    10_000 + (i % 31) + Math.floor(i / 310),
    i % 3 === 0 ? null : Math.round(10000 + 100 * Math.sin(i / 50)) / 100,
    Math.sin(i) / 100,
    Math.floor(i / 31) % 7 === 0 ? null : Math.floor(i / 31) / 4,
  ]);
  const kinds = ["runs", "runs", "plain", "plain", "plain", "runs"] as const;
  const chunk = chunkOf(columns, rows, kinds);
  await assertReadBack(columns, [chunk, chunk], [...rows, ...rows]);
  await assertReadBack(columns, [chunk], rows, {
    ...parquet,
    encoder: (columns) => new ParquetEncoder(columns, gzip),
  });
});

Deno.test("columns that shrink are compressed; random digits, and those marked, stay as they are", async () => {
  const steps = plain("date", Array.from({ length: 20_000 }, (_, i) => i % 100));
  const columns = [
    spec("random", "double"),
    spec("steps", "date"),
    { ...spec("marked", "date"), shrinks: false },
  ];
  const chunk: Chunk = {
    rows: 20_000,
    columns: [
      plain("double", Array.from({ length: 20_000 }, (_, i) => Math.sin(i * i))),
      steps,
      steps,
    ],
  };
  const bytes = render(parquet, columns, [chunk]);
  await withDuckDb(bytes, async (query) => {
    const codecs = await query("select compression from parquet_metadata(FILE) order by column_id");
    const packed = bestCodec() === gzip ? "GZIP" : "ZSTD";
    assert.deepEqual(codecs.map((row) => row.compression), [
      "UNCOMPRESSED",
      packed,
      "UNCOMPRESSED",
    ]);
  });
});

Deno.test("the dictionary of runs has every value once, and only those in use", () => {
  const columns = [spec("text", "text")];
  const cells = ["b", "a", "b", "c", "a"].flatMap((text) => Array<string>(20).fill(text));
  const bytes = render(parquet, columns, [{
    rows: cells.length,
    columns: [runs("text", cells, { repeat: true, longest: 4 })],
  }]);
  const text = new TextDecoder("latin1").decode(bytes);
  // PLAIN: a length of four bytes, then the text.
  assert.ok(text.includes("\x01\0\0\0b\x01\0\0\0a\x01\0\0\0c"));
  assert.ok(!text.includes("unused"));
});

Deno.test("a dictionary that is known to be distinct gives the same bytes", () => {
  const columns = [spec("text", "text")];
  const cells = ["b", null, "aé", "", "c"].flatMap((text) => Array<Cell>(20).fill(text));
  const column = runs("text", cells) as RunColumn;
  const [plainly, distinctly] = [column, { ...column, distinct: true }].map((column) =>
    render(parquet, columns, [{ rows: cells.length, columns: [column] }])
  );
  assert.deepEqual(distinctly, plainly);
});

Deno.test("an encoder's earlier output stays as it was", () => {
  const encoder = parquet.encoder(sampleColumns, {});
  const first = encoder.encode(chunkOf(sampleColumns, sampleRows));
  const copies = first.parts.map((part) => part.slice());
  const note = structuredClone(first.note);
  encoder.encode(chunkOf(sampleColumns, sampleRows.toReversed()));
  assert.deepEqual(first.parts, copies);
  assert.deepEqual(first.note, note);
});

Deno.test("runs that don't cover the rows are a defect, not a broken file", () => {
  const columns = [spec("a", "text")];
  const short = chunkOf(columns, [["x"], ["y"]]);
  assert.throws(() => render(parquet, columns, [{ ...short, rows: 5 }]), /Runs cover 2 of 5 rows/);
});

Deno.test("digits have no effect: Parquet holds numbers, not texts", () => {
  const chunk = chunkOf(sampleColumns, sampleRows);
  assert.deepEqual(
    render(parquet, sampleColumns, [chunk], { digits: 3 }),
    render(parquet, sampleColumns, [chunk]),
  );
});
