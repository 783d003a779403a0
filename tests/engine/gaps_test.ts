/** P&L across days without a value, beside the reference's (V-6). */
import assert from "node:assert/strict";
import { Note, NOTES } from "../../src/engine/states.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import { weekdays } from "../price_files.ts";
import { valueWorld } from "./rules_world.ts";

/** Weekday prices that move, with some of them broken. */
function moving(level: number, broken: (i: number) => boolean) {
  const days = Object.keys(weekdays("2023-11-01", "2024-12-31", 1));
  return Object.fromEntries(
    days.map((day, i) => [day, broken(i) ? -5 : level * (1 + 0.1 * Math.sin(i / 5))]),
  );
}

const count = (notes: Int32Array, bit: number) => notes[NOTES.findIndex((n) => n.bit === bit)]!;

for (
  const [what, hedge, vol] of [
    ["one broken hedge price in thirteen", (i: number) => i % 13 === 4, () => false],
    [
      "broken hedges and vols, also side by side",
      (i: number) => i % 17 < 2,
      (i: number) => i % 19 < 3,
    ],
  ] as const
) {
  Deno.test(`R-6: Σ pnl = last mv − first mv + Σ hpnl, with ${what}`, async () => {
    const prices = { "V,IV": moving(20, vol), "H,PX": moving(100, hedge) };
    const current = await valueWorld({ prices });
    const reference = await valueWorld({ prices, rules: REFERENCE });
    const without = ({ opnl: _, hpnl: __, pnl: ___, ...row }: (typeof current.rows)[0]) => row;
    assert.deepEqual(current.rows.map(without), reference.rows.map(without));
    assert.ok(reference.rows.some(({ pnl }) => pnl === null), "the reference loses P&L");
    const spanned = count(current.notes, Note.spansGap);
    assert.ok(spanned > 5);
    assert.equal(count(current.notes, Note.lostPnl), 0);
    const straddles = Map.groupBy(current.rows, ({ straddle }) => straddle);
    assert.ok(straddles.size >= 10);
    for (const [name, rows] of straddles) {
      const sum = (column: string) => rows.reduce((n, row) => n + Number(row[column] ?? 0), 0);
      const change = Number(rows.at(-1)!.mv) - Number(rows[0]!.mv);
      assert.ok(Math.abs(sum("pnl") - change - sum("hpnl")) < 1e-14, String(name));
      assert.ok(Math.abs(sum("opnl") - change) < 1e-14, String(name));
    }
  });
}

Deno.test("R-6: where no day lacks a value the P&L is the reference's, bit for bit", async () => {
  const prices = { "V,IV": moving(20, () => false), "H,PX": moving(100, () => false) };
  const current = await valueWorld({ prices });
  const reference = await valueWorld({ prices, rules: REFERENCE });
  assert.deepEqual(current.rows, reference.rows);
});

Deno.test("R-6: a day without a value has no P&L of any kind, and the first value none to span from", async () => {
  const days = Object.keys(weekdays("2023-11-01", "2024-12-31", 1));
  const entry = "2024-01-19";
  const vols = Object.fromEntries(days.map((day) => [day, day === entry ? -1 : 20]));
  const prices = { "V,IV": vols, "H,PX": moving(100, () => false) };
  const { rows } = await valueWorld({ prices, allDays: true });
  const own = rows.filter(({ straddle }) => String(straddle).startsWith("|2024-01|2024-02|"));
  const on = (date: string) => own.find((row) => row.date === date)!;
  const pnl = (date: string) => [on(date).opnl, on(date).hpnl, on(date).pnl];
  assert.equal(on(entry).mv, null);
  // Friday's vol is rolled over the weekend.
  assert.deepEqual(pnl("2024-01-20"), [null, null, null]);
  assert.notEqual(on("2024-01-22").mv, null);
  assert.deepEqual(pnl("2024-01-22"), [null, null, null]);
  assert.notEqual(on("2024-01-23").pnl, null);
});
