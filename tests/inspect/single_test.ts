/** One straddle through the engine: the same table as a whole run's, and as the reference's. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadChain } from "../../src/inputs/chain.ts";
import { formatDay, monthOf } from "../../src/base/calendar.ts";
import type { Asset } from "../../src/inputs/amt/asset_table.ts";
import { type Inputs, readAmt } from "../../src/loader.ts";
import { rowObjects } from "../../src/output/cells.ts";
import { loadOverrides } from "../../src/inputs/overrides.ts";
import { openPrices, type PriceDatabase } from "../../src/inputs/prices/database.ts";
import { valueSingle } from "../../src/inspect/single.ts";
import { engineRows, type Row } from "../engine/engine_rows.ts";
import { assertTable, byStraddle, groupByAsset, type Table } from "../golden_tables.ts";
import { readJsonLines, sharedTest } from "../shared.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini/", import.meta.url));

/** The daily table of one straddle, dates as text. */
async function singleRows(
  inputs: Inputs,
  database: PriceDatabase,
  asset: Asset,
  month: number,
  index: number,
): Promise<Row[]> {
  const { chunk, columns } = await valueSingle(inputs, database, asset, month, index);
  const dates = columns.filter(({ type }) => type === "date").map(({ name }) => name);
  return rowObjects(chunk, columns).map((row) => ({
    ...row,
    ...Object.fromEntries(
      dates.map((name) => [name, row[name] === null ? null : formatDay(row[name] as number)]),
    ),
  }));
}

/** A run gives all of them (tests/cli/golden_backtest_test.ts); a query for each takes its time. */
const EVERY = 5;

sharedTest(
  `value gives every cell of every ${EVERY}th of the 2,700 golden tables, one straddle at a time`,
  [
    "data/amt.yml",
    "data/futs.csv",
    "data/overrides.csv",
    "golden/prices_public.parquet",
    "golden/valuation.jsonl.gz",
  ],
  async (amt, chain, overrides, prices, golden) => {
    const inputs = {
      amt: readAmt(amt!),
      chain: loadChain(chain!),
      overrides: loadOverrides(overrides!),
      rules: REFERENCE,
    };
    const database = await openPrices([prices!]);
    const tables = readJsonLines<Table>(golden!);
    assert.equal(tables.length, 2700);
    for (const [name, group] of groupByAsset(tables)) {
      const asset = inputs.amt.byUnderlying.get(name)!;
      for (const table of group.filter((_, i) => i % EVERY === 0)) {
        const month = monthOf(table.year, table.month);
        const rows = await singleRows(inputs, database, asset, month, table.i);
        assert.equal(rows.length, table.rows.length);
        assertTable(rows, table);
        for (const column of table.columns) assert.ok(rows[0] === undefined || column in rows[0]);
      }
    }
  },
);

Deno.test("value gives the rows that a run of all straddles gives, index by index", async () => {
  const inputs = {
    amt: readAmt(`${MINI}amt.yml`),
    chain: loadChain(`${MINI}futs.csv`),
    overrides: loadOverrides(`${MINI}overrides.csv`),
    rules: REFERENCE,
  };
  const path = `${MINI}prices.parquet`;
  const database = await openPrices([path]);
  for (const name of ["ACME US Equity", "QZ Comdty", "CRDX Curncy", "DEAD Index"]) {
    const asset = inputs.amt.byUnderlying.get(name)!;
    const { rows } = await engineRows(inputs, [asset], { from: 2024, to: 2024 }, path, true);
    const expected = byStraddle(rows);
    for (let month = monthOf(2024, 1); month <= monthOf(2024, 12); month++) {
      for (const index of [0, 1, -1]) {
        const ours = await singleRows(inputs, database, asset, month, index);
        if (ours.length === 0) continue;
        // A run has the hedge columns that the asset has in any month.
        const theirs = expected.get(ours[0]!.straddle as string)!;
        assert.deepEqual(ours, theirs.map((row) => ({ ...pick(row, Object.keys(ours[0]!)) })));
      }
    }
  }
});

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]!]));
}
