/** The rules beyond the reference: the engine against the second implementation on random worlds. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Row } from "../engine/engine_rows.ts";
import { assertSameRows, plainRows } from "../plain_engine.ts";
import { runEngine, worldArb, writePrices } from "../worlds.ts";

/** `STRADDLE_SEED=7` for other worlds; few are enough to hold what others found. */
const SEED = Number(Deno.env.get("STRADDLE_SEED") ?? 15);

Deno.test("R-2, R-4…R-8: the engine equals a plain day-by-day implementation on random worlds", async () => {
  const valued = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(worldArb(true, true), async (world) => {
      const path = await writePrices(world);
      const plain = plainRows(world);
      assertSameRows((await runEngine(world, path, true)).rows, plain);
      const withValue = plain.filter(({ mv }) => mv !== null);
      assertSameRows((await runEngine(world, path, false)).rows, withValue);
      const { set, volMarks } = world.rules!;
      for (const { name, model, vol } of world.assets) {
        const rows = withValue.filter(({ asset }) => asset === name).length;
        for (const kind of [set, volMarks, `${set} ${model}`, `${set} ${vol?.Source}`]) {
          valued.set(kind, (valued.get(kind) ?? 0) + rows);
        }
      }
    }),
    { numRuns: 10, seed: SEED },
  );
  for (const kind of ["reference", "rolled", "quoted", "current NS", "current BBG_LMEVOL"]) {
    assert.ok(valued.get(kind)! > 300, `only ${valued.get(kind)} valued rows of ${kind}`);
  }
  assert.equal(valued.get("reference NS") ?? 0, 0);
});

Deno.test("R-6: P&L is the change in value and the hedge's P&L, whatever days are missing", async () => {
  let straddles = 0, gaps = 0;
  await fc.assert(
    fc.asyncProperty(worldArb(true, true), async (random) => {
      const world = { ...random, rules: { ...random.rules!, set: "current" as const } };
      const { rows } = await runEngine(world, await writePrices(world), true);
      for (const [name, group] of Map.groupBy(rows, (row) => `${row.asset}${row.straddle}`)) {
        // A repeated component has each of its rows more than once.
        const days = group.filter((row, r) => row.date !== group[r - 1]?.date);
        const first = days.findIndex(({ mv }) => mv !== null);
        const last = days.findLastIndex(({ mv }) => mv !== null);
        if (first < 0 || days[0]!.model === "NS") continue;
        const { hedged, spanned } = hedgePnl(days);
        const change = (days[last]!.mv as number) - (days[first]!.mv as number);
        const pnl = days.reduce((sum, row) => sum + Number(row.pnl ?? 0), 0);
        const size = days.reduce((most, { mv }) => Math.max(most, Math.abs(Number(mv))), 1);
        const room = 1e-12 * size * days.length;
        assert.ok(Math.abs(pnl - change - hedged) <= room, `${name}: ${pnl}, ${change + hedged}`);
        straddles++;
        gaps += spanned;
      }
    }),
    { numRuns: 8 },
  );
  assert.ok(straddles > 100 && gaps > 20, `only ${straddles} straddles, ${gaps} gaps`);
});

/** What the hedge made, from each day with a value to the next, and how often days lay between. */
function hedgePnl(days: readonly Row[]): { hedged: number; spanned: number } {
  let hedged = 0, spanned = 0, price = NaN;
  let before: { r: number; price: number; delta: number } | undefined;
  days.forEach((row, r) => {
    if (row.strike === null) return;
    price = row.hedge as number | null ?? price;
    if (row.mv === null) return;
    if (before) {
      hedged -= before.delta * (price - before.price) / (row.strike as number);
      if (r - before.r > 1) spanned++;
    }
    before = { r, price, delta: row.delta as number };
  });
  return { hedged, spanned };
}
