/**
 * Runs a batch of damaged inputs through the engine, in a process of its own, because native code
 * that crashes takes its process along: `fuzz_batch.ts FOLDER NAME SEED FIRST COUNT`.
 *
 * Prints the number of each damage before it is tried, and at the end, as JSON, how many were
 * refused, accepted, and found equal to the second implementation. Exits 1 at the first wrong one.
 */
import { loadAmt, loadInputs } from "../../src/loader.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { refuseBroken } from "../../src/inputs/amt/problems.ts";
import { StraddleError } from "../../src/base/errors.ts";
import type { Amt, Asset } from "../../src/inputs/amt/asset_table.ts";
import { clearCaches } from "../../src/base/memo.ts";
import { makePlan } from "../../src/backtest/plan.ts";
import { type Cell, engineRows } from "../engine/engine_rows.ts";
import { assertSameRows, plainRows, type World, type WorldAsset } from "../plain_engine.ts";
import { damage } from "./damage.ts";
import { random } from "./harmless.ts";
import { quoted } from "./program.ts";

const YEAR = 2024;
const NAMES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"] as const;
type Name = (typeof NAMES)[number];

/** The damage `n` of a seed, whatever was tried before it: every other one is a single other byte. */
function damaged(whole: Uint8Array, seed: number, n: number): Uint8Array {
  const pick = random(Math.imul(seed, 1_000_003) + n);
  if (n % 2 === 1) return damage(whole, pick);
  const bytes = whole.slice();
  bytes[pick(bytes.length)]! ^= 1 + pick(255);
  return bytes;
}

/** The prices of files, read by a handle that has nothing of ours: the last finite one of a day. */
class PlainReader {
  constructor(readonly connection: Awaited<ReturnType<DuckDBInstance["connect"]>>) {}

  static async open(): Promise<PlainReader> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    return new PlainReader(await instance.connect());
  }

  /** Undefined when the file cannot be read to its end. */
  async prices(path: string): Promise<Map<string, number> | undefined> {
    const file = `read_parquet(${quoted(path)}, binary_as_string = true, file_row_number = true)`;
    try {
      const reader = await this.connection.runAndReadAll(
        `SELECT concat(ticker, '|', field, '|', strftime(date::DATE, '%Y-%m-%d')),
                last(value::DOUBLE ORDER BY date, file_row_number)
         FROM ${file} WHERE ticker IS NOT NULL AND field IS NOT NULL AND isfinite(value::DOUBLE)
         GROUP BY ticker, field, date::DATE`,
      );
      const [keys, values] = reader.getColumnsJS() as [string[], number[]];
      return new Map(keys.map((key, i) => [key, values[i]!]));
    } catch {
      return undefined;
    }
  }
}

/** The pairs of two columns, the plain way; undefined where a real parser may see others. */
function pairsOf(path: string, first: string, second: string): [string, string][] | undefined {
  const text = new TextDecoder().decode(Deno.readFileSync(path));
  if (/[";\t]/.test(text)) return undefined;
  const [header, ...lines] = text.split(/\r\n|\n|\r/).map((line) => line.split(","));
  const [a, b] = [header!.indexOf(first), header!.indexOf(second)];
  if (a < 0 || b < 0) return undefined;
  return lines.filter((cells) => cells.length > 1 || cells[0] !== "")
    .map((cells) => [cells[a] ?? "", cells[b] ?? ""]);
}

function chainOf(path: string): World["chain"] | undefined {
  const pairs = pairsOf(path, "normalized_future", "actual_future")
    ?.filter(([normalized, actual]) => normalized !== "" && actual !== "");
  // One way round is all the second implementation knows.
  const unlike = (names?: string[]) => new Set(names).size === names?.length;
  const both = [pairs?.map(([a]) => a), pairs?.map(([, b]) => b)];
  return pairs && both.every(unlike) ? Object.fromEntries(pairs) : undefined;
}

function isIsoDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function overridesOf(path: string): World["overrides"] | undefined {
  const pairs = pairsOf(path, "ticker", "expiry");
  if (!pairs) return undefined;
  const byTicker: Record<string, Record<string, string>> = {};
  for (const [ticker, day] of pairs) {
    if (isIsoDay(day)) (byTicker[ticker] ??= {})[day.slice(0, 7)] = day;
    // What is a day in another form is for the program; what is none is no row (D-1).
    else if (!/^[\d-]*$/.test(day) || /^\d{1,2}-\d{1,2}-\d{2,4}$|^\d{5,8}$/.test(day)) {
      return undefined;
    }
  }
  return byTicker;
}

const PLAIN_COMPONENT =
  /^[NF](0|-?[1-9]\d{0,2})?_(([FRW]|BD)([1-9]\d?|[abcd])|OVERRIDE)_\d+(\.\d+)?$/;
const HEDGES: Readonly<Record<string, readonly string[]>> = {
  nonfut: ["Ticker", "Field"],
  cds: ["hedge"],
  fut: ["fut_code", "fut_month_map", "market_code"],
};

/** The asset for the second implementation; undefined where its file says something it does not know. */
function plainAsset(amt: Amt, asset: Asset): WorldAsset | undefined {
  const { vol, hedge, model, underlying } = asset;
  const components = amt.schedules.get(asset.options ?? "");
  if (amt.assets.filter((other) => other.underlying === underlying).length > 1) return undefined;
  if (!Array.isArray(components) || components.length === 0) return undefined;
  if (!components.every((text) => typeof text === "string" && PLAIN_COMPONENT.test(text))) {
    return undefined;
  }
  const source = String(hedge?.get("Source"));
  if (!Object.hasOwn(HEDGES, source) || !["BBG", "CV"].includes(vol?.source ?? "")) {
    return undefined;
  }
  if (!HEDGES[source]!.every((key) => /^[^:]+$/.test(String(hedge!.get(key) ?? "")))) {
    return undefined;
  }
  const text = Object.fromEntries([...hedge!].map(([key, value]) => [key, value]));
  if (Object.values(text).some((value) => !["string", "number"].includes(typeof value))) {
    return undefined;
  }
  if (source === "fut") {
    if (!/^[FGHJKMNQUVXZ]{12}$/.test(String(text["fut_month_map"]))) return undefined;
    if (!/^-?\d$/.test(String(text["min_year_offset"]))) return undefined;
  }
  if (vol!.ticker.includes(":") || vol!.near === "" || /[\r\n]/.test(underlying)) return undefined;
  const volFields = { Source: vol!.source, Ticker: vol!.ticker, Near: vol!.near, Far: vol!.far };
  return {
    name: underlying,
    components: components as string[],
    vol: volFields,
    hedge: text as Record<string, string | number>,
    model,
  };
}

const counts = { refused: 0, accepted: 0, compared: 0, rows: 0 };

/** Values the inputs, and compares every row with the second implementation's where that can be. */
async function tryInputs(paths: Record<Name, string>, plain: PlainReader): Promise<void> {
  const amt = loadAmt(paths["amt.yml"]);
  const live = [...new Map(
    amt.assets.filter((asset) => asset.live).map((asset) => [asset.underlying, asset]),
  ).values()].map(({ underlying }) => amt.byUnderlying.get(underlying)!);
  refuseBroken(amt, live);
  const inputs = loadInputs(amt, {
    chain: paths["futs.csv"],
    overrides: paths["overrides.csv"],
  });
  makePlan(amt, live, { from: YEAR, to: YEAR }, false);
  const prices = paths["prices.parquet"];
  const { rows } = await engineRows(inputs, live, { from: YEAR, to: YEAR }, prices, false);
  counts.accepted++;
  const found = intactPrices ?? await plain.prices(prices);
  const [chain, overrides] = [chainOf(paths["futs.csv"]), overridesOf(paths["overrides.csv"])];
  if (!found || !chain || !overrides) return;
  const assets = live.flatMap((asset) => plainAsset(amt, asset) ?? []);
  const expected = plainOf({ assets, prices: found, year: YEAR, chain, overrides });
  const names = new Set(assets.map(({ name }) => name));
  const ours = rows.filter((row) => names.has(row["asset"] as string));
  assertSameRows(ours, expected);
  counts.compared++;
  counts.rows += ours.length;
}

/** A number beyond all bounds minus another is no number: a missing one. */
function withoutNaN(row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [column, Number.isNaN(cell) ? null : cell]),
  );
}

/** The prices while something else is damaged. */
let intactPrices: ReadonlyMap<string, number> | undefined;
/** The expected rows by world, since most damage to texts changes nothing. */
const expectedRows = new Map<string, ReturnType<typeof plainRows>>();

function plainOf(world: World): ReturnType<typeof plainRows> {
  const valued = (of: World) => plainRows(of).map(withoutNaN).filter((row) => row["mv"] !== null);
  if (world.prices !== intactPrices) return valued(world);
  const key = JSON.stringify({ ...world, prices: undefined });
  let rows = expectedRows.get(key);
  if (!rows) expectedRows.set(key, rows = valued(world));
  return rows;
}

/** Assets that name futures as the exchange does: the chain alone leads to their prices. */
const FUTURES = ["QZ H24 Comdty", "QZ J24 Comdty"].map((ticker) => `
  ${ticker}:
    Underlying: "${ticker}"
    Vol: {Source: BBG, Ticker: ACME US Equity, Near: IV30, Far: IV60}
    Options: two_leg
    Hedge: {Source: nonfut, Ticker: ${ticker}, Field: PX_LAST}
    WeightCap: 1
    Valuation: {Model: ES}
`).join("");

if (import.meta.main) {
  const [base, name, seed, first, count] = Deno.args as [string, Name, string, string, string];
  const whole = Deno.readFileSync(join(base, name));
  const intact = Object.fromEntries(NAMES.map((name) => [name, join(base, name)]));
  const folder = Deno.makeTempDirSync({ prefix: "straddle-fuzz-" });
  const plain = await PlainReader.open();
  if (name === "futs.csv" && base.endsWith("mini")) {
    intact["amt.yml"] = join(folder, "amt.yml");
    Deno.writeTextFileSync(
      intact["amt.yml"],
      Deno.readTextFileSync(join(base, "amt.yml")) + FUTURES,
    );
  }
  if (name !== "prices.parquet") intactPrices = await plain.prices(intact["prices.parquet"]!);
  const say = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
  try {
    for (let n = Number(first); n < Number(first) + Number(count); n++) {
      say(String(n));
      // A name of its own for each: caches know files by name, size and time.
      const path = join(folder, `${n}-${name}`);
      Deno.writeFileSync(path, damaged(whole, Number(seed), n));
      try {
        await tryInputs({ ...intact, [name]: path } as Record<Name, string>, plain);
      } catch (error) {
        if (!(error instanceof StraddleError)) throw error;
        assert.equal(error.exitCode, 3, error.message);
        assert.doesNotMatch(error.message, /\n|^\s+at /, "one line");
        counts.refused++;
      } finally {
        Deno.removeSync(path);
        if (n % 50 === 0) clearCaches();
      }
    }
    say(JSON.stringify(counts));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
