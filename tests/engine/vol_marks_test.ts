/** How vols are marked: by contract, between maturities, or as quoted. */
import assert from "node:assert/strict";
import { formatDay, parseDay } from "../../src/base/calendar.ts";
import { between } from "../../src/engine/vol_marks.ts";
import { Note, NOTES } from "../../src/engine/states.ts";
import type { Rules } from "../../src/inputs/rules.ts";
import { weekdays } from "../price_files.ts";
import { valueWorld } from "./rules_world.ts";

const ROLLED: Rules = { set: "reference", volMarks: "rolled" };
const [FROM, TO] = ["2023-10-01", "2024-12-31"];
const spots = Object.fromEntries(
  Object.keys(weekdays(FROM, TO, 1)).map((day, i) => [day, 100 + 5 * Math.sin(i / 6)]),
);

function world(near: string, far: string, vols: [number, number], rules?: Rules) {
  return valueWorld({
    vol: `{Source: BBG, Ticker: V, Near: "${near}", Far: "${far}"}`,
    component: "F0_F3_50, N0_F3_50",
    prices: {
      [`V,${near}`]: weekdays(FROM, TO, vols[0]),
      [`V,${far}`]: weekdays(FROM, TO, vols[1]),
      "H,PX": spots,
    },
    ...rules && { rules },
  });
}

const isFar = ({ straddle }: { readonly straddle?: unknown }) => String(straddle).includes("|F|0|");
const noted = (notes: Int32Array, bit: number) => notes[NOTES.findIndex((n) => n.bit === bit)]!;

Deno.test("R-8: contracts roll from Far to Near on the anchor of the month before the expiry month", async () => {
  const { rows, states, notes } = await world("1ST_MTH_IMPVOL", "2ND_MTH_IMPVOL", [20, 30], ROLLED);
  assert.deepEqual(states, { valued: 24 });
  assert.equal(noted(notes, Note.unmarked), 0);
  const own = rows.filter(({ straddle }) => String(straddle).startsWith("|2024-01|2024-03|F|0|"));
  // The third Friday of February is the 16th.
  for (const { date, vol } of own) {
    if (vol !== null) assert.equal(vol, String(date) < "2024-02-16" ? 30 : 20, String(date));
  }
  assert.equal(own[0]!.strike_vol, 30);
  assert.ok(rows.filter((row) => !isFar(row)).every(({ strike_vol }) => strike_vol === 20));
});

Deno.test("R-8: without such an anchor contracts roll with the expiry month", async () => {
  // Months with a fifth Friday: of 2024 March, May, August and November.
  const { rows } = await valueWorld({
    vol: "{Source: BBG, Ticker: V, Near: 1ST_MTH_X, Far: 2ND_MTH_X}",
    component: "F0_F5_100",
    prices: {
      "V,1ST_MTH_X": weekdays(FROM, TO, 20),
      "V,2ND_MTH_X": weekdays(FROM, TO, 30),
      "H,PX": spots,
    },
    rules: ROLLED,
  });
  const own = rows.filter(({ straddle }) => String(straddle).startsWith("|2024-03|2024-05|"));
  assert.ok(own.length > 40);
  for (const { date, vol } of own) {
    if (vol !== null) assert.equal(vol, String(date) < "2024-05-01" ? 30 : 20, String(date));
  }
});

for (const [near, far] of [["30DAY_IMPVOL", "60DAY_IMPVOL"], ["IV30", "IV60"]] as const) {
  Deno.test(`R-8: total variance is linear between ${near} and ${far}, and flat outside`, async () => {
    const { rows, states } = await world(near, far, [20, 30], ROLLED);
    assert.deepEqual(states, { valued: 24 });
    const kinds = { near: 0, between: 0, far: 0 };
    for (const { date, vol, expiry } of rows.filter(isFar)) {
      if (vol === null) continue;
      const days = parseDay(String(expiry))! - parseDay(String(date))!;
      const variance = days <= 30
        ? 20 ** 2 * days
        : days >= 60
        ? 30 ** 2 * days
        : 20 ** 2 * 30 + (30 ** 2 * 60 - 20 ** 2 * 30) * (days - 30) / 30;
      assert.ok(Math.abs(Number(vol) ** 2 * days - variance) < 1e-9 * (1 + variance), String(date));
      kinds[days <= 30 ? "near" : days >= 60 ? "far" : "between"]++;
    }
    assert.ok(Math.min(...Object.values(kinds)) > 10, JSON.stringify(kinds));
  });
}

for (const fields of [["30DAY_V", "60DAY_V"], ["1ST_MTH_V", "2ND_MTH_V"]] as const) {
  Deno.test(`R-8: with flat and equal vols nothing changes: ${fields}`, async () => {
    const quoted = await world(fields[0], fields[1], [25, 25], { ...ROLLED, volMarks: "quoted" });
    const rolled = await world(fields[0], fields[1], [25, 25], ROLLED);
    assert.deepEqual(rolled.rows, quoted.rows);
    assert.deepEqual(rolled.states, quoted.states);
  });
}

Deno.test("R-8: other fields stay as quoted, and their F straddles are counted", async () => {
  for (const fields of [["IV1M", "IV2M"], ["60DAY_V", "30DAY_V"], ["PX_A", "PX_B"]] as const) {
    const quoted = await world(fields[0], fields[1], [20, 30], { ...ROLLED, volMarks: "quoted" });
    const rolled = await world(fields[0], fields[1], [20, 30], ROLLED);
    assert.deepEqual(rolled.rows, quoted.rows);
    assert.equal(noted(rolled.notes, Note.unmarked), 12);
    assert.equal(noted(quoted.notes, Note.unmarked), 0);
  }
});

Deno.test("R-8: a day is good that has its mark: both vols between the maturities, Near at the end", async () => {
  const vols = (value: number, without: readonly string[]) => weekdays(FROM, TO, value, without);
  const missing = (near: readonly string[], far: readonly string[]) =>
    valueWorld({
      vol: "{Source: BBG, Ticker: V, Near: 30DAY_V, Far: 60DAY_V}",
      component: "F20_F3_100",
      prices: { "V,30DAY_V": vols(20, near), "V,60DAY_V": vols(30, far), "H,PX": spots },
      rules: ROLLED,
    });
  const first = async (near: readonly string[], far: readonly string[]) => {
    const { rows } = await missing(near, far);
    const own = rows.filter(({ straddle }) => String(straddle).startsWith("|2024-01|2024-03|"));
    return [own[0]!.date, own.at(-1)!.date];
  };
  // Third Friday of January 2024 + 20 days is beyond the month: its last good day. 03-15: the expiry.
  assert.deepEqual(await first([], []), ["2024-01-31", "2024-03-15"]);
  assert.deepEqual(await first(["2024-01-31"], []), ["2024-01-30", "2024-03-15"]);
  assert.deepEqual(await first([], ["2024-01-31"]), ["2024-01-30", "2024-03-15"]);
  assert.deepEqual(await first([], ["2024-03-15"]), ["2024-01-31", "2024-03-15"]);
  assert.deepEqual(await first(["2024-03-15"], []), ["2024-01-31", "2024-03-18"]);
});

Deno.test("R-8: an interpolated vol lies between its neighbours; one that is none spoils it", () => {
  for (let days = 31; days < 60; days++) {
    const vol = between(20, 30, 30, 60, days);
    assert.ok(vol > 20 && vol < 30, formatDay(days));
    assert.ok(vol > between(20, 30, 30, 60, days - 1));
    assert.equal(between(25, 25, 30, 60, days), 25);
    assert.ok(Number.isNaN(between(NaN, 30, 30, 60, days)) && between(-1, 30, 30, 60, days) === -1);
  }
});
