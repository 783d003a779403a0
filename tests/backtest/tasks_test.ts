/** The engine against a plain second implementation of SPEC sections 3 to 7, on random worlds. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { NOTES, STATES } from "../../src/engine/states.ts";
import type { Cell } from "../engine/engine_rows.ts";
import { assertSameRows, plainRows, scheduleOf } from "../plain_engine.ts";
import { runEngine, worldArb, writePrices } from "../worlds.ts";

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

Deno.test("S, T, P, A, V, B-7: the engine equals a plain day-by-day implementation on random worlds", async () => {
  let valued = 0, shown = 0, repeated = 0;
  await fc.assert(
    fc.asyncProperty(worldArb(true), async (world) => {
      const path = await writePrices(world);
      const plain = plainRows(world);
      const all = await runEngine(world, path, true);
      assertSameRows(all.rows, plain);
      const withValue = plain.filter((row) => row.mv !== null);
      const some = await runEngine(world, path, false);
      assertSameRows(some.rows, withValue);
      assert.deepEqual(some.columns, all.columns);
      assert.equal(some.report.rows, withValue.length);
      // N-7: each straddle in one state, and "valued" are those with a value.
      world.assets.forEach((asset) => {
        for (const { report } of [all, some]) {
          const counts = report.counts.find((count) => count.asset === asset.name)!;
          assert.equal(sum(counts.states), 12 * scheduleOf(asset).length);
          const texts = withValue.filter((row) =>
            row.asset === asset.name && row.action === "ntry"
          );
          const entered = new Set(
            withValue.filter((row) => row.asset === asset.name).map((row) => row.straddle),
          );
          const copies = (straddle: Cell | undefined) => {
            const rows = withValue.filter((row) =>
              row.asset === asset.name && row.straddle === straddle
            );
            return rows.filter((row) => row.date === rows[0]!.date).length;
          };
          assert.equal(counts.states[STATES.indexOf("valued")], sum([...entered].map(copies)));
          repeated += texts.length - new Set(texts.map((row) => row.straddle)).size;
        }
      });
      valued += withValue.length;
      shown += plain.length;
    }),
    { numRuns: 12 },
  );
  assert.ok(valued > 2_000, `only ${valued} valued rows of ${shown}`);
  assert.ok(repeated > 0, "no straddle was repeated");
});

Deno.test("V-6: option P&L telescopes and P&L accounts for the change in value and the hedge", async () => {
  let straddles = 0;
  await fc.assert(
    fc.asyncProperty(worldArb(false), async (world) => {
      const { rows, report } = await runEngine(world, await writePrices(world), false);
      const lost = NOTES.findIndex(({ text }) => text.startsWith("with P&L lost"));
      for (const { notes } of report.counts) assert.equal(notes[lost], 0);
      const groups = Map.groupBy(rows, (row) => `${row.asset}${row.straddle}`);
      for (const [name, repeated] of groups) {
        const group = repeated.filter((row, r) => row.date !== repeated[r - 1]?.date);
        const total = (column: string) => sum(group.map((row) => row[column] as number));
        const change = (group.at(-1)!.mv as number) - (group[0]!.mv as number);
        const tolerance = 1e-12 * group.length;
        assert.equal(group[0]!.action, "ntry", name);
        assert.equal(group.at(-1)!.action, "xpry", name);
        assert.ok(Math.abs(total("opnl") - change) <= tolerance, name);
        assert.ok(Math.abs(total("pnl") - change - total("hpnl")) <= tolerance, name);
        straddles++;
      }
    }),
    { numRuns: 8 },
  );
  assert.ok(straddles > 50, `only ${straddles} straddles`);
});
