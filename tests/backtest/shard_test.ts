/** How a run is divided among machines (W-5). */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plan } from "../../src/backtest/plan.ts";
import { placeOf } from "../../src/backtest/shard.ts";

Deno.test("shards of any number have every task once, in order, and none much more than its share", () => {
  const tasks = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 80 });
  fc.assert(fc.property(tasks, fc.integer({ min: 1, max: 120 }), (costs, of) => {
    const plan = {
      tasks: costs.map((cost, id) => ({ id, assets: [id], cost })),
    } as unknown as Plan;
    const total = costs.reduce((sum, cost) => sum + cost, 0);
    const largest = Math.max(...costs);
    let next = 0;
    for (let index = 0; index < of; index++) {
      const { first, end, tasks } = placeOf(plan, { index, of });
      assert.equal(first, next);
      assert.ok(end >= first);
      assert.equal(tasks, costs.length);
      const cost = costs.slice(first, end).reduce((sum, cost) => sum + cost, 0);
      assert.ok(cost <= total / of + largest);
      next = end;
    }
    assert.equal(next, costs.length);
  }));
});
