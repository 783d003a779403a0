/** The sample data set that ships with the program: reproducible, clean, and showing every kind of asset. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { load } from "js-yaml";
import { makeSample } from "../../data/make_sample.ts";

const SAMPLE = new URL("../../data/", import.meta.url);
const PRICES = fileURLToPath(new URL("prices.parquet", SAMPLE));
const MINI = fileURLToPath(new URL("../fixtures/mini/", import.meta.url));

interface SampleTable {
  expiry_schedules: Record<string, string[]>;
  amt: Record<string, {
    Underlying: string;
    Class: string;
    Vol: { Source: string; Near?: string; Far?: string };
    Options: string;
    Hedge: { Source: string };
    Valuation: { Model: string };
    WeightCap: number;
  }>;
}

/** The rows of a query, each value as text. */
async function query(sql: string, ...values: string[]): Promise<string[][]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const rows = (await connection.runAndReadAll(sql, values)).getRows();
    return rows.map((row) => row.map(String));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function sampleTable(): Promise<SampleTable> {
  return load(await Deno.readTextFile(new URL("amt.yml", SAMPLE))) as SampleTable;
}

const distinct = (values: string[]) => [...new Set(values)].sort();

Deno.test("the generator reproduces the committed sample: CSVs byte for byte, prices row for row", async () => {
  const made = await Deno.makeTempDir();
  try {
    await makeSample(made);
    for (const name of ["futs.csv", "overrides.csv"]) {
      const committed = await Deno.readFile(new URL(name, SAMPLE));
      assert.deepEqual(await Deno.readFile(`${made}/${name}`), committed, name);
    }
    const numbered = (n: number) => `SELECT * FROM read_parquet($${n}, file_row_number = true)`;
    const differing = await query(
      `SELECT count(*) FROM (
         (${numbered(1)} EXCEPT ALL ${numbered(2)}) UNION ALL
         (${numbered(2)} EXCEPT ALL ${numbered(1)}))`,
      PRICES,
      `${made}/prices.parquet`,
    );
    assert.deepEqual(differing, [["0"]]);
  } finally {
    await Deno.remove(made, { recursive: true });
  }
});

Deno.test("sample prices have the four columns, and one row per ticker, field and day", async () => {
  const columns = await query(
    "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet($1))",
    PRICES,
  );
  assert.deepEqual(columns, [
    ["ticker", "VARCHAR"],
    ["field", "VARCHAR"],
    ["date", "DATE"],
    ["value", "DOUBLE"],
  ]);
  const [counts] = await query(
    "SELECT count(*), count(DISTINCT (ticker, field, date)) FROM read_parquet($1)",
    PRICES,
  );
  assert.equal(counts?.[0], counts?.[1]);
});

Deno.test("sample prices are stored in the order of ticker, field and date", async () => {
  const disorder = await query(
    `SELECT count(*) FROM (
       SELECT (ticker, field, date) <= lag((ticker, field, date)) OVER (ORDER BY file_row_number) AS early
       FROM read_parquet($1, file_row_number = true)) WHERE early`,
    PRICES,
  );
  assert.deepEqual(disorder, [["0"]]);
});

Deno.test("sample prices are finite, positive and on weekdays of 2023 to 2025", async () => {
  const bad = await query(
    `SELECT ticker, field, date, value FROM read_parquet($1)
     WHERE value IS NULL OR NOT isfinite(value) OR value <= 0 OR isodow(date) > 5
        OR ticker IS NULL OR field IS NULL OR date IS NULL`,
    PRICES,
  );
  assert.deepEqual(bad, []);
  const span = await query("SELECT min(date), max(date) FROM read_parquet($1)", PRICES);
  assert.deepEqual(span, [["2023-01-02", "2025-12-31"]]);
});

Deno.test("sample vols lie between 8 and 60 percent, but for the normal vols in basis points", async () => {
  const wild = await query(
    `SELECT ticker, field, min(value), max(value) FROM read_parquet($1)
     WHERE (field IN ('IMPVOL_1M', 'IMPVOL_2M', 'none') OR ticker = 'VELTSKV1M Curncy'
            OR ticker LIKE 'TRNR%')
       AND ticker NOT LIKE '%NORMAL%'
     GROUP BY ALL HAVING min(value) < 8 OR max(value) > 60`,
    PRICES,
  );
  assert.deepEqual(wild, []);
});

Deno.test("R-2: the swaption's rates are decimals, its annuities years, its vols basis points", async () => {
  const wild = await query(
    `SELECT ticker, min(value), max(value) FROM read_parquet($1)
     WHERE ticker LIKE 'VEL_fsw%' OR ticker LIKE 'VEL_pva%' OR ticker LIKE '%NORMAL%'
     GROUP BY ticker HAVING NOT CASE
       WHEN ticker LIKE '%fsw%' THEN min(value) > 0.01 AND max(value) < 0.08
       WHEN ticker LIKE '%pva%' THEN min(value) > 6 AND max(value) < 10
       ELSE min(value) > 30 AND max(value) < 200 END`,
    PRICES,
  );
  assert.deepEqual(wild, []);
});

Deno.test("sample prices keep the field none of a CV vol and the empty field of a calculated swap", async () => {
  const fields = await query("SELECT DISTINCT field FROM read_parquet($1) ORDER BY field", PRICES);
  assert.deepEqual(fields.flat(), ["", "IMPVOL_1M", "IMPVOL_2M", "PX_LAST", "none"]);
});

Deno.test("the sample's futures are priced under normalized names, all of them in futs.csv", async () => {
  const lines = (await Deno.readTextFile(new URL("futs.csv", SAMPLE))).trim().split("\n").slice(1);
  const chain = lines.map((line) => line.split(",")[0] ?? "");
  const priced = await query(
    `SELECT DISTINCT ticker FROM read_parquet($1)
     WHERE regexp_matches(ticker, '[A-Z]20[0-9]{2} Comdty') AND ticker NOT LIKE 'TRNR%'`,
    PRICES,
  );
  assert.deepEqual(priced.flat().sort(), chain.sort());
});

Deno.test("the sample's prices take less than 2 MB", async () => {
  const { size } = await Deno.stat(new URL("prices.parquet", SAMPLE));
  assert.ok(size < 2_000_000, `${size} bytes`);
});

Deno.test("the sample shows every class, vol source, hedge source and model", async () => {
  const assets = Object.values((await sampleTable()).amt);
  assert.deepEqual(
    {
      classes: distinct(assets.map((asset) => asset.Class)),
      vols: distinct(assets.map((asset) => asset.Vol.Source)),
      hedges: distinct(assets.map((asset) => asset.Hedge.Source)),
      models: distinct(assets.map((asset) => asset.Valuation.Model)),
    },
    {
      classes: ["Commodity", "Currency", "Equity", "Rate", "SingleStock", "Swap"],
      vols: ["BBG", "BBG_LMEVOL", "CV"],
      hedges: ["calc", "cds", "fut", "nonfut"],
      models: ["CDS_ES", "ES", "NS"],
    },
  );
  const names = assets.map((asset) => asset.Underlying);
  assert.equal(new Set(names).size, names.length, "an Underlying occurs twice");
  assert.equal(assets.filter((asset) => !(asset.WeightCap > 0)).length, 1);
  assert.equal(assets.filter(({ Vol: vol }) => vol.Near && vol.Near === vol.Far).length, 1);
});

Deno.test("the sample's schedules use every entry and expiry code, and their weights add to 100", async () => {
  const { amt, expiry_schedules: schedules } = await sampleTable();
  const components = Object.values(schedules).flat().map((text) => text.split("_"));
  const codes = (part: number) =>
    distinct(components.map((c) => c[part]?.match(/^[A-Z]+/)?.[0] ?? ""));
  assert.deepEqual(codes(0), ["F", "N"]);
  assert.deepEqual(codes(1), ["BD", "F", "OVERRIDE", "R", "W"]);
  for (const [name, schedule] of Object.entries(schedules)) {
    const weights = schedule.map((text) => Number(text.split("_")[2]));
    assert.equal(weights.reduce((sum, weight) => sum + weight, 0), 100, name);
  }
  const used = distinct(Object.values(amt).map((asset) => asset.Options));
  assert.deepEqual(used, Object.keys(schedules).sort());
});

Deno.test("the prices of the mini fixture say the same in Parquet as in CSV", async () => {
  const csv = `read_csv($1, auto_detect = false, header = true, delim = ',', nullstr = '\\N',
    columns = {ticker: 'VARCHAR', field: 'VARCHAR', date: 'DATE', value: 'DOUBLE'})`;
  const differing = await query(
    `SELECT count(*) FROM (
       (FROM ${csv} EXCEPT ALL FROM read_parquet($2)) UNION ALL
       (FROM read_parquet($2) EXCEPT ALL FROM ${csv}))`,
    `${MINI}prices.csv`,
    `${MINI}prices.parquet`,
  );
  assert.deepEqual(differing, [["0"]]);
  const [rows] = await query(
    "SELECT count(*), count(field) FILTER (field = 'none') FROM read_parquet($1)",
    `${MINI}prices.parquet`,
  );
  assert.deepEqual(rows, ["5870", "587"]);
});
