/** What SQL cannot do through the handle over the price files: reach anything else, or change it. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import duckdb from "@duckdb/node-bindings";
import { basename, join } from "node:path";
import { EXIT, StraddleError } from "../../../src/base/errors.ts";
import { queryPrices } from "../../../src/inspect/price_query.ts";
import { openPrices } from "../../../src/inputs/prices/database.ts";
import { MINI, quoted, withFolder, writeParquet } from "../../cli/program.ts";

const posix = Deno.build.os !== "windows";

/** A handle over a copy of the prices, beside other files; SQL reaches none of them. */
async function withHandle(
  body: (
    database: Awaited<ReturnType<typeof openPrices>>,
    folder: string,
    copy: string,
  ) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const copy = join(folder, "prices.parquet");
    writeFileSync(copy, readFileSync(join(MINI, "prices.parquet")));
    await writeParquet(join(folder, "other.parquet"), "SELECT 42 AS secret");
    writeFileSync(join(folder, "secret.csv"), "a\n1\n");
    mkdirSync(join(folder, "dump"));
    if (posix) symlinkSync(join(folder, "other.parquet"), join(folder, "link.parquet"));
    const names = readdirSync(folder, { recursive: true });
    const database = await openPrices([copy]);
    const before = readFileSync(copy);
    await body(database, folder, copy);
    assert.deepEqual(readdirSync(folder, { recursive: true }), names);
    assert.deepEqual(readFileSync(copy), before);
  });
}

/** Whatever reads, writes or loads something else than the price files, or opens the lock. */
function outside(folder: string, copy: string): string[] {
  const [other, secret, link] = ["other.parquet", "secret.csv", "link.parquet"].map((name) =>
    join(folder, name)
  ) as [string, string, string];
  const readers = [
    ...["read_csv", "read_csv_auto", "read_text", "read_blob", "read_json", "read_json_objects"],
    ...["read_ndjson", "sniff_csv", "glob"],
  ];
  return [
    ...readers.map((reader) => `FROM ${reader}(${quoted(secret)})`),
    ...[
      "read_parquet",
      "parquet_metadata",
      "parquet_schema",
      "parquet_file_metadata",
      "parquet_kv_metadata",
    ]
      .map((reader) => `FROM ${reader}(${quoted(other)})`),
    `FROM ${quoted(other)}`,
    `FROM ${quoted(secret)}`,
    `FROM read_parquet([${quoted(copy)}, ${quoted(other)}])`,
    `FROM read_parquet(${quoted(join(folder, "*.parquet"))})`,
    `FROM ${quoted(join(folder, "..", basename(folder), "other.parquet"))}`,
    `FROM ${quoted(`${folder}/./x/../other.parquet`)}`,
    `FROM ${quoted(`${copy}/../other.parquet`)}`,
    `FROM ${quoted(`file://${other}`)}`,
    `FROM ${quoted(`file:${other}`)}`,
    `FROM glob(${quoted(join(folder, "*"))})`,
    `FROM query(${quoted(`FROM read_text(${quoted(secret)})`)})`,
    `FROM query_table(${quoted(other)})`,
    `SELECT (SELECT content FROM read_text(${quoted(secret)}))`,
    `SELECT getvariable('files'), x.* FROM read_text(${quoted(secret)}) x`,
    ...(posix
      ? [
        `FROM ${quoted(link)}`,
        `FROM read_text(${quoted(link)})`,
        "FROM read_text('/etc/passwd')",
        "FROM read_text('/proc/self/environ')",
        "FROM glob('/etc/*')",
      ]
      : []),
    "FROM 'https://example.com/p.parquet'",
    "FROM read_parquet('s3://bucket/p.parquet')",
    "FROM read_csv('http://127.0.0.1:9/p.csv')",
    "FROM read_text('hf://datasets/x/y')",
    `COPY (SELECT 1) TO ${quoted(join(folder, "out.csv"))}`,
    `COPY (SELECT 1) TO ${quoted(join(folder, "dump"))} (FORMAT parquet, PER_THREAD_OUTPUT)`,
    `COPY (SELECT 1) TO ${quoted(link)}`,
    `CREATE TABLE t AS FROM read_csv(${quoted(secret)})`,
    `ATTACH ${quoted(join(folder, "new.db"))}`,
    `ATTACH ${quoted(other)} AS db (READ_ONLY)`,
    `EXPORT DATABASE ${quoted(join(folder, "dump", "inner"))}`,
    `IMPORT DATABASE ${quoted(join(folder, "dump"))}`,
    "INSTALL httpfs",
    "INSTALL httpfs FROM community",
    "FORCE INSTALL spatial",
    "LOAD httpfs",
    `LOAD ${quoted(join(folder, "x.duckdb_extension"))}`,
    "UPDATE EXTENSIONS",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    `SET allowed_paths = [${quoted(secret)}]`,
    "SET GLOBAL allowed_directories = ['/']",
    `SET temp_directory = ${quoted(folder)}`,
    "SET autoinstall_known_extensions = true",
    "SET allow_community_extensions = true",
    "SET allow_unsigned_extensions = true",
    "SET memory_limit = '1TB'",
    "SET threads = 99",
    "SET SESSION enable_profiling = 'json'",
    `SET profiling_output = ${quoted(join(folder, "out.json"))}`,
    `SET log_query_path = ${quoted(join(folder, "out.log"))}`,
    "RESET enable_external_access",
    "RESET lock_configuration",
    "PRAGMA enable_profiling = 'json'",
    `PRAGMA profiling_output = ${quoted(join(folder, "out.json"))}`,
    "CREATE SECRET s (TYPE s3)",
    "CREATE PERSISTENT SECRET s (TYPE http)",
    "SELECT getenv('HOME')",
  ];
}

/** What stays inside the handle, but is no question. */
const STATEMENTS = [
  "SET VARIABLE files = ['/etc/passwd']",
  "CREATE TABLE t AS SELECT 1",
  "CREATE TEMP TABLE t AS SELECT 1",
  "CREATE MACRO f(x) AS x",
  "CREATE OR REPLACE VIEW prices AS SELECT 1",
  "CREATE TYPE t AS ENUM ('a')",
  "CREATE SEQUENCE s",
  "CREATE SCHEMA s",
  "ATTACH ':memory:' AS db",
  "DETACH memory",
  "USE temp",
  "ALTER VIEW prices RENAME TO p",
  "DROP VIEW prices",
  "INSERT INTO prices VALUES (1)",
  "DELETE FROM prices",
  "UPDATE prices SET value = 0",
  "TRUNCATE prices",
  "MERGE INTO prices USING prices p ON true WHEN MATCHED THEN DELETE",
  "BEGIN",
  "COMMIT",
  "VACUUM",
  "CHECKPOINT",
  "CALL pragma_version()",
  "PREPARE q AS SELECT 1",
  "EXECUTE q",
  "COMMENT ON VIEW prices IS 'x'",
  "EXPLAIN ANALYZE SELECT 1",
  "CALL enable_logging()",
  "FROM enable_logging()",
  "FROM enable_logging('QueryLog', storage = 'stdout')",
  "FROM (SELECT * FROM disable_logging())",
  "WITH t AS (FROM truncate_duckdb_logs()) FROM t",
  "FROM prices, duckdb_logs_parsed('QueryLog')",
  "FROM duckdb_logs()",
  "SELECT write_log('x')",
  "SELECT \"WRITE_LOG\"('x') FROM prices",
  "SELECT system.main.write_log('x')",
  "SELECT (SELECT max(write_log(ticker)) FROM prices)",
  "SELECT list_transform([1], x -> write_log('x'))",
  "FROM query('SELECT write_log(''x'')')",
  "FROM query_table('prices')",
  "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  "FROM enable_profiling()",
  "FROM checkpoint()",
  "FROM arrow_scan(1::UBIGINT, 2::UBIGINT, 3::UBIGINT)",
  "CALL arrow_scan(1::UBIGINT, 2::UBIGINT, 3::UBIGINT)",
  "DESCRIBE FROM arrow_scan(1::UBIGINT, 2::UBIGINT, 3::UBIGINT)",
  "SELECT setseed(0.5)",
  "SELECT nextval('s')",
  "SELECT sleep_ms(1)",
  "SELECT getvariable('files')",
  "SELECT 1; DROP VIEW prices",
];

/** Which of the statements are let through. */
async function through(statements: readonly string[], run: (sql: string) => Promise<unknown>) {
  const passed: string[] = [];
  for (const sql of statements) {
    await run(sql).then(() => passed.push(sql), () => {});
  }
  return passed;
}

Deno.test("the handle itself, asked anything, reaches no other file, setting or extension", () =>
  withHandle(async (database, folder, copy) => {
    const run = (sql: string) => duckdb.query(database.connection, sql);
    assert.deepEqual(await through(outside(folder, copy), run), []);
    assert.ok(await database.span(), "the prices can still be read");
  }));

Deno.test("a query that reaches out, or is no question, is a usage error", () =>
  withHandle(async (database, folder, copy) => {
    const run = (sql: string) =>
      assert.rejects(
        queryPrices(database, sql),
        (error) => error instanceof StraddleError && error.exitCode === EXIT.usage,
      );
    const statements = [...outside(folder, copy), ...STATEMENTS];
    assert.deepEqual(await through(statements, run), statements);
    const { rows } = await queryPrices(database, "SELECT count(*) FROM prices");
    assert.deepEqual([...rows()], [[5870]]);
    for (
      const sql of [
        "FROM prices WHERE value > log(2) LIMIT 1",
        "SELECT unnest(range(3)), x FROM generate_series(1, 2) t(x)",
        "SUMMARIZE prices",
        "PIVOT prices ON field IN ('PX_LAST', 'IV30') USING max(value) GROUP BY ticker",
        "FROM read_parquet('" + database.files[0] + "') LIMIT 1",
        "SELECT * FROM duckdb_functions() LIMIT 1",
      ]
    ) await queryPrices(database, sql);
  }));
