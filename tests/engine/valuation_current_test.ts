/** LME vols, split tickers and continuity, through the engine. */
import assert from "node:assert/strict";
import { Note, NOTES } from "../../src/engine/states.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";
import { weekdays } from "../price_files.ts";
import { valueWorld } from "./rules_world.ts";

const [FROM, TO] = ["2023-11-01", "2024-12-31"];
const noted = (notes: Int32Array, bit: number) => notes[NOTES.findIndex((n) => n.bit === bit)]!;

Deno.test("R-4: the year with four digits comes first, day by day, and the one with two where it lacks", async () => {
  const letters = "FGHJKMNQUVXZ";
  const prices: Record<string, Record<string, number>> = {};
  for (const letter of letters) {
    prices[`LA${letter}2024 Comdty,PX_LAST`] = weekdays(FROM, TO, 2000);
    // February under two digits, March under both, others under four.
    if (letter !== "G") {
      prices[`LAR${letter}2024 Comdty,PX_LAST`] = weekdays(
        FROM,
        TO,
        20,
        letter === "H" ? ["2024-03-01"] : [],
      );
    }
    if ("GH".includes(letter)) prices[`LAR${letter}24 Comdty,PX_LAST`] = weekdays(FROM, TO, 33);
  }
  const world = {
    vol: "{Source: BBG_LMEVOL}",
    hedge: "{Source: fut, fut_code: LA, market_code: Comdty}",
    component: "N0_F3_50, F0_F3_50",
    prices,
  };
  const { rows, states, notes } = await valueWorld(world);
  assert.deepEqual(states, { valued: 24 });
  assert.equal(noted(notes, Note.lmeSeries), 24);
  for (const { straddle, date, vol } of rows) {
    if (vol === null) continue;
    const expiry = String(straddle).slice(9, 16);
    const other = expiry === "2024-02" || expiry === "2024-03" && date === "2024-03-01";
    assert.equal(vol, other ? 33 : 20, `${straddle} ${date}`);
  }
  assert.deepEqual((await valueWorld({ ...world, rules: REFERENCE })).states, {
    "no vol ticker": 24,
  });
});

Deno.test("R-5: the switch month has all of its columns, and is counted", async () => {
  const world = {
    hedge: '{Source: cds, hedge: H, hedge1: "OLD:2024-02:NEW"}',
    prices: {
      "V,IV": weekdays(FROM, TO, 20),
      "H,PX_LAST": weekdays(FROM, TO, 100),
      "OLD,PX_LAST": weekdays(FROM, TO, 3.5),
      "NEW,PX_LAST": weekdays(FROM, TO, 3.6),
    },
  };
  const strikes = async (rules = REFERENCE) => {
    const { rows, notes } = await valueWorld({ ...world, rules });
    const entries = rows.filter(({ action }) => action === "ntry").slice(0, 3);
    return [...entries.map(({ strike1 }) => strike1), noted(notes, Note.switchColumn)];
  };
  assert.deepEqual(await strikes(), [3.5, null, 3.6, 0]);
  assert.deepEqual(await strikes({ set: "current", volMarks: "quoted" }), [3.5, 3.6, 3.6, 1]);
});

Deno.test("R-7: an asset gives the straddles of its side, by entry month; two sides make the whole", async () => {
  const prices = {
    "V,IV": weekdays(FROM, TO, 20),
    "V,IV2": weekdays(FROM, TO, 22),
    "H,PX": weekdays(FROM, TO, 100),
  };
  const component = "N0_F3_50, F0_F3_50";
  const valued = async (row?: string, rules = { set: "current", volMarks: "quoted" } as const) => {
    const more = row === undefined ? "" : `  Y: {Underlying: Y}
asset_continuity: {Columns: [asset, auxiliary_asset, switchover], Rows: [${row}]}
`;
    const { rows, states } = await valueWorld({ component, prices, more, rules });
    return { states, names: [...new Set(rows.map(({ straddle }) => straddle))] };
  };
  const whole = await valued();
  const before = await valued("[X, Y, 2024-05-20]");
  const after = await valued("[Y, X, 2024-05-20]");
  assert.deepEqual([...before.names, ...after.names], whole.names);
  assert.ok(before.names.every((name) => String(name) < "|2024-05"));
  // N is entered a month before its expiry, F two: of January to December 4 + 1 and 3 + 2 … lie before.
  assert.deepEqual(before.states, { valued: 11, "other side of the switchover": 13 });
  assert.deepEqual(after.states, { valued: 13, "other side of the switchover": 11 });
  const { states } = await valueWorld({
    component,
    prices,
    more:
      "  Y: {Underlying: Y}\nasset_continuity: {Columns: [asset, auxiliary_asset, switchover], " +
      "Rows: [[X, Y, 2024-05-20]]}\n",
    rules: REFERENCE,
  });
  assert.deepEqual(states, { valued: 24 });
});

Deno.test("R-7: the other side has no rows even with all days, and needs no prices", async () => {
  const { rows, states } = await valueWorld({
    prices: { "V,IV": weekdays(FROM, TO, 20), "H,PX": weekdays(FROM, TO, 100) },
    more:
      "  Y: {Underlying: Y}\nasset_continuity: {Columns: [asset, auxiliary_asset, switchover], " +
      "Rows: [[Y, X, 2025-01-01]]}\n",
    allDays: true,
  });
  assert.deepEqual([rows.length, states], [0, { "other side of the switchover": 12 }]);
});
