/** Daily sums: weekdays and weekends, and what of a day counts. */
import assert from "node:assert/strict";
import { between, dailySums, weekdayFrom } from "../../../src/runs/analysis/daily.ts";
import { dayOf, weekdayOf } from "../../../src/base/calendar.ts";

const WEEKDAYS = { days: "weekdays", idle: "zero" } as const;
const FRIDAY = dayOf(2024, 3, 1);

/** One straddle that makes 1, 2, 4, 8 on the four days from a Friday on. */
const SUMS = {
  day: Int32Array.of(FRIDAY, FRIDAY + 1, FRIDAY + 2, FRIDAY + 3),
  live: new Int32Array(4).fill(1),
  vols: Int32Array.of(1, 0, 0, 1),
  known: new Int32Array(4).fill(1),
  vol: Float64Array.of(20, 0, 0, 22),
  mv: Float64Array.of(0.1, 0.2, 0.3, 0.4),
  weight: new Float64Array(4).fill(1),
  pnl: Float64Array.of(1, 2, 4, 8),
  opnl: Float64Array.of(1, 2, 4, 8),
  hpnl: new Float64Array(4),
};

Deno.test("a weekend's P&L counts to the Monday after it", () => {
  const { flows, holdings } = dailySums([SUMS], WEEKDAYS);
  assert.deepEqual([...flows.day], [FRIDAY, FRIDAY + 3]);
  assert.deepEqual([...flows.pnl], [1, 14]);
  assert.deepEqual([...holdings.day], [...SUMS.day], "what is held is held on every day");
});

Deno.test("a last weekend counts to the Monday, though the run has no such day", () => {
  const { flows } = dailySums([between(SUMS, FRIDAY, FRIDAY + 1)], WEEKDAYS);
  assert.deepEqual([...flows.day], [FRIDAY, FRIDAY + 3]);
  assert.deepEqual([...flows.pnl], [1, 2]);
});

Deno.test("calendar days count each by itself", () => {
  const { flows } = dailySums([SUMS], { days: "calendar", idle: "zero" });
  assert.deepEqual([...flows.pnl], [1, 2, 4, 8]);
});

Deno.test("weekdays stay, Saturdays and Sundays become the next Monday", () => {
  for (let day = FRIDAY; day < FRIDAY + 14; day++) {
    const to = weekdayFrom(day);
    assert.ok(weekdayOf(to) < 5 && to - day < 3 && (weekdayOf(day) > 4 || to === day));
  }
});

Deno.test("nothing adds up to nothing", () => {
  assert.equal(dailySums([], WEEKDAYS).flows.day.length, 0);
  assert.equal(dailySums([between(SUMS, 0, 0)], WEEKDAYS).holdings.day.length, 0);
});

Deno.test("weekdays on which nothing is held have a P&L of zero, unless they are skipped", () => {
  const later = { ...SUMS, day: SUMS.day.map((day, i) => i < 2 ? day : day + 14) };
  const { flows } = dailySums([later], WEEKDAYS);
  assert.deepEqual([...flows.pnl], [1, 2, ...Array(9).fill(0), 12]);
  assert.ok(flows.day.every((day) => weekdayOf(day) < 5));
  const skipped = dailySums([later], { days: "weekdays", idle: "skip" });
  assert.deepEqual([...skipped.flows.pnl], [1, 2, 12]);
});

Deno.test("a day whose P&L is unknown is no day of P&L, and no idle one", () => {
  const unknown = { ...SUMS, known: Int32Array.of(1, 0, 0, 0) };
  const { flows, holdings } = dailySums([unknown], WEEKDAYS);
  assert.deepEqual([[...flows.day], [...flows.pnl]], [[FRIDAY], [1]]);
  assert.equal(holdings.day.length, 4);
});

Deno.test("a week's P&L is that of its Saturday to its Friday, idle weeks have none, 52 make a year", () => {
  const weeks = { days: "weeks", idle: "zero" } as const;
  const { flows, yearDays } = dailySums([SUMS], weeks);
  assert.equal(yearDays, 52);
  assert.deepEqual([...flows.day], [FRIDAY, FRIDAY + 7]);
  assert.deepEqual([...flows.pnl], [1, 14]);
  const later = { ...SUMS, day: SUMS.day.map((day, i) => i < 2 ? day : day + 21) };
  assert.deepEqual([...dailySums([later], weeks).flows.pnl], [1, 2, 0, 0, 12]);
});
