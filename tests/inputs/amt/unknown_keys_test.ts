/** Keys that nothing reads are named, with line and suggestion; those that real tables carry are not. */
import type { Problem } from "../../../src/inputs/amt/asset_table.ts";
import assert from "node:assert/strict";
import { ASSET_KEYS, HEDGE_KEYS, SECTION_KEYS } from "../../../src/inputs/amt/keys.ts";
import { problemMessage } from "../../../src/inputs/amt/problems.ts";
import { parseAmt, readAmt } from "../../../src/loader.ts";
import { sharedTest } from "../../shared.ts";

const unknown = (problems: readonly Problem[]) =>
  problems.filter(({ kind }) => kind === "unknown key");
const plain = (problem: Problem) =>
  `${problem.severity} ${problem.asset ?? "-"} ${problem.line}: ${problemMessage(problem)}`;
const slips = (text: string) => unknown(parseAmt(text, "x.yml").problems).map(plain);

Deno.test("a slip in a key is named with its line and the key that was meant", () => {
  const text = `expiry_schedule: {plain: [N0_F3_100]}
amt:
  x:
    Underlying: X
    Weightcap: 0.05
    Option: plain
    Vol:
      source: BBG
      Ticker: X
      near: N
      Far: F
    Hedge: {Source: fut, fut_code: X, fut_month: FGHJKMNQUVXZ, market: Comdty}
    Valuation:
      model: ES
    Market:
      Ticker: X
      Feild: PX_LAST
  y:
    Underlyng: Y
`;
  assert.deepEqual(slips(text), [
    'warning - 1: Unknown key "expiry_schedule"; did you mean "expiry_schedules"?',
    'warning X 5: Unknown key "Weightcap"; did you mean "WeightCap"?',
    'warning X 6: Unknown key "Option"; did you mean "Options"?',
    'warning X 16: Unknown key "Market.Ticker"; did you mean "Market.Tickers"?',
    'warning X 17: Unknown key "Market.Feild"; did you mean "Market.Field"?',
    'warning X 8: Unknown key "Vol.source"; did you mean "Vol.Source"?',
    'warning X 10: Unknown key "Vol.near"; did you mean "Vol.Near"?',
    'warning X 14: Unknown key "Valuation.model"; did you mean "Valuation.Model"?',
    'warning X 12: Unknown key "Hedge.fut_month"; did you mean "Hedge.fut_month_map"?',
    'warning X 12: Unknown key "Hedge.market"; did you mean "Hedge.market_code"?',
    'warning - 19: Unknown key "Underlyng"; did you mean "Underlying"?',
  ]);
});

Deno.test("a key on the wrong level is told where it belongs", () => {
  const text = `amt:
  x:
    Underlying: X
    Near: N
    Ticker: X
    Valuation:
      Model: ES
      WeightCap: 1
`;
  assert.deepEqual(slips(text), [
    'warning X 4: Unknown key "Near"; did you mean "Vol.Near"?',
    'warning X 5: Unknown key "Ticker"; did you mean "Vol.Ticker" or "Hedge.Ticker"?',
    'warning X 8: Unknown key "Valuation.WeightCap"; did you mean "WeightCap"?',
  ]);
});

Deno.test("a key that is near to none, or whose near one is there, is a note, not a doubt", () => {
  const text = `desk_notes: {a: 1}
amt:
  x: {Underlying: X, Trader: Me, WeightCap: 1, Weightcap: 2, Hedge: {Source: cds, hedge: A, hedge1: B, hedge2: C}}
`;
  assert.deepEqual(slips(text), [
    'note X 3: Nothing reads the key "Trader"; remove it, unless it is a note of your own',
    'note X 3: Nothing reads the key "Weightcap"; remove it, unless it is a note of your own',
    'note X 3: Nothing reads the key "Hedge.hedge2"; remove it, unless it is a note of your own',
  ]);
});

Deno.test("the keys of an unknown hedge source are left alone, but for slips", () => {
  assert.deepEqual(
    slips("amt: {x: {Underlying: X, Hedge: {source: nonfut, Ticker: X, x: 1, y: z}}}\n"),
    ['warning X 1: Unknown key "Hedge.source"; did you mean "Hedge.Source"?'],
  );
});

Deno.test("an aliased entry is named once", () => {
  assert.deepEqual(slips("amt: {a: &a {Underlying: A, Weightcap: 1}, b: *a}\n").length, 1);
});

for (const path of ["data/amt.yml", "tests/fixtures/mini/amt.yml"]) {
  Deno.test(`${path} has no unknown key`, () => {
    assert.deepEqual(unknown(readAmt(path).problems), []);
  });
}

sharedTest(
  "the real table and the odd ones have no unknown key",
  ["data/amt.yml", "golden/edge_amt.yml", "golden/mini/amt.yml"],
  (...paths) => {
    for (const path of paths) assert.deepEqual(unknown(readAmt(path).problems).map(plain), []);
  },
);

sharedTest(
  "every key that is known to be carried is in the real table",
  ["data/amt.yml"],
  (path) => {
    const { assets } = readAmt(path);
    const seen = new Set(assets.flatMap(({ raw, hedge }) => [
      ...raw.keys(),
      ...(["Market", "Vol", "Valuation"] as const).flatMap((section) => {
        const map = raw.get(section);
        return map instanceof Map ? [...map.keys()] : [];
      }),
      ...hedge?.keys() ?? [],
    ]));
    const carried = [ASSET_KEYS, ...Object.values(SECTION_KEYS), ...HEDGE_KEYS.values()]
      .flatMap((keys) => keys.carried);
    assert.deepEqual(carried.filter((key) => !seen.has(key)), []);
  },
);
