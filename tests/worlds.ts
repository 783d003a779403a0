/** Random worlds for property tests: assets, overrides, a chain and prices, and the engine on them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { loadChain } from "../src/inputs/chain.ts";
import { parseAmt } from "../src/loader.ts";
import { loadOverrides } from "../src/inputs/overrides.ts";
import { REFERENCE, RULE_SETS, VOL_MARKS } from "../src/inputs/rules.ts";
import { engineRows } from "./engine/engine_rows.ts";
import {
  dayText,
  MS_PER_DAY,
  type VolFields,
  type World,
  type WorldAsset,
} from "./plain_engine.ts";
import { toParquet } from "./price_files.ts";
import { mulberry32 } from "./random.ts";

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

/** What only the rules beyond the reference read; vols of contracts have years of two digits or four. */
const SERIES_BEYOND = [
  ...["V1", "V2"].flatMap((ticker) =>
    ["1ST_MTH", "2ND_MTH", "30DAY", "60DAY"].map((term) => `${ticker}|${term}_IV`)
  ),
  ...["fsw0m", "fsw6m", "pva0m", "pva6m"].map((leg) => `R_${leg}_2_5|`),
  ...["N.1|none", "N.2|none"],
  ..."FGHJKM".split("").flatMap((m) => [`QR${m}2023 C|PX_LAST`, `QR${m}2024 C|PX_LAST`]),
  ..."NQUVXZ".split("").flatMap((m) => [`QR${m}23 C|PX_LAST`, `QR${m}24 C|PX_LAST`]),
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

/** Vols whose fields tell how they are marked, and tickers that switch more than once. */
const volBeyondArb = fc.record({
  Source: fc.constant("BBG"),
  Ticker: fc.constantFrom("V1", "V1:2023-06:V2", "V1:2023-03:V2:2023-07:V1"),
  terms: fc.constantFrom(["1ST_MTH_IV", "2ND_MTH_IV"], ["30DAY_IV", "60DAY_IV"], ["IV", "IV2"]),
}).map(({ terms: [Near, Far], ...vol }): VolFields => ({ ...vol, Near: Near!, Far: Far! }));

const futureArb = fc.record({
  Source: fc.constant("fut"),
  fut_code: fc.constant("Q"),
  fut_month_map: fc.constantFrom("FGHJKMNQUVXZ", "GHJKMNQUVXZF", "HHHMMMUUUZZZ"),
  min_year_offset: fc.constantFrom(0, -1),
  market_code: fc.constant("C"),
});

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
  { weight: 2, arbitrary: futureArb },
  {
    weight: 1,
    arbitrary: fc.constantFrom<WorldAsset["hedge"]>({ Source: "odd", x: 1 }, undefined),
  },
);

type Parts = Pick<WorldAsset, "vol" | "hedge" | "model">;

const partsArb: fc.Arbitrary<Parts> = fc.record({
  vol: volArb,
  hedge: hedgeArb,
  model: fc.constantFrom("ES", "ES", "ES", "ES", "ES", "CDS_ES", "CDS_ES", "NS", ""),
});

const partsBeyondArb: fc.Arbitrary<Parts> = fc.oneof(
  { weight: 2, arbitrary: partsArb },
  {
    weight: 3,
    arbitrary: fc.record({
      vol: volBeyondArb,
      hedge: fc.record({
        Source: fc.constant("cds"),
        hedge: fc.constantFrom("H1", "H1:2023-03:H2:2023-07:H3", "H1:2023-05:H2"),
        hedge1: fc.constantFrom("H3:2023-02:H2", ""),
      }),
      model: fc.constantFrom("ES", "CDS_ES"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      vol: fc.constant({ Source: "BBG_LMEVOL" }),
      hedge: futureArb,
      model: fc.constant("ES"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      vol: fc.constantFrom({ Source: "CV", Near: "N.1", Far: "N.2" }),
      // The series of E are no rates: such an asset is refused.
      hedge: fc.constantFrom(
        { Source: "calc", ccy: "R", tenor: "2_5" },
        { Source: "calc", ccy: "R", tenor: "2_5" },
        { Source: "calc", ccy: "E", tenor: 5 },
      ),
      model: fc.constant("NS"),
    }),
  },
);

/** Names whose order by UTF-16 units is not that by code points. */
const PREFIXES = ["A", "b", "Ü", "\uFF00", "\u{1F600}", "A\u{10000}"];

/** How the prices of a series begin and go on. */
function moves(series: string, random: () => number): (before: number | undefined) => number {
  if (/^R_fsw/.test(series)) return (rate = 0.01) => rate + 0.002 * (random() - 0.5);
  if (/^R_pva/.test(series)) return () => 4 + random();
  if (/^N\./.test(series)) {
    return (vol = 80) => Math.max(20, Math.min(200, vol * (0.95 + 0.1 * random())));
  }
  return (price) =>
    price === undefined ? 20 + 100 * random() : Math.max(1, price * (0.95 + 0.1 * random()));
}

/** Prices of the series with gaps; `dirty` ones also have NaN, zeros and negatives. */
function randomPrices(seed: number, dirty: boolean, names: readonly string[]): Map<string, number> {
  const random = mulberry32(seed);
  const prices = new Map<string, number>();
  // A failure's report has no use for twenty thousand of them.
  Object.defineProperty(prices, fc.toStringMethod, { value: () => `prices of seed ${seed}` });
  for (const series of names) {
    const gaps = [0, 0.02, 0.1, 0.5][Math.floor(4 * random())]!;
    const weekends = random() < 0.3;
    const move = moves(series, random);
    let price = move(undefined);
    let outage = 0;
    for (let ms = FIRST_DAY; ms <= LAST_DAY; ms += MS_PER_DAY) {
      price = move(price);
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

/** Worlds; those `beyond` the reference have a rule set, and assets that only rules beyond it value. */
export const worldArb = (dirty: boolean, beyond = false): fc.Arbitrary<World> =>
  fc.record({
    assets: fc.array(
      fc.record({
        prefix: fc.constantFrom(...PREFIXES),
        components: componentsArb,
        parts: beyond ? partsBeyondArb : partsArb,
      }),
      { minLength: 5, maxLength: 5 },
    ),
    seed: fc.integer(),
    rules: beyond
      ? fc.record({ set: fc.constantFrom(...RULE_SETS), volMarks: fc.constantFrom(...VOL_MARKS) })
      : fc.constant(REFERENCE),
    switchovers: beyond ? fc.subarray(["2023-02-01", "2023-06-15"]) : fc.constant<string[]>([]),
  }).map(({ assets, seed, rules, switchovers }) => {
    const names = assets.map(({ prefix }, i) => `${prefix} ${i}`);
    return {
      assets: assets.map(({ components, parts }, i) => ({ name: names[i]!, components, ...parts })),
      prices: randomPrices(seed, dirty, beyond ? [...SERIES, ...SERIES_BEYOND] : SERIES),
      year: YEAR,
      overrides: OVERRIDES,
      chain: CHAIN,
      // The first goes on as the second, and that as the third.
      continuity: switchovers.map((day, i) => [names[i]!, names[i + 1]!, day] as const),
      rules,
    };
  });

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

/** The world's prices as a Parquet file; its path. */
export function writePrices({ prices }: World): Promise<string> {
  const lines = [...prices].map(([key, price]) => `${key.replaceAll("|", ",")},${price}\n`);
  return toParquet(`ticker,field,date,value\n${lines.join("")}`);
}

/** The world's tables as the program reads them. */
export function inputsOf({ assets, continuity, rules = REFERENCE }: World) {
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
    ...continuity?.length
      ? {
        asset_continuity: { Columns: ["asset", "auxiliary_asset", "switchover"], Rows: continuity },
      }
      : {},
  };
  return {
    amt: parseAmt(JSON.stringify(table), "world.yml"),
    chain: loadChain(chainPath),
    overrides: loadOverrides(overridesPath),
    rules,
  };
}

/** The engine's rows of the world, those without a value too with `allDays`. */
export function runEngine(world: World, prices: string, allDays: boolean) {
  const inputs = inputsOf(world);
  return engineRows(inputs, inputs.amt.assets, { from: YEAR, to: YEAR }, prices, allDays);
}
