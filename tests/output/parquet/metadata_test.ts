/** What a Parquet file's footer tells: facts, bounds, counts. */
import assert from "node:assert/strict";
import { parquetMetadata } from "hyparquet";
import { parquet } from "../../../src/output/parquet/parquet.ts";
import { withDuckDb } from "../parquet_readers.ts";
import { sampleColumns, sampleRows } from "../samples.ts";
import { type Cell, chunkOf, render, spec } from "../tables.ts";

Deno.test("facts about the run are key-value metadata", async () => {
  const metadata = {
    "straddle.version": "0.1.0",
    "empty": "",
    "ключ": "wörld \u{1f40e}",
    "long": "x".repeat(100_000),
    ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`fact ${i}`, String(i)])),
  };
  const chunk = chunkOf(sampleColumns, sampleRows);
  const bytes = render(parquet, sampleColumns, [chunk], {}, { metadata });
  await withDuckDb(bytes, async (query) => {
    const facts = await query(
      "select decode(key) as key, decode(value) as value from parquet_kv_metadata(FILE)",
    );
    assert.deepEqual(Object.fromEntries(facts.map((row) => [row.key, row.value])), metadata);
    const [file] = await query("select * from parquet_file_metadata(FILE)");
    assert.equal(file?.created_by, "straddle");
    assert.equal(file?.num_rows, 4n);
  });
});

Deno.test("bounds and null counts of every column chunk are in the footer", async () => {
  const bytes = render(parquet, sampleColumns, [
    chunkOf(sampleColumns, sampleRows.slice(0, 3)),
    chunkOf(sampleColumns, sampleRows.slice(3)),
  ]);
  await withDuckDb(bytes, async (query) => {
    const rows = await query(
      "select path_in_schema as name, stats_min_value as low, stats_max_value as high, " +
        "stats_null_count::int as nulls from parquet_metadata(FILE) " +
        "order by row_group_id, column_id",
    );
    assert.deepEqual(rows.map((row) => [row.name, row.low, row.high, row.nulls]), [
      ["asset", "Corn", "Wheat", 0],
      ["date", "2024-02-27", "2024-02-29", 0],
      ["vol", "20.0", "22.5", 1],
      ["strike", "100.0", "100.0", 1],
      ["expiry", "2024-03-04", "2024-03-04", 1],
      ["pnl", "-0.0", "0.0018867156852914505", 0],
      ["days", "-3", "2", 0],
      ["asset", null, null, 1],
      ["date", null, null, 1],
      ["vol", null, null, 1],
      ["strike", "97.25", "97.25", 0],
      ["expiry", "2024-03-05", "2024-03-05", 0],
      ["pnl", null, null, 1],
      ["days", null, null, 1],
    ]);
  });
});

Deno.test("zero bounds are -0 below and +0 above, whichever zero the data has", async () => {
  for (const kind of ["plain", "runs"] as const) {
    for (const zero of [0, -0]) {
      const columns = [spec("x", "double")];
      const bytes = render(parquet, columns, [chunkOf(columns, [[zero], [zero]], [kind])]);
      const { min_value, max_value } = statistics(bytes);
      assert.ok(Object.is(min_value, -0) && Object.is(max_value, 0), `${kind} ${zero}`);
      await withDuckDb(bytes, async (query) => {
        for (const asked of ["0.0", "-0.0"]) {
          const found = await query(`select count(*)::int as n from FILE where x = ${asked}`);
          assert.deepEqual(found, [{ n: 2 }]);
        }
      });
    }
  }
});

Deno.test("texts are bounded in the order of their UTF-8 bytes, which isn't JavaScript's", () => {
  const columns = [spec("text", "text")];
  const texts = ["\uffee", "\u{1f40e}", "\ue000", "z", "é", ""];
  assert.ok("\uffee" > "\u{1f40e}", "UTF-16 puts the horse first");
  const { min_value, max_value } = statistics(
    render(parquet, columns, [chunkOf(columns, texts.map((text) => [text]))]),
  );
  assert.equal(min_value, "");
  assert.equal(max_value, "\u{1f40e}");
});

Deno.test("very long texts give no bounds, so the footer stays small", () => {
  const columns = [spec("text", "text")];
  const bytes = render(parquet, columns, [chunkOf(columns, [["a"], ["b".repeat(2000)]])]);
  const { min_value, max_value, null_count } = statistics(bytes);
  assert.deepEqual([min_value, max_value, null_count], [undefined, undefined, 0n]);
});

Deno.test("a reader that skips row groups by their bounds finds every row", async () => {
  const columns = [
    spec("text", "text"),
    spec("day", "date"),
    spec("x", "double"),
    spec("n", "int"),
  ];
  const rows = Array.from({ length: 600 }, (_, i): Cell[] => [
    i % 50 === 7 ? null : String.fromCodePoint(i % 7 === 0 ? 0x1f400 + i : 0x60 + i),
    i % 50 === 8 ? null : 300 - i,
    i % 50 === 9 ? null : (i - 300) * 1.5,
    i % 50 === 10 ? null : (i * 7919) % 600 - 300,
  ]);
  const chunks = Array.from(
    { length: 20 },
    (_, i) => chunkOf(columns, rows.slice(30 * i, 30 * i + 30)),
  );
  const literal = [
    (cell: Cell) => `'${String(cell).replaceAll("'", "''")}'`,
    (cell: Cell) => `date '1970-01-01' + ${cell}`,
    (cell: Cell) => `${cell}::double`,
    String,
  ];
  await withDuckDb(render(parquet, columns, chunks), async (query) => {
    for (let i = 0; i < 600; i += 23) {
      for (const [j, { name, type }] of columns.entries()) {
        const cell = rows[i]![j]!;
        if (cell === null) continue;
        const values = rows.map((row) => row[j]!).filter((value) => value !== null);
        const order = (a: Cell, b: Cell) =>
          type === "text"
            ? String(a).codePointAt(0)! - String(b).codePointAt(0)!
            : Number(a) - Number(b);
        const [found] = await query(
          `select (select count(*) from FILE where "${name}" = ${
            literal[j]!(cell)
          })::int as equal, ` +
            `(select count(*) from FILE where "${name}" < ${literal[j]!(cell)})::int as less`,
        );
        assert.deepEqual(found, {
          equal: values.filter((value) => order(value, cell) === 0).length,
          less: values.filter((value) => order(value, cell) < 0).length,
        });
      }
    }
  });
});

Deno.test("sizes and offsets of the footer cover the file without a gap", () => {
  const chunk = chunkOf(sampleColumns, sampleRows);
  const bytes = render(parquet, sampleColumns, [chunk, chunk]);
  const metadata = parquetMetadata(bytes.buffer);
  let offset = 4;
  for (const group of metadata.row_groups) {
    let raw = 0n;
    for (const { meta_data } of group.columns) {
      const start = meta_data!.dictionary_page_offset ?? meta_data!.data_page_offset;
      assert.equal(Number(start), offset);
      offset += Number(meta_data!.total_compressed_size);
      raw += meta_data!.total_uncompressed_size;
    }
    assert.equal(group.total_byte_size, raw);
    assert.equal(Number(group.num_rows), 4);
  }
  assert.equal(offset, bytes.length - metadata.metadata_length - 8);
});

/** The statistics of the first column chunk, as hyparquet decodes them. */
function statistics(bytes: Uint8Array<ArrayBuffer>) {
  const found = parquetMetadata(bytes.buffer).row_groups[0]?.columns[0]?.meta_data?.statistics;
  assert.ok(found);
  return found;
}
