/** The plan of a run: assets in order, cut into tasks, dealt to workers. No worker is started. */
import { compilePattern } from "../../src/base/pattern.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { monthOf } from "../../src/base/calendar.ts";
import { findAssets, parseAmt, readAmt } from "../../src/loader.ts";
import { deal, makePlan, type Task } from "../../src/backtest/plan.ts";
import { compareText } from "../../src/base/text.ts";
import { sharedTest } from "../shared.ts";

/** An asset table of assets with the given numbers of N components, all different. */
function amtOf(sizes: Readonly<Record<string, number>>, extra = "") {
  const lists = Object.entries(sizes).map(([name, size]) =>
    `  ${JSON.stringify(name)}: [${
      Array.from({ length: size }, (_, i) => `N${i}_F3_1`).join(", ")
    }]`
  );
  const assets = Object.keys(sizes).map((name) => {
    const text = JSON.stringify(name);
    return `  ${text}: {Underlying: ${text}, Options: ${text}${extra}}`;
  });
  return parseAmt(`expiry_schedules:\n${lists.join("\n")}\namt:\n${assets.join("\n")}\n`, "x.yml");
}

const YEARS = { from: 2001, to: 2026 };

Deno.test("B-7: assets are planned in code-point order, each in one task, in order", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "B", "é", "\uFF00", "\u{1F600}", "1") });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (names, size, allDays) => {
        const amt = amtOf(Object.fromEntries(names.map((name) => [`x${name}`, size])));
        const { assets, tasks, straddles } = makePlan(amt, amt.assets, YEARS, allDays);
        assert.deepEqual(assets, names.map((name) => `x${name}`).sort(compareText));
        assert.deepEqual(tasks.flatMap((task) => task.assets), assets.map((_, i) => i));
        assert.deepEqual(tasks.map((task) => task.id), tasks.map((_, i) => i));
        assert.ok(tasks.every((task) => task.assets.length > 0 && task.cost > 0));
        assert.equal(straddles, names.length * size * 12 * 26);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("S-10: the years of a plan are its expiry years, whole and inclusive", () => {
  const amt = amtOf({ A: 2 });
  const { months, straddles } = makePlan(amt, amt.assets, { from: 2024, to: 2025 }, false);
  assert.deepEqual(months, { first: monthOf(2024, 1), last: monthOf(2025, 12) });
  assert.equal(straddles, 48);
});

Deno.test("DESIGN 2: the hedge columns are those any asset has, hedge always, in numeric order", () => {
  const hedge = (fields: string) => `, Hedge: {${fields}}`;
  const columns = (extra: string) => {
    const amt = amtOf({ A: 1 }, extra);
    return makePlan(amt, amt.assets, YEARS, false).hedges;
  };
  assert.deepEqual(columns(""), ["hedge"]);
  assert.deepEqual(columns(hedge("Source: odd")), ["hedge"]);
  assert.deepEqual(columns(hedge("Source: cds, hedge1: B")), ["hedge", "hedge1"]);
  assert.deepEqual(columns(hedge("Source: calc")), ["hedge", "hedge1", "hedge2", "hedge3"]);
  assert.deepEqual(columns(hedge("Source: fut, fut_code: Q")), ["hedge"]);
});

const tasksArb = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 60 })
  .map((costs) => costs.map((cost, id): Task => ({ id, assets: [id], cost })));

Deno.test("DESIGN 6: every task is dealt once, and each hand is in order", () => {
  fc.assert(
    fc.property(tasksArb, fc.integer({ min: 1, max: 20 }), (tasks, workers) => {
      const hands = deal(tasks, workers);
      assert.equal(hands.length, workers);
      for (const hand of hands) {
        assert.ok(hand.every((task, i) => i === 0 || hand[i - 1]!.id < task.id));
      }
      const dealt = hands.flat().sort((a, b) => a.id - b.id);
      assert.deepEqual(dealt, tasks);
    }),
  );
});

Deno.test("DESIGN 6: no worker has more than a largest task beyond its share", () => {
  fc.assert(
    fc.property(tasksArb, fc.integer({ min: 1, max: 20 }), (tasks, workers) => {
      const total = tasks.reduce((sum, task) => sum + task.cost, 0);
      const largest = Math.max(0, ...tasks.map((task) => task.cost));
      for (const hand of deal(tasks, workers)) {
        const cost = hand.reduce((sum, task) => sum + task.cost, 0);
        assert.ok(cost <= total / workers + largest);
      }
    }),
  );
});

sharedTest(
  "C-26: the reference's straddle counts on the real asset table",
  ["data/amt.yml"],
  (path) => {
    const amt = readAmt(path!);
    const count = (pattern: string, from: number, to: number) => {
      const assets = findAssets(amt, { pattern: compilePattern(pattern), live: true });
      return makePlan(amt, assets, { from, to }, false).straddles;
    };
    assert.equal(count("^LA Comdty", 2025, 2025), 96);
    assert.equal(count("^LA Comdty", 2020, 2025), 576);
    assert.equal(count("^(LA|CL|NG) Comdty", 2024, 2025), 384);
    assert.equal(count(".", 2025, 2025), 8_892);
    assert.equal(count(".", 2006, 2025), 177_840);
    assert.equal(count(".", 2001, 2026), 231_192);
  },
);
