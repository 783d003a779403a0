/**
 * The engine against a plain second implementation of SPEC sections 3 to 7, written from the text:
 * dates are texts, prices a map, tables lists of rows, one day after the other.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { loadChain } from "../src/chain.ts";
import { parseAmt } from "../src/loader.ts";
import { loadOverrides } from "../src/overrides.ts";
import { NOTES, STATES } from "../src/states.ts";
import { type Cell, engineRows, type Row } from "./engine_rows.ts";
import { toParquet } from "./price_files.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-engine-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));

/* A world: assets, overrides, a chain and prices. */

interface VolFields {
  readonly Source: string;
  readonly Ticker?: string;
  readonly Near?: string;
  readonly Far?: string;
}

interface WorldAsset {
  readonly name: string;
  readonly components: readonly string[];
  readonly vol: VolFields | undefined;
  readonly hedge: Readonly<Record<string, string | number>> | undefined;
  readonly model: string;
}

interface World {
  readonly assets: readonly WorldAsset[];
  /** `ticker|field|date` to price; NaN = written as NaN. */
  readonly prices: ReadonlyMap<string, number>;
}

const YEAR = 2023;
const FIRST_DAY = Date.UTC(YEAR - 1, 9, 15);
const LAST_DAY = Date.UTC(YEAR, 11, 20);
const MS_PER_DAY = 86_400_000;
const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10);

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
  const inputs = { amt, chain: loadChain(chainPath), overrides: loadOverrides(overridesPath) };
  return engineRows(inputs, amt.assets, { from: YEAR, to: YEAR }, prices, allDays);
}

/* The second implementation. */

/** Python's int(): undefined = not an integer. */
function integer(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  return /^[+-]?[0-9]+$/.test(digits) ? parseInt(digits, 10) : undefined;
}

const byCodePoints = (a: string, b: string): number => {
  const [x, y] = [a, b].map((text) => Array.from(text, (c) => c.codePointAt(0)!));
  for (let i = 0; i < Math.min(x!.length, y!.length); i++) {
    if (x![i] !== y![i]) return x![i]! - y![i]!;
  }
  return x!.length - y!.length;
};

/** S-2, S-3: the five texts of each component. */
function scheduleOf({ name, components }: WorldAsset): string[][] {
  if (components.length === 0) return [["", "", "", "", ""]];
  const md5 = createHash("md5").update(name, "utf8").digest("hex");
  const offset = parseInt(md5.slice(0, 8), 16) % 1000000 % 5 + 1;
  const stride = Math.floor(20 / (components.length + 1));
  return components.map((component, position) => {
    const [entry, expiry, weight] = component.split("_") as [string, string, string];
    // `1_0` in the generator is an offset, but an underscore splits the component first.
    const cut = (text: string) => {
      let n = 0;
      while (n < text.length && text[n]! >= "A" && text[n]! <= "Z") n++;
      return n === 0 ? [text, ""] : [text.slice(0, n), text.slice(n)];
    };
    const fix = (value: string) =>
      ["a", "b", "c", "d"].includes(value) ? String(position * stride + offset) : value;
    const [ntrc, ntrv] = cut(entry);
    const [xprc, xprv] = cut(expiry);
    return [ntrc!, fix(ntrv!), xprc!, fix(xprv!), weight];
  });
}

/** `YYYY-MM`, `lag` months before the given one. */
function monthBefore(year: number, month: number, lag: number): string {
  for (; lag > 0; lag--) [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** The days of the months from `entry` to `expiry`. */
function daysBetween(entry: string, expiry: string): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(`${entry}-01T00:00Z`); dayText(ms).slice(0, 7) <= expiry;) {
    days.push(dayText(ms));
    ms += MS_PER_DAY;
  }
  return days;
}

/** T-3…T-13: [param, series] of each price column. */
function tickersOf({ vol, hedge }: WorldAsset, month: number, ntrc: string): [string, string][] {
  const rows: [string, string][] = [];
  const now = monthBefore(YEAR, month, 0);
  const add = (param: string, ticker: string, field: string, splits: boolean) => {
    const match = splits ? /^(.+):(\d{4}-\d{2}):(.+)$/.exec(ticker) : null;
    if (match && now === match[2]) return;
    const name = match ? (now < match[2]! ? match[1]! : match[3]!) : ticker;
    const normalized = Object.keys(CHAIN).find((key) => CHAIN[key] === name) ?? name;
    if (!rows.some(([other]) => other === param)) rows.push([param, `${normalized}|${field}`]);
  };
  const near = vol?.Near === "NONE" ? "" : vol?.Near ?? "";
  const far = vol?.Far === "NONE" || vol?.Far === near ? "" : vol?.Far ?? "";
  const series = ntrc === "N" ? near : ntrc === "F" ? far : "";
  if (series !== "" && vol!.Source === "CV") add("vol", series, "none", false);
  else if (series !== "") add("vol", vol!.Ticker!, series, true);
  const text = (key: string) => String(hedge![key] ?? "");
  switch (hedge?.Source) {
    case "nonfut":
      add("hedge", text("Ticker"), text("Field"), true);
      break;
    case "cds":
      if (text("hedge") !== "") add("hedge", text("hedge"), "PX_LAST", true);
      if (text("hedge1") !== "") add("hedge1", text("hedge1"), "PX_LAST", true);
      break;
    case "calc":
      add("hedge", "E_fsw0m_5", "", false);
      add("hedge1", "E_fsw6m_5", "", false);
      add("hedge2", "E_pva0m_5", "", false);
      add("hedge3", "E_pva6m_5", "", false);
      break;
    case "fut": {
      const letter = text("fut_month_map")[month - 1]!;
      const later = letter < "FGHJKMNQUVXZ"[month - 1]! ? 1 : 0;
      const year = YEAR + Math.max(later, Number(text("min_year_offset")));
      add("hedge", `${text("fut_code")}${letter}${year} ${text("market_code")}`, "PX_LAST", false);
      break;
    }
    default:
      rows.push([String(hedge?.Source ?? ""), "|"]);
  }
  return rows;
}

/** */
function anchorOf(month: string, xprc: string, xprv: string, name: string): string | undefined {
  if (xprc === "OVERRIDE") return OVERRIDES[name]?.[month];
  const wanted: Record<string, number[]> = { W: [3], R: [4], F: [5], BD: [1, 2, 3, 4, 5] };
  const n = integer(xprv);
  if (n === undefined || n < 1) return undefined;
  const days = daysBetween(month, month).filter((day) =>
    (wanted[xprc] ?? []).includes(new Date(`${day}T00:00Z`).getUTCDay())
  );
  return days[n - 1];
}

/** erf by its series with positive terms only (DLMF 7.6.2). */
function seriesErf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

const Phi = (z: number) => (1 + seriesErf(z / Math.SQRT2)) / 2;

/** The daily table of one straddle, all days: sections 5, 6 and 7. */
function straddleTable(
  asset: WorldAsset,
  month: number,
  [ntrc, ntrv, xprc, xprv, wgt]: string[],
  prices: World["prices"],
): Record<string, Cell>[] {
  const lag = { N: 1, F: 2 }[ntrc!] ?? 0;
  const [entryMonth, expiryMonth] = [monthBefore(YEAR, month, lag), monthBefore(YEAR, month, 0)];
  const straddle = `|${entryMonth}|${expiryMonth}|${ntrc}|${ntrv}|${xprc}|${xprv}|${wgt}|`;
  const tickers = tickersOf(asset, month, ntrc!);
  if (tickers.length === 0) return [];
  const rows = daysBetween(entryMonth, expiryMonth).map((date) => {
    const row: Record<string, Cell> = { asset: asset.name, straddle, date };
    for (const [param, series] of tickers) {
      const price = prices.get(`${series}|${date}`);
      row[param] = price === undefined || Number.isNaN(price) ? null : price;
    }
    return { ...row, action: "-", model: asset.model } as Record<string, Cell>;
  });
  const hedges = tickers.map(([param]) => param).filter((param) => /^hedge\d*$/.test(param));
  const hasVol = tickers.some(([param]) => param === "vol");

  let entry = -1, expiry = -1;
  if (hasVol && hedges.length > 0 && ["F", "R", "W", "BD", "OVERRIDE"].includes(xprc!)) {
    const good = (row: Record<string, Cell>) =>
      ["vol", ...hedges].every((param) => row[param] !== null);
    const inMonth = (row: Record<string, Cell>, text: string) =>
      (row.date as string).startsWith(text);
    const entryAnchor = anchorOf(entryMonth, xprc!, xprv!, asset.name);
    const offset = ntrv === "" ? 0 : integer(ntrv!);
    if (entryAnchor !== undefined && offset !== undefined) {
      const target = dayText(Date.parse(`${entryAnchor}T00:00Z`) + offset * MS_PER_DAY);
      entry = rows.findIndex((row) =>
        inMonth(row, entryMonth) && good(row) && (row.date as string) >= target
      );
      if (entry < 0) entry = rows.findLastIndex((row) => inMonth(row, entryMonth) && good(row));
    }
    const expiryAnchor = anchorOf(expiryMonth, xprc!, xprv!, asset.name);
    if (expiryAnchor !== undefined) {
      expiry = rows.findIndex((row) =>
        inMonth(row, expiryMonth) && good(row) && (row.date as string) >= expiryAnchor
      );
    }
  }
  if (entry >= 0) rows[entry]!.action = "ntry";
  if (expiry >= 0) rows[expiry]!.action = "xpry";
  if (entry === expiry) entry = -1;
  rows.forEach((row, r) => {
    const shown = entry >= 0 && r >= entry && (expiry < 0 || r <= expiry);
    row.strike_vol = shown ? rows[entry]!.vol! : null;
    hedges.forEach((hedge, j) => {
      row[j === 0 ? "strike" : `strike${j}`] = shown ? rows[entry]![hedge]! : null;
    });
    row.expiry = shown && expiry >= 0 ? rows[expiry]!.date! : null;
    for (const column of ["mv", "delta", "opnl", "hpnl", "pnl"]) row[column] = null;
  });
  if (entry < 0 || expiry < 0) return rows;

  const last: Record<string, Cell> = {};
  let previous: { mv: number | null; delta: number | null; hedge: Cell } | undefined;
  for (let r = entry; r <= expiry; r++) {
    const row = rows[r]!;
    for (const param of ["vol", ...hedges]) last[param] = row[param] ?? last[param] ?? null;
    const [S, X, v] = [last.hedge ?? null, row.strike!, last.vol!] as (number | null)[];
    let mv: number | null = null, delta: number | null = null;
    const models = ["ES", "CDS_ES"];
    if (models.includes(asset.model) && S !== null && S! > 0 && X! > 0 && v! > 0) {
      const t = expiry - r;
      if (t === 0) {
        mv = Math.abs(S! - X!) / X!;
        delta = S! >= X! ? 1 : -1;
      } else {
        const sigma = v! / 100 * Math.sqrt(t / 365);
        const d1 = Math.log(S! / X!) / sigma + sigma / 2;
        const d2 = d1 - sigma;
        mv = (S! * 2 * Phi(d1) - X! * 2 * Phi(d2) + X! - S!) / X!;
        delta = 2 * Phi(d1) - 1;
      }
    }
    let opnl: number | null = 0, hpnl: number | null = 0, pnl: number | null = 0;
    if (previous) {
      opnl = mv === null || previous.mv === null ? null : mv - previous.mv;
      hpnl = previous.delta === null || S === null || previous.hedge === null || !X
        ? null
        : -previous.delta * (S! - (previous.hedge as number)) / X;
      pnl = opnl === null || hpnl === null ? null : opnl + hpnl;
    }
    Object.assign(row, { mv, delta, opnl, hpnl, pnl });
    previous = { mv, delta, hedge: S ?? null };
  }
  return rows;
}

/** All rows of a world, sorted (B-7). */
function plainRows({ assets, prices }: World): Record<string, Cell>[] {
  const rows = assets.flatMap((asset) => {
    const schedule = scheduleOf(asset);
    return Array.from({ length: 12 }, (_, m) => m + 1).flatMap((month) =>
      schedule.flatMap((row) => straddleTable(asset, month, row, prices))
    );
  });
  const [asset, straddle, date] = ["asset", "straddle", "date"] as const;
  return rows.sort((a, b) =>
    byCodePoints(a[asset] as string, b[asset] as string) ||
    byCodePoints(a[straddle] as string, b[straddle] as string) ||
    byCodePoints(a[date] as string, b[date] as string)
  );
}

function assertSameRows(ours: readonly Row[], plain: readonly Record<string, Cell>[]): void {
  assert.equal(ours.length, plain.length, "number of rows");
  ours.forEach((row, r) => {
    for (const column of Object.keys(row)) {
      const a = row[column]!;
      const b = plain[r]![column] ?? null;
      if (a === b) continue;
      const near = typeof a === "number" && typeof b === "number" &&
        Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
      if (!near) assert.fail(`${row.asset} ${row.straddle} ${row.date} ${column}: ${a}, not ${b}`);
    }
  });
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
