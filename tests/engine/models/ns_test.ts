/** The model NS and what guards its units, through the engine. */
import assert from "node:assert/strict";
import { parseDay } from "../../../src/base/calendar.ts";
import { REFERENCE } from "../../../src/inputs/rules.ts";
import { weekdays } from "../../price_files.ts";
import { valueWorld, type World } from "../rules_world.ts";

const [FROM, TO] = ["2023-11-01", "2024-12-31"];
const SWAP = { model: "NS", hedge: "{Source: calc, ccy: USD, tenor: 10}" };
const VOL = "{Source: CV, Near: RATES.VOL.USD, Far: NONE}";

/** Prices by day: of a number, or of the running number of the weekday. */
function series(price: number | ((i: number) => number), without: readonly string[] = []) {
  const days = weekdays(FROM, TO, 1, without);
  return Object.fromEntries(
    Object.keys(days).map((day, i) => [day, typeof price === "number" ? price : price(i)]),
  );
}

interface Swap {
  readonly rate0?: number | ((i: number) => number);
  readonly rate6?: number | ((i: number) => number);
  readonly annuity0?: number | ((i: number) => number);
  readonly annuity6?: number | ((i: number) => number);
  readonly vol?: number | ((i: number) => number);
}

function swapWorld({ rate0, rate6, annuity0, annuity6, vol }: Swap = {}): World {
  return {
    ...SWAP,
    vol: VOL,
    prices: {
      "RATES.VOL.USD,none": series(vol ?? 90),
      "USD_fsw0m_10,": series(rate0 ?? 0.03),
      "USD_fsw6m_10,": series(rate6 ?? 0.031),
      "USD_pva0m_10,": series(annuity0 ?? 8),
      "USD_pva6m_10,": series(annuity6 ?? 7.9),
    },
  };
}

const waves: Swap = {
  rate0: (i) => 0.01 * Math.sin(i / 9) + 0.001 * (i % 5),
  rate6: (i) => 0.01 * Math.sin(i / 10) + 0.001 * (i % 7),
  annuity0: (i) => 8 + 0.2 * Math.cos(i / 13),
  annuity6: (i) => 7.8 + 0.2 * Math.cos(i / 12),
  vol: (i) => 80 + 15 * Math.sin(i / 7),
};

/** F and A of a row, from its own columns. */
function forward(row: Readonly<Record<string, unknown>>) {
  const number = (name: string) => Number(row[name]);
  const days = parseDay(String(row.expiry))! - parseDay(String(row.date))!;
  const w = days / 182.5;
  const between = (now: string, later: string) => (1 - w) * number(now) + w * number(later);
  return {
    days,
    F: between("hedge", "hedge1"),
    A: between("hedge2", "hedge3"),
    X: between("strike", "strike1"),
  };
}

Deno.test("R-2: at the money a swaption straddle is worth A·s·√(2/π), with the delta 0", async () => {
  const { rows, states } = await valueWorld(swapWorld());
  assert.deepEqual(states, { valued: 12 });
  const entries = rows.filter(({ action }) => action === "ntry");
  assert.equal(entries.length, 12);
  for (const row of entries) {
    const { days, F, X, A } = forward(row);
    assert.equal(F, X, "the strike columns and the day give the strike back");
    const s = 90 / 1e4 * Math.sqrt(days / 365);
    assert.ok(Math.abs(Number(row.mv) / (A * s * Math.sqrt(2 / Math.PI)) - 1) < 1e-15);
    assert.equal(row.delta, 0);
    assert.deepEqual([row.opnl, row.hpnl, row.pnl], [0, 0, 0]);
  }
});

Deno.test("R-2: on the last day A·|F − X| and ±1, also for rates at and below zero", async () => {
  const { rows, states } = await valueWorld(swapWorld(waves));
  assert.deepEqual(states, { valued: 12 });
  const strikes = new Map<unknown, number>();
  const signs = new Set<number>();
  for (const row of rows) {
    if (row.action === "ntry") strikes.set(row.straddle, forward(row).X);
    signs.add(Math.sign(Number(row.strike)));
    if (row.action !== "xpry") continue;
    const X = strikes.get(row.straddle)!;
    const { F, A } = forward(row);
    assert.ok(Math.abs(Number(row.mv) - A * Math.abs(F - X)) < 1e-15);
    assert.equal(row.delta, F >= X ? 1 : -1);
  }
  assert.deepEqual([...signs].sort(), [-1, 1], "strikes of both signs");
});

Deno.test("R-2: the value is at least what it pays, and the delta its slope", async () => {
  const { rows } = await valueWorld(swapWorld(waves));
  let X = NaN, before: Readonly<Record<string, unknown>> | undefined, checked = 0;
  for (const row of rows) {
    if (row.action === "ntry") {
      X = forward(row).X;
      before = undefined;
    }
    if (row.hedge === null) continue;
    const { F, A, days } = forward({ ...row, strike: 0, strike1: 0 });
    assert.ok(Number(row.mv) >= A * Math.abs(F - X) - 1e-15);
    if (before !== undefined && days > 0) {
      // A normal straddle's delta is an odd function of F − X that rises.
      assert.ok(Math.sign(Number(row.delta)) === Math.sign(F - X) || row.delta === 0);
      checked++;
    }
    before = row;
  }
  assert.ok(checked > 200);
});

Deno.test("R-2: the hedge makes −delta before · A · (F − F before), and P&L adds up", async () => {
  const { rows } = await valueWorld(swapWorld(waves));
  let before: Readonly<Record<string, unknown>> | undefined;
  let checked = 0, sum = 0, first = 0, hedge = 0;
  for (const row of rows) {
    if (row.action === "ntry") [sum, hedge, first] = [0, 0, Number(row.mv)];
    const now = row.hedge === null ? undefined : forward(row);
    if (row.action !== "ntry" && now && before !== undefined && before.hedge !== null) {
      const { F } = forward(before);
      const expected = -Number(before.delta) * now.A * (now.F - F);
      assert.ok(Math.abs(Number(row.hpnl) - expected) < 1e-15, String(row.date));
      checked++;
    }
    sum += Number(row.pnl);
    hedge += Number(row.hpnl);
    if (row.action === "xpry") {
      assert.ok(Math.abs(sum - (Number(row.mv) - first + hedge)) < 1e-14);
    }
    before = row.action === "xpry" ? undefined : row;
  }
  assert.ok(checked > 100);
});

Deno.test("R-2: without a vol or an annuity above zero a day has no value, and P&L spans it (R-6)", async () => {
  // The odd days are few: medians do not see them.
  const odd = (i: number) => i % 41 === 0;
  const clean = await valueWorld(swapWorld(waves));
  for (
    const broken of [
      { vol: (i: number) => odd(i) ? -1 : 90 },
      { annuity0: (i: number) => odd(i) ? -99 : 8 },
    ]
  ) {
    const { rows } = await valueWorld(swapWorld({ ...waves, ...broken }));
    assert.ok(rows.length < clean.rows.length);
    assert.ok(rows.every(({ mv, pnl }) => mv !== null && pnl !== null));
  }
});

Deno.test("R-2: the reference has no NS, and a swap without a leg has no value", async () => {
  const { states } = await valueWorld({ ...swapWorld(), rules: REFERENCE });
  assert.deepEqual(states, { "model not supported": 12 });
  const short = swapWorld();
  const { "USD_pva6m_10,": _, ...prices } = short.prices;
  assert.deepEqual((await valueWorld({ ...short, prices })).states, { "no good day": 12 });
  const hedge = "{Source: nonfut, Ticker: USD_fsw0m_10, Field: ''}";
  assert.deepEqual((await valueWorld({ ...short, hedge })).states, { "invalid data": 12 });
});

Deno.test("R-3: units are refused by the median, with the number seen; odd days are let be", async () => {
  const cases: [Swap, RegExp | undefined][] = [
    [{ rate0: 3.4, rate6: 3.4 }, /\|fsw0m\| is 3\.4, above 0\.25; .*decimals/],
    [{ rate0: 0.24, rate6: 0.24 }, /fsw0m times pva0m is 1\.92, not between/],
    [{ rate0: -0.07, rate6: -0.07 }, /fsw0m times pva0m is -0\.56/],
    [{ annuity0: 3.9 }, /tenor of 10 years, is 0\.39, not from 0\.4 to 1\.1/],
    [{ annuity0: 11.1 }, /is 1\.11, not/],
    [{ annuity0: 4 }, undefined],
    [{ vol: 0.9 }, /the vol is 0\.9, not from 5 to 400; .*basis points/],
    [{ vol: 401 }, /the vol is 401/],
    [{ vol: (i) => i % 3 === 0 ? 1e4 : 90 }, undefined],
    [{ rate0: (i) => i % 3 === 0 ? 3.4 : 0.034 }, undefined],
  ];
  for (const [swap, message] of cases) {
    const { refusal, states, rows } = await valueWorld(swapWorld(swap));
    if (message === undefined) assert.equal(refusal, undefined);
    else {
      assert.match(refusal!, message);
      assert.deepEqual([states, rows.length], [{ "invalid data": 12 }, 0]);
    }
  }
});

Deno.test("R-3: the tenor 5_5 is a swap of five years", async () => {
  const world = swapWorld({ annuity0: 4.2, annuity6: 4.1 });
  const prices = Object.fromEntries(
    Object.entries(world.prices).map(([name, days]) => [name.replace("_10,", "_5_5,"), days]),
  );
  const hedge = '{Source: calc, ccy: USD, tenor: "5_5"}';
  assert.deepEqual((await valueWorld({ ...world, prices, hedge })).states, { valued: 12 });
});
