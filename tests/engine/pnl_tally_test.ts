/** Weights of straddles (H-17). */
import assert from "node:assert/strict";
import { weightOf } from "../../src/engine/pnl_tally.ts";
import { sumsSql } from "../../src/runs/analysis/aggregates_sql.ts";
import { sql } from "../cli/program.ts";

const WEIGHTS: readonly (readonly [string, number])[] = [
  ["12.5", 0.125],
  ["100", 1],
  ["0", 0],
  [".5", 0.005],
  ["1e2", 1],
  ["50%", 0.5],
  ["50 %", 0.5],
  [" 50 ", 0.5],
  ["\u00a050\u00a0", 0.5],
  ["12,5", 0.125],
  [",5 %", 0.005],
  ["+25", 0.25],
  ["%", 1],
  ["50%%", 1],
  ["1,2,3", 1],
  ["", 1],
  ["zz", 1],
  ["nan", 1],
  ["inf", 1],
  ["0x10", 1],
  ["1_000", 1],
  ["1e999", 1],
];

Deno.test("H-17: a weight is the percent over 100, and 1 where it is empty or no number", () => {
  for (const [text, weight] of WEIGHTS) assert.equal(weightOf(text), weight, text);
});

Deno.test("H-17: the summary's SQL reads weights as the backtest does", async () => {
  const weigh = /coalesce\(CASE WHEN isfinite.*? END, 1\)/s.exec(
    sumsSql({
      columns: [],
      parts: [{ format: "parquet", variable: "a", columns: [], filled: [] }],
    }),
  )![0];
  for (const [text, weight] of WEIGHTS) {
    const straddle = `'|2024-01|2024-02|N|0|F|3|${text}|'`;
    const [row] = await sql(`SELECT ${weigh} AS w FROM (SELECT ${straddle} AS straddle)`);
    assert.equal(row!.w, weight, text);
  }
});
