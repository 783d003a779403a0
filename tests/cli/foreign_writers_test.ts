/** The same prices as other programs write Parquet: hyparquet-writer, and arrow-rs in parquet-wasm. */
import * as arrow from "@uwdata/flechette";
import assert from "node:assert/strict";
import { join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";
import * as rust from "parquet-wasm";
import { parseDay } from "../../src/base/calendar.ts";
import { assertOneLine, MINI, quoted, sql, straddle, withFolder } from "./program.ts";

interface Columns {
  readonly ticker: readonly string[];
  readonly field: readonly string[];
  readonly day: readonly number[];
  readonly value: readonly number[];
}

type Maker = (columns: Columns) => Uint8Array;

const MS_A_DAY = 86_400_000;

/** By arrow-rs: the Arrow types of the columns, and how they are written. */
function byRust(
  types: Readonly<Record<"ticker" | "date" | "value", arrow.DataType>>,
  properties: (builder: rust.WriterPropertiesBuilder) => rust.WriterPropertiesBuilder,
  dateOf: (day: number) => unknown = (day) => new Date(day * MS_A_DAY),
): Maker {
  return ({ ticker, field, day, value }) => {
    const columns: Record<string, unknown[]> = {
      ...{ ticker: [...ticker], field: [...field] },
      ...{ date: day.map(dateOf), value: [...value] },
    };
    const table = arrow.tableFromArrays(columns, {
      types: { ...types, field: arrow.utf8() },
      useBigInt: true,
    });
    const stream = rust.Table.fromIPCStream(arrow.tableToIPC(table, { format: "stream" })!);
    return rust.writeParquet(stream, properties(new rust.WriterPropertiesBuilder()).build());
  };
}

/** By hyparquet-writer. */
function byHyparquet(
  date: { readonly type: "INT32" | "TIMESTAMP" | "STRING"; readonly of: (day: number) => unknown },
  options: {
    readonly value?: "DOUBLE" | "FLOAT";
    readonly encoding?: "BYTE_STREAM_SPLIT" | "PLAIN";
    readonly names?: readonly [string, string, string, string];
    readonly codec?: "UNCOMPRESSED" | "SNAPPY";
    readonly rowGroupSize?: number;
  } = {},
): Maker {
  const { value: type = "DOUBLE", encoding, names = ["ticker", "field", "date", "value"] } =
    options;
  const [ticker, field, day, value] = names;
  const hasSchema = date.type === "INT32";
  const typed = (type: BasicType) => hasSchema ? {} : { type };
  const text = (name: string): SchemaElement => ({
    ...{ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  });
  const schema: SchemaElement[] = [
    { name: "root", num_children: 4 },
    text(ticker),
    text(field),
    { name: day, type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
    { name: value, type, repetition_type: "OPTIONAL" },
  ];
  return (columns) =>
    new Uint8Array(parquetWriteBuffer({
      columnData: [
        { name: ticker, data: [...columns.ticker], ...typed("STRING") },
        { name: field, data: [...columns.field], ...typed("STRING") },
        { name: day, data: columns.day.map(date.of) as string[], ...typed(date.type) },
        {
          name: value,
          data: [...columns.value],
          ...typed(type),
          ...(encoding ? { encoding } : {}),
        },
      ],
      ...(hasSchema ? { schema } : {}),
      codec: options.codec ?? "SNAPPY",
      rowGroupSize: options.rowGroupSize ?? 1000,
    }));
}

const iso = (day: number) => new Date(day * MS_A_DAY).toISOString();
const PLAIN = { ticker: arrow.utf8(), date: arrow.dateDay(), value: arrow.float64() };
const same = (builder: rust.WriterPropertiesBuilder) => builder;

const WRITERS: Readonly<Record<string, Maker>> = {
  "arrow-rs, days": byRust(PLAIN, same),
  "arrow-rs, zstd, small groups": byRust(
    PLAIN,
    (b) => b.setCompression(rust.Compression.ZSTD).setMaxRowGroupSize(999),
  ),
  "arrow-rs, brotli, format 2, no dictionaries": byRust(
    PLAIN,
    (b) =>
      b.setCompression(rust.Compression.BROTLI).setWriterVersion(rust.WriterVersion.V2)
        .setDictionaryEnabled(false),
  ),
  "arrow-rs, gzip, no statistics": byRust(
    PLAIN,
    (b) =>
      b.setCompression(rust.Compression.GZIP).setStatisticsEnabled(rust.EnabledStatistics.None),
  ),
  "arrow-rs, LZ4 raw, delta encodings": byRust(
    PLAIN,
    (b) =>
      b.setCompression(rust.Compression.LZ4_RAW).setDictionaryEnabled(false)
        .setColumnEncoding("date", rust.Encoding.DELTA_BINARY_PACKED)
        .setColumnEncoding("ticker", rust.Encoding.DELTA_BYTE_ARRAY),
  ),
  "arrow-rs, large texts in dictionaries": byRust(
    { ...PLAIN, ticker: arrow.dictionary(arrow.largeUtf8(), arrow.int32()) },
    same,
  ),
  "arrow-rs, stamps in UTC": byRust(
    { ...PLAIN, date: arrow.timestamp(arrow.TimeUnit.MICROSECOND, "UTC") },
    same,
    (day) => day * MS_A_DAY,
  ),
  "arrow-rs, stamps in nanoseconds without a zone": byRust(
    { ...PLAIN, date: arrow.timestamp(arrow.TimeUnit.NANOSECOND) },
    same,
    (day) => day * MS_A_DAY,
  ),
  "arrow-rs, days as texts": byRust(
    { ...PLAIN, date: arrow.utf8() },
    same,
    (day) => iso(day).slice(0, 10),
  ),
  "hyparquet-writer, days": byHyparquet({ type: "INT32", of: (day) => day }),
  "hyparquet-writer, stamps": byHyparquet({
    type: "TIMESTAMP",
    of: (day) => new Date(day * MS_A_DAY),
  }),
  "hyparquet-writer, days as texts": byHyparquet({
    type: "STRING",
    of: (day) => iso(day).slice(0, 10),
  }),
  "hyparquet-writer, stamps as texts, in JSON's form": byHyparquet({ type: "STRING", of: iso }),
  "hyparquet-writer, split bytes, uncompressed, names in capitals": byHyparquet(
    { type: "INT32", of: (day) => day },
    {
      encoding: "BYTE_STREAM_SPLIT",
      codec: "UNCOMPRESSED",
      names: ["TICKER", "Field", "Date", "VALUE"],
      rowGroupSize: 77,
    },
  ),
};

Deno.test("prices that other programs wrote give the same table", async (t) => {
  const args = ["^ACME", "2024", "-f", "tsv"];
  const expected = (await straddle(["backtest", "--data", MINI, ...args])).stdout;
  const rows = await sql(`SELECT ticker, field, date::VARCHAR AS date, value
    FROM read_parquet(${quoted(join(MINI, "prices.parquet"))}) WHERE ticker LIKE 'ACME%'`);
  const columns: Columns = {
    ticker: rows.map((row) => String(row.ticker)),
    field: rows.map((row) => String(row.field)),
    day: rows.map((row) => parseDay(String(row.date))!),
    value: rows.map((row) => Number(row.value)),
  };
  for (const [writer, make] of Object.entries(WRITERS)) {
    await t.step(writer, () =>
      withFolder(async (cwd) => {
        await Deno.writeFile(join(cwd, "p.parquet"), make(columns));
        const { stdout, stderr } = await straddle(
          ["backtest", "--data", MINI, "--prices", "p.parquet", ...args],
          { cwd, env: { TZ: "America/New_York" } },
        );
        assert.ok(stdout === expected, `another table\n${stderr}`);
        assert.doesNotMatch(stderr, /stamps are|prices are/);
      }));
  }
  await t.step(
    "arrow-rs, milliseconds as days: it marks them as nothing but numbers",
    () =>
      withFolder(async (cwd) => {
        const make = byRust({ ...PLAIN, date: arrow.dateMillisecond() }, same);
        await Deno.writeFile(join(cwd, "p.parquet"), make(columns));
        const run = await straddle(["backtest", "--data", MINI, "--prices", "p.parquet", ...args], {
          cwd,
        });
        assertOneLine(run, 3, 'column "date" is BIGINT, not a date or timestamp');
      }),
  );
});
