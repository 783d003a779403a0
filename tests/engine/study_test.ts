/** Section 16 through the engine: Greeks, attribution, hedging policies and costs. */
import assert from "node:assert/strict";
import { formatDay, parseDay } from "../../src/base/calendar.ts";
import { NO_HEDGE_COSTS } from "../../src/engine/costs.ts";
import { parsePolicy, policyText } from "../../src/engine/hedging/policy.ts";
import { PLAIN, type Switches } from "../../src/engine/switches.ts";
import { loadChain } from "../../src/inputs/chain.ts";
import { loadOverrides } from "../../src/inputs/overrides.ts";
import { REFERENCE, RULE_SETS, type RuleSet } from "../../src/inputs/rules.ts";
import { parseAmt, readAmt } from "../../src/loader.ts";
import { random } from "../cli/harmless.ts";
import { byStraddle } from "../golden_tables.ts";
import { pricesCsv, toParquet } from "../price_files.ts";
import { sharedTest } from "../shared.ts";
import { engineRows, type Row } from "./engine_rows.ts";
import { Phi, PLAIN_ES, PLAIN_NS, plainStudy } from "./plain_study.ts";

const YEARS = { from: 2024, to: 2024 };
const SLIPPAGE = 0.6 * 1.5;

/** Assets on one random market; the second's schedule has a component twice, the third is a swap. */
const AMT = parseAmt(
  `
expiry_schedules: {one: [N0_F3_50, F5_BDa_25], twice: [N0_F3_50, N0_F3_50, F2_R2_25]}
amt:
  X: {Underlying: X, Class: Equity, Options: one, WeightCap: 1, Slippage: 0.6, SlippageFactor: 1.5,
      Vol: {Source: BBG, Ticker: V, Near: IV, Far: IV2}, Hedge: {Source: nonfut, Ticker: H, Field: PX},
      Valuation: {Model: ES}}
  Y: {Underlying: Y, Class: Rate, Options: twice, WeightCap: 1, Slippage: 0.6, SlippageFactor: 1.5,
      Vol: {Source: BBG, Ticker: V, Near: IV, Far: IV2},
      Hedge: {Source: cds, hedge: H, hedge1: H1}, Valuation: {Model: CDS_ES}}
  Z: {Underlying: Z, Class: Swap, Options: twice, WeightCap: 1, Slippage: 0.6, SlippageFactor: 1.5,
      Vol: {Source: BBG, Ticker: N, Near: IV, Far: IV2},
      Hedge: {Source: calc, ccy: E, tenor: 10}, Valuation: {Model: NS}}
`,
  "study.yml",
);

/** Prices of most weekdays: a series that misses days, and now and then one below zero. */
async function randomPrices(seed: number): Promise<string> {
  const draw = random(seed);
  const pick = () => draw(1e6) / 1e6;
  const series = (start: number, size: number, holes: number, odd: number) => {
    const prices: Record<string, number> = {};
    let price = start;
    for (let day = parseDay("2023-11-01")!; day <= parseDay("2024-12-31")!; day++) {
      price *= Math.exp(size * (pick() + pick() + pick() - 1.5));
      if ((day + 3) % 7 >= 5 || pick() < holes) continue;
      prices[formatDay(day)] = pick() < odd ? -price : pick() < 0.1 ? start : price;
    }
    return prices;
  };
  return await toParquet(pricesCsv({
    "V,IV": series(20, 0.1, 0.05, 0.02),
    "V,IV2": series(22, 0.1, 0.05, 0.02),
    "H,PX": series(100, 0.03, 0.08, 0.01),
    "H,PX_LAST": series(100, 0.03, 0.08, 0.01),
    "H1,PX_LAST": series(3, 0.03, 0.2, 0),
    "N,IV": series(90, 0.1, 0.05, 0.02),
    "N,IV2": series(85, 0.1, 0.05, 0.02),
    // Rates change their sign now and then, and so do annuities, which then give no value.
    "E_fsw0m_10,": series(0.02, 0.05, 0.06, 0.02),
    "E_fsw6m_10,": series(0.021, 0.05, 0.06, 0.02),
    "E_pva0m_10,": series(8.5, 0.01, 0.06, 0.01),
    "E_pva6m_10,": series(8.6, 0.01, 0.06, 0.01),
  }));
}

const WORLDS = await Promise.all([1, 2, 3].map(randomPrices));

async function rowsOf(
  prices: string,
  switches: Partial<Switches>,
  allDays = true,
  set: RuleSet = "current",
): Promise<Row[]> {
  const inputs = { amt: AMT, rules: { ...REFERENCE, set } };
  const all = { ...PLAIN, ...switches };
  return (await engineRows(inputs, AMT.assets, YEARS, prices, allDays, all)).rows;
}

function near(actual: unknown, expected: number | null, where: string, scale = 1): void {
  if (actual === expected) return;
  const close = typeof actual === "number" && expected !== null &&
    Math.abs(actual - expected) <= 1e-12 * Math.max(scale, Math.abs(expected));
  if (!close) assert.fail(`${where}: ${actual}, not ${expected}`);
}

const POLICIES = [
  ...["daily", "weekly", "weekly:tue", "every:1", "every:2", "every:5", "band:0", "band:0.15"],
  ...["edge:0", "edge:0.15", "ww:1", "ww:0.01", "entry", "none"],
];

Deno.test("G-1…G-6: every cell that switches add is what plain rules give, under every policy", async () => {
  let cells = 0;
  for (const [n, policy] of POLICIES.entries()) {
    const prices = WORLDS[n % WORLDS.length]!;
    const side = n % 2 === 0 ? 1 : -1;
    const [optionFactor, points] = [0.5 + n, n === 3 ? 0 : 2 + n];
    // One set of rules loses what the other spans a gap with.
    const set = n % 3 === 0 ? "reference" : "current";
    const plain = await rowsOf(prices, {}, true, set);
    const rows = await rowsOf(
      prices,
      {
        greeks: true,
        attribution: true,
        hedge: parsePolicy(policy)!,
        costs: { side, optionFactor, hedge: { byName: { Equity: points }, others: points } },
      },
      true,
      set,
    );
    assert.equal(rows.length, plain.length);
    for (const asset of set === "current" ? ["X", "Y", "Z"] : ["X", "Y"]) {
      const isSwap = asset === "Z";
      const studied = byStraddle(rows.filter((row) => row.asset === asset));
      for (const [straddle, days] of byStraddle(plain.filter((row) => row.asset === asset))) {
        // What a schedule repeats has each row as often, next to each other.
        const copies = days.filter(({ date }) => date === days[0]!.date).length;
        // These are the daily hedge by definition.
        const hedge = /^(every:1|(band|edge):0)$/.test(policy) ? "daily" : policy;
        const once = days.filter((_, i) => i % copies === 0);
        const expected = plainStudy(once, isSwap ? PLAIN_NS : PLAIN_ES, {
          hedge,
          optionCost: optionFactor * SLIPPAGE * (isSwap ? Math.sqrt(252) : 1),
          hedgeCost: points / 1e4,
          side,
        });
        studied.get(straddle)!.forEach((row, i) => {
          const { pnl_delta, ...others } = expected[Math.floor(i / copies)]!;
          const wanted = hedge === "daily" ? others : { ...others, pnl_delta: pnl_delta! };
          assert.equal("pnl_delta" in row, hedge !== "daily");
          for (const [name, value] of Object.entries(wanted)) {
            // A hedge may make something on a day without a value, which counts nowhere (V-6).
            if (name === "hpnl" && wanted.pnl === null) continue;
            near(row[name], value, `${policy}, ${asset} ${straddle} ${row.date} ${name}`, 10);
            if (value !== null) cells++;
          }
        });
      }
    }
  }
  assert.ok(cells > 100_000, `${cells} cells`);
});

/** The parts add up to the P&L on every row that has one, and on no other is there a part. */
function assertParts(rows: readonly Row[]): number {
  let checked = 0;
  for (const row of rows) {
    const parts = ["pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta"].flatMap((name) =>
      name in row ? [row[name] as number | null] : []
    );
    const where = `${row.asset} ${row.straddle} ${row.date}`;
    if (row.pnl === null) {
      assert.ok(parts.every((part) => part === null), where);
      continue;
    }
    assert.ok(parts.every((part) => part !== null), where);
    const sum = parts.reduce((sum: number, part) => sum + part!, 0);
    assert.ok(Math.abs(sum - (row.pnl as number)) <= 1e-12, `${where}: ${sum}, not ${row.pnl}`);
    checked++;
  }
  return checked;
}

Deno.test("G-2: the parts of the P&L add up to it on every row of random worlds", async () => {
  for (const policy of [undefined, "daily", "weekly", "none", "edge:0.2"]) {
    const hedge = policy === undefined ? undefined : parsePolicy(policy);
    for (const prices of WORLDS) {
      for (const allDays of [false, true]) {
        for (const set of RULE_SETS) {
          const rows = await rowsOf(prices, { attribution: true, hedge }, allDays, set);
          assert.ok(assertParts(rows) > 2000);
        }
      }
    }
  }
});

sharedTest(
  "G-2: the parts of the P&L add up to it on every row of the golden set's assets",
  ["data/amt.yml", "data/futs.csv", "data/overrides.csv", "golden/prices_public.parquet"],
  async (amtPath, chain, overrides, prices) => {
    const amt = readAmt(amtPath!);
    const inputs = { amt, chain: loadChain(chain!), overrides: loadOverrides(overrides!) };
    const switches = { ...PLAIN, attribution: true, hedge: parsePolicy("weekly") };
    const years = { from: 2001, to: 2026 };
    const live = amt.assets.filter(({ live }) => live);
    const { rows } = await engineRows(inputs, live, years, prices!, false, switches);
    assert.ok(assertParts(rows) > 50_000, `${rows.length} rows`);
  },
);

Deno.test("switches leave every other column as it is, on the same rows", async () => {
  const switches: Partial<Switches>[] = [
    { greeks: true, attribution: true },
    { hedge: parsePolicy("daily") },
    { hedge: parsePolicy("band:0"), attribution: true },
    { costs: { side: 1, optionFactor: 0, hedge: NO_HEDGE_COSTS } },
    { costs: { side: -1, optionFactor: 2, hedge: { byName: {}, others: 5 } } },
  ];
  for (const allDays of [true, false]) {
    const plain = await rowsOf(WORLDS[0]!, {}, allDays);
    const names = Object.keys(plain[0]!);
    for (const some of switches) {
      const rows = await rowsOf(WORLDS[0]!, some, allDays);
      assert.deepEqual(
        rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))),
        plain,
      );
    }
  }
});

Deno.test("G-3: band:0, edge:0 and every:1 are the daily hedge; ww is it where hedging costs nothing", async () => {
  for (const text of ["band:0", "edge:0", "every:1"]) {
    assert.deepEqual(parsePolicy(text), { kind: "daily" });
  }
  const daily = await rowsOf(WORLDS[1]!, { hedge: parsePolicy("daily") });
  assert.deepEqual(await rowsOf(WORLDS[1]!, { hedge: parsePolicy("ww:1") }), daily);
});

Deno.test("G-3: unhedged, a straddle makes its payoff less its premium", async () => {
  const rows = await rowsOf(WORLDS[2]!, { hedge: parsePolicy("none") }, false);
  let whole = 0;
  for (const [straddle, days] of byStraddle(rows.filter(({ asset }) => asset === "X"))) {
    if (days[0]!.action !== "ntry" || days.at(-1)!.action !== "xpry") continue;
    if (days.some(({ pnl }) => pnl === null)) continue;
    const sum = days.reduce((sum, { pnl }) => sum + (pnl as number), 0);
    const { hedge, strike, mv } = days.at(-1)!;
    assert.equal(mv, Math.abs((hedge as number) - (strike as number)) / (strike as number));
    near(sum, (mv as number) - (days[0]!.mv as number), straddle);
    whole++;
  }
  assert.ok(whole > 8, `${whole} straddles`);
});

Deno.test("G-4…G-6: costs are linear in κ and λ, and zero of both is no cost at all", async () => {
  const costs = (optionFactor: number, others: number) =>
    rowsOf(WORLDS[0]!, {
      hedge: parsePolicy("weekly"),
      costs: { side: 1, optionFactor, hedge: { byName: {}, others } },
    }, false);
  const [one, more, free] = [await costs(1, 1), await costs(3, 7), await costs(0, 0)];
  let charged = 0;
  one.forEach((row, i) => {
    near(more[i]!.cost_option, 3 * (row.cost_option as number), "κ");
    near(more[i]!.cost_hedge, 7 * (row.cost_hedge as number), "λ");
    if ((row.cost_option as number) > 0) {
      assert.equal(row.action, "ntry");
      charged++;
    }
    assert.deepEqual([free[i]!.cost_option, free[i]!.cost_hedge], [0, 0]);
    assert.ok(Object.is(free[i]!.net, free[i]!.pnl));
  });
  assert.ok(charged > 20);
});

Deno.test("G-1: finite differences of the plain value are the Greeks of an NS row", async () => {
  const rows = await rowsOf(WORLDS[0]!, { greeks: true });
  let checked = 0;
  for (const days of byStraddle(rows.filter(({ asset }) => asset === "Z")).values()) {
    const once = days.filter(({ date }, i) => date !== days[i - 1]?.date);
    const entry = once.findIndex(({ action }) => action === "ntry");
    const last = once.findIndex(({ action }) => action === "xpry");
    once.forEach((row, i) => {
      const t = last - i;
      const prices = row as Readonly<Record<string, number | null>>;
      const names = ["vol", ...PLAIN_NS.hedges];
      if (row.mv === null || t < 3 || names.some((name) => row[name] === null)) return;
      const first = once[entry] as Readonly<Record<string, number | null>>;
      const market = PLAIN_NS.market(prices, first, t, last - entry);
      const f = (dF: number, dv: number, dt: number) =>
        PLAIN_NS.value({ ...market, price: market.price + dF, vol: market.vol + dv }, t + dt);
      const s = market.vol / 1e4 * Math.sqrt(t / 365), A = market.annuity;
      const h = 2e-3 * s;
      const close = (name: string, difference: number, size: number) => {
        const miss = Math.abs(row[name] as number - difference);
        assert.ok(miss <= 2e-5 * Math.max(size, Math.abs(difference)), `${name} ${t} ${miss}`);
      };
      // Delta is a share of the annuity, and so is gamma.
      close("gamma", (f(h, 0, 0) - 2 * f(0, 0, 0) + f(-h, 0, 0)) / h ** 2 / A, 1 / s);
      close("vega", (f(0, 1e-2, 0) - f(0, -1e-2, 0)) / 2e-2, 1e-4);
      close("theta", -(f(0, 0, 1e-3) - f(0, 0, -1e-3)) / 2e-3, 1e-5);
      checked++;
    });
  }
  assert.ok(checked > 500, `${checked} rows`);
});

Deno.test("G-1: finite differences of the plain value are the Greeks of an ES row", async () => {
  const rows = await rowsOf(WORLDS[0]!, { greeks: true });
  let checked = 0;
  for (const days of byStraddle(rows.filter(({ asset }) => asset === "X")).values()) {
    const last = days.findIndex(({ action }) => action === "xpry");
    days.forEach((row, i) => {
      const t = last - i;
      if (row.mv === null || row.hedge === null || row.vol === null || t < 3) return;
      const market = {
        price: row.hedge as number,
        strike: row.strike as number,
        annuity: 1,
        vol: row.vol as number,
      };
      const f = (dx: number, dv: number, dt: number) => {
        const price = market.price + dx * market.strike;
        return PLAIN_ES.value({ ...market, price, vol: market.vol + dv }, t + dt);
      };
      const s = market.vol / 100 * Math.sqrt(t / 365);
      // A step that is small beside the width of the density, and large beside rounding.
      const h = 2e-3 * s;
      const close = (name: string, difference: number, size: number) => {
        const miss = Math.abs(row[name] as number - difference);
        assert.ok(miss <= 2e-5 * Math.max(size, Math.abs(difference)), `${name} ${t} ${miss}`);
      };
      close("gamma", (f(h, 0, 0) - 2 * f(0, 0, 0) + f(-h, 0, 0)) / h ** 2, 1 / s);
      close("vega", (f(0, 1e-3, 0) - f(0, -1e-3, 0)) / 2e-3, 1e-3);
      close("theta", -(f(0, 0, 1e-3) - f(0, 0, -1e-3)) / 2e-3, 1e-4);
      checked++;
    });
  }
  assert.ok(checked > 500, `${checked} rows`);
});

Deno.test("the plain Φ is that of tables", () => {
  assert.ok(Math.abs(Phi(1) - 0.8413447460685429) < 1e-15);
  assert.ok(Math.abs(Phi(-3) - 0.0013498980316301035) < 1e-15);
});

Deno.test("a policy is written as it is read, and nothing else is one", () => {
  for (const text of ["daily", "weekly:mon", "every:5", "band:0.1", "edge:0.25", "ww:2", "none"]) {
    assert.equal(policyText(parsePolicy(text)!), text);
  }
  assert.equal(policyText(parsePolicy("weekly")!), "weekly:fri");
  for (
    const text of [
      ...["", "weakly", "weekly:", "weekly:friday", "every", "every:0", "every:1.5", "every:-1"],
      ...["band", "band:", "band:-1", "band:x", "edge:1:2", "ww", "ww:0", "daily:1", "none:"],
    ]
  ) {
    assert.equal(parsePolicy(text), undefined, text);
  }
});
