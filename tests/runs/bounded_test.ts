/** Runs that DuckDB reads stay within their memory: what outgrows it is spilled, and changes nothing. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { RunDatabase } from "../../src/runs/database.ts";
import { quoted, sql, withFolder } from "../cli/program.ts";

Deno.test("a run of two files that outgrows the memory for it has the same rows, none of them twice", () =>
  withFolder(async (folder) => {
    const paths = ["a.parquet", "b.parquet"].map((name) => join(folder, name));
    for (const [i, path] of paths.entries()) {
      await sql(
        `COPY (SELECT 'A' || range % 7 AS asset, '|' || hash(range) % 100000 || '|' || range AS
          straddle, DATE '2024-01-01' + (range % 300)::INT AS date, ${i} + range AS pnl, 1.0 AS mv, 2.0 AS vol, 1.0 AS hedge,
          1.0 AS strike, 0.0 AS opnl, 0.0 AS hpnl, 0.5 AS delta, 'ES' AS model, NULL AS action,
          1.0 AS strike_vol, DATE '2025-01-01' AS expiry
        FROM range(${i} * 200000, ${i + 1} * 200000)) TO ${quoted(path)}`,
      );
    }
    const rows = async (memory: number | undefined) => {
      // Opening looks for rows that two files have, which takes all keys.
      const database = await RunDatabase.open([{ name: "run", paths }], 1, memory);
      const found = await database.rows(
        `SELECT count(*)::INT AS n, sum(pnl)::BIGINT AS pnl FROM (SELECT DISTINCT straddle, pnl
           FROM read_parquet(getvariable('a0')))`,
      );
      database.close();
      return found;
    };
    const found = await rows(40_000_000);
    assert.deepEqual(found, await rows(undefined));
    assert.equal(found[0]!.n, 400_000);
  }));
