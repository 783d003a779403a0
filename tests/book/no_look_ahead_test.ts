/** BK-4: what a book holds on a day does not depend on that day, nor on any after it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { WEIGHTINGS } from "../../src/book/asset_weights.ts";
import { scales, straddleWeights } from "../../src/book/book.ts";
import type { BookSettings } from "../../src/book/settings.ts";
import { openRun } from "../../src/runs/analysis/open_run.ts";
import { withFolder } from "../cli/program.ts";
import { at, inventRun, type RunRow, writeOwn } from "../runs/analysis/invented_run.ts";

const ASSETS = ["A", "B", "C"];
const PRICES = ["vol", "hedge", "strike_vol", "strike", "mv", "delta", "opnl", "hpnl", "pnl"].map(
  at,
);

/** The weights of straddles by their entry day, and k by day. */
async function weightsOf(path: string, rows: readonly RunRow[], settings: BookSettings) {
  writeOwn(path, [rows]);
  const run = await openRun([path], undefined, { components: false });
  try {
    const { weight } = straddleWeights(run.sums, settings);
    const scale = scales(run.sums, await run.weigh(weight), settings);
    const days = [...new Set(run.sums.assetDays.flatMap(({ day }) => [...day]))].sort();
    return {
      entry: [...run.sums.straddles.entry],
      weight: [...weight],
      days,
      scale: days.map(scale),
    };
  } finally {
    run.close();
  }
}

Deno.test("BK-4: no weight of a day changes when prices of that day or later do", () =>
  withFolder(async (folder) => {
    const rows = inventRun(ASSETS, 1e9)[0]!;
    const first = Math.min(...rows.map((row) => Number(row[at("date")])));
    const last = Math.max(...rows.map((row) => Number(row[at("date")])));
    const path = `${folder}/run.parquet`;
    let moved = 0;
    for (const weights of WEIGHTINGS) {
      const settings = {
        ...{ weights, cap: () => 0.4, volTarget: 0.5, leverage: 4, aum: 1, side: 1 as const },
      };
      const before = await weightsOf(path, rows, settings);
      const property = fc.asyncProperty(
        fc.integer({ min: first, max: last }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        async (day, factor) => {
          const changed = rows.map((row) => {
            if (Number(row[at("date")]) < day) return row;
            return row.map((cell, i) =>
              PRICES.includes(i) && cell !== null ? Number(cell) * factor : cell
            );
          });
          const after = await weightsOf(path, changed, settings);
          assert.deepEqual(after.entry, before.entry);
          const known = (entry: number) => entry <= day;
          assert.deepEqual(
            after.weight.filter((_, i) => known(after.entry[i]!)),
            before.weight.filter((_, i) => known(before.entry[i]!)),
          );
          assert.deepEqual(
            after.scale.filter((_, i) => after.days[i]! <= day),
            before.scale.filter((_, i) => before.days[i]! <= day),
          );
          if (after.weight.some((weight, i) => weight !== before.weight[i])) moved++;
          if (after.scale.some((scale, i) => scale !== before.scale[i])) moved++;
        },
      );
      await fc.assert(property, { numRuns: 12, seed: 18 });
      assert.ok(before.weight.some((weight) => weight > 0), weights);
    }
    assert.ok(moved > 20, "weights after the day were to change");
  }));
