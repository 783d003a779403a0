/** The engine against a plain second implementation of SPEC sections 3 to 7, on random worlds. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { loadChain } from "../../src/inputs/chain.ts";
import { parseAmt } from "../../src/loader.ts";
import { loadOverrides } from "../../src/inputs/overrides.ts";
import { NOTES, STATES } from "../../src/engine/states.ts";
import { type Cell, engineRows } from "../engine/engine_rows.ts";
import {
  assertSameRows,
  dayText,
  MS_PER_DAY,
  plainRows,
  scheduleOf,
  type VolFields,
  type World,
  type WorldAsset,
} from "../plain_engine.ts";
import { toParquet } from "../price_files.ts";
import { REFERENCE } from "../../src/inputs/rules.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-engine-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));

/* A world: assets, overrides, a chain and prices. */

const YEAR = 2023;
const FIRST_DAY = Date.UTC(YEAR - 1, 9, 15);
const LAST_DAY = Date.UTC(YEAR, 11, 20);

/** `Underlying` of assets, and their overrides; OVERRIDE has no day in the other months. */
const OVERRIDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "A 0": { "2022-12": "2022-12-20", "2023-01": "2023-01-18", "2023-02": "2023-02-28" },
  "b 1": { "2023-04": "2023-04-01", "2023-05": "2023-05-31", "2023-06": "2023-06-15" },
};
const CHAIN: Readonly<Record<string, string>> = { "QH2023 C": "Q H23 C", "QK2023 C": "Q K23 C" };

const SERIES = [
  ...["V1", "V2"].flatMap((ticker) => [`${ticker}|IV`, `${ticker}|IV2`]),
  ...["C.1|none", "C.2|none", "H1|PX", "H2|PX", "H1|PX_LAST", "H2|PX_LAST", "H3|PX_LAST"],
  ...["fsw0m", "fsw6m", "pva0m", "pva6m"].map((leg) => `E_${leg}_5|`),
  ..."FGHJKMNQUVXZ".split("").flatMap((m) => [`Q${m}2023 C|PX_LAST`, `Q${m}2024 C|PX_LAST`]),
];

const ordinaryArb = fc.tuple(
  fc.constantFrom("N", "F"),
  fc.integer({ min: -40, max: 40 }),
  fc.oneof(
    fc.tuple(fc.constantFrom("F", "R", "W"), fc.integer({ min: 1, max: 5 })),
    fc.tuple(fc.constant("BD"), fc.integer({ min: 1, max: 23 })),
  ),
).map(([ntrc, ntrv, [xprc, xprv]]) => `${ntrc}${ntrv}_${xprc}${xprv}_50`);

const oddArb = fc.record({
  ntrc: fc.constantFrom("N", "N", "F", "F", "X", "n", ""),
  ntrv: fc.constantFrom("0", "5", "", "a", "d", "e", "1.5", "+3", "1_0", " 7 ", "07", "-400"),
  xprc: fc.constantFrom("F", "BD", "OVERRIDE", "OVERRIDE", "OVERRIDE", "LB", "f"),
  xprv: fc.constantFrom("1", "3", " 2", "+4", "a", "b", "e", "0", ""),
  wgt: fc.constantFrom("33.3", ""),
}).map(({ ntrc, ntrv, xprc, xprv, wgt }) => `${ntrc}${ntrv}_${xprc}${xprv}_${wgt}`);

const componentArb = fc.oneof(
  { weight: 2, arbitrary: ordinaryArb },
  { weight: 1, arbitrary: oddArb },
);

/** Some components, some of them twice. */
const componentsArb = fc.tuple(
  fc.array(componentArb, { maxLength: 6 }),
  fc.nat({ max: 2 }),
).map(([components, again]) => [...components, ...components.slice(0, again)]);

const volArb = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      Source: fc.constant("BBG"),
      Ticker: fc.constantFrom("V1", "V2", "V1:2023-06:V2"),
      Near: fc.constantFrom("IV", "IV", "IV2", "NONE"),
      Far: fc.constantFrom("IV2", "IV2", "IV2", "IV", "NONE", ""),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      Source: fc.constant("CV"),
      Near: fc.constantFrom("C.1", "C.2"),
      Far: fc.constantFrom("C.1", "C.2", "NONE"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<VolFields | undefined>({ Source: "BBG_LMEVOL" }, undefined),
  },
);

const hedgeArb: fc.Arbitrary<WorldAsset["hedge"]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      Source: fc.constant("nonfut"),
      Ticker: fc.constantFrom("H1", "H2", "H1:2023-05:H2", "Q H23 C"),
      Field: fc.constantFrom("PX", "PX", "PX_LAST"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      Source: fc.constant("cds"),
      hedge: fc.constantFrom("H1", "H2", "", "H1:2023-07:H2"),
      hedge1: fc.constantFrom("H2", "H3", "", "H3:2023-02:H2"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ Source: "calc", ccy: "E", tenor: 5 }) },
  {
    weight: 2,
    arbitrary: fc.record({
      Source: fc.constant("fut"),
      fut_code: fc.constant("Q"),
      fut_month_map: fc.constantFrom("FGHJKMNQUVXZ", "GHJKMNQUVXZF", "HHHMMMUUUZZZ"),
      min_year_offset: fc.constantFrom(0, -1),
      market_code: fc.constant("C"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<WorldAsset["hedge"]>({ Source: "odd", x: 1 }, undefined),
  },
);

/** Names whose order by UTF-16 units is not that by code points. */
const PREFIXES = ["A", "b", "Ü", "\uFF00", "\u{1F600}", "A\u{10000}"];

/** A small generator of numbers in [0, 1): prices need many, and nobody needs them shrunk. */
function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = a + 0x6d2b79f5 | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** Prices of all series with gaps; `dirty` ones also have NaN, zeros and negatives. */
function randomPrices(seed: number, dirty: boolean): Map<string, number> {
  const random = mulberry32(seed);
  const prices = new Map<string, number>();
  for (const series of SERIES) {
    const gaps = [0, 0.02, 0.1, 0.5][Math.floor(4 * random())]!;
    const weekends = random() < 0.3;
    let price = 20 + 100 * random();
    let outage = 0;
    for (let ms = FIRST_DAY; ms <= LAST_DAY; ms += MS_PER_DAY) {
      price = Math.max(1, price * (0.95 + 0.1 * random()));
      const weekday = new Date(ms).getUTCDay();
      if (random() < 0.004) outage = Math.floor(40 * random());
      if (outage-- > 0 || random() < gaps || !weekends && (weekday + 6) % 7 > 4) continue;
      const odd = dirty ? random() : 1;
      prices.set(
        `${series}|${dayText(ms)}`,
        odd < 0.01 ? NaN : odd < 0.02 ? 0 : odd < 0.03 ? -price : price,
      );
    }
  }
  return prices;
}

const worldArb = (dirty: boolean): fc.Arbitrary<World> =>
  fc.record({
    assets: fc.array(
      fc.record({
        prefix: fc.constantFrom(...PREFIXES),
        components: componentsArb,
        vol: volArb,
        hedge: hedgeArb,
        model: fc.constantFrom("ES", "ES", "ES", "ES", "ES", "CDS_ES", "CDS_ES", "NS", ""),
      }),
      { minLength: 5, maxLength: 5 },
    ),
    seed: fc.integer(),
  }).map(({ assets, seed }) => ({
    assets: assets.map(({ prefix, ...rest }, i) => ({ name: `${prefix} ${i}`, ...rest })),
    prices: randomPrices(seed, dirty),
    year: YEAR,
    overrides: OVERRIDES,
    chain: CHAIN,
  }));

/* The engine on a world. */

const chainPath = join(folder, "futs.csv");
const overridesPath = join(folder, "overrides.csv");
writeFileSync(
  chainPath,
  "normalized_future,actual_future\n" +
    Object.entries(CHAIN).map((pair) => `${pair.join(",")}\n`).join(""),
);
writeFileSync(
  overridesPath,
  "ticker,expiry\n" +
    Object.entries(OVERRIDES).flatMap(([ticker, months]) =>
      Object.values(months).map((day) => `${ticker},${day}\n`)
    ).join(""),
);

function writePrices({ prices }: World): Promise<string> {
  const lines = [...prices].map(([key, price]) => `${key.replaceAll("|", ",")},${price}\n`);
  return toParquet(`ticker,field,date,value\n${lines.join("")}`);
}

function runEngine({ assets }: World, prices: string, allDays: boolean) {
  const table = {
    expiry_schedules: Object.fromEntries(assets.map(({ name, components }) => [name, components])),
    amt: Object.fromEntries(assets.map(({ name, vol, hedge, model }) => [name, {
      Underlying: name,
      Class: "C",
      Options: name,
      Vol: vol,
      Hedge: hedge,
      Valuation: { Model: model },
      WeightCap: 1,
    }])),
  };
  const amt = parseAmt(JSON.stringify(table), "world.yml");
  const inputs = {
    amt,
    chain: loadChain(chainPath),
    overrides: loadOverrides(overridesPath),
    rules: REFERENCE,
  };
  return engineRows(inputs, amt.assets, { from: YEAR, to: YEAR }, prices, allDays);
}

const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

Deno.test("S, T, P, A, V, B-7: the engine equals a plain day-by-day implementation on random worlds", async () => {
  let valued = 0, shown = 0, repeated = 0;
  await fc.assert(
    fc.asyncProperty(worldArb(true), async (world) => {
      const path = await writePrices(world);
      const plain = plainRows(world);
      const all = await runEngine(world, path, true);
      assertSameRows(all.rows, plain);
      const withValue = plain.filter((row) => row.mv !== null);
      const some = await runEngine(world, path, false);
      assertSameRows(some.rows, withValue);
      assert.deepEqual(some.columns, all.columns);
      assert.equal(some.report.rows, withValue.length);
      // N-7: each straddle in one state, and "valued" are those with a value.
      world.assets.forEach((asset) => {
        for (const { report } of [all, some]) {
          const counts = report.counts.find((count) => count.asset === asset.name)!;
          assert.equal(sum(counts.states), 12 * scheduleOf(asset).length);
          const texts = withValue.filter((row) =>
            row.asset === asset.name && row.action === "ntry"
          );
          const entered = new Set(
            withValue.filter((row) => row.asset === asset.name).map((row) => row.straddle),
          );
          const copies = (straddle: Cell | undefined) => {
            const rows = withValue.filter((row) =>
              row.asset === asset.name && row.straddle === straddle
            );
            return rows.filter((row) => row.date === rows[0]!.date).length;
          };
          assert.equal(counts.states[STATES.indexOf("valued")], sum([...entered].map(copies)));
          repeated += texts.length - new Set(texts.map((row) => row.straddle)).size;
        }
      });
      valued += withValue.length;
      shown += plain.length;
    }),
    { numRuns: 12 },
  );
  assert.ok(valued > 2_000, `only ${valued} valued rows of ${shown}`);
  assert.ok(repeated > 0, "no straddle was repeated");
});

Deno.test("V-6: option P&L telescopes and P&L accounts for the change in value and the hedge", async () => {
  let straddles = 0;
  await fc.assert(
    fc.asyncProperty(worldArb(false), async (world) => {
      const { rows, report } = await runEngine(world, await writePrices(world), false);
      const lost = NOTES.findIndex(({ text }) => text.startsWith("with P&L lost"));
      for (const { notes } of report.counts) assert.equal(notes[lost], 0);
      const groups = Map.groupBy(rows, (row) => `${row.asset}${row.straddle}`);
      for (const [name, repeated] of groups) {
        const group = repeated.filter((row, r) => row.date !== repeated[r - 1]?.date);
        const total = (column: string) => sum(group.map((row) => row[column] as number));
        const change = (group.at(-1)!.mv as number) - (group[0]!.mv as number);
        const tolerance = 1e-12 * group.length;
        assert.equal(group[0]!.action, "ntry", name);
        assert.equal(group.at(-1)!.action, "xpry", name);
        assert.ok(Math.abs(total("opnl") - change) <= tolerance, name);
        assert.ok(Math.abs(total("pnl") - change - total("hpnl")) <= tolerance, name);
        straddles++;
      }
    }),
    { numRuns: 8 },
  );
  assert.ok(straddles > 50, `only ${straddles} straddles`);
});
