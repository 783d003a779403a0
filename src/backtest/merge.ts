/** What the workers of a run report, put together: chunks, P&L, faults, caches, facts. */
import type { PriceReading } from "../inputs/prices/reading.ts";
import type { SeriesFaults } from "../inputs/prices/series.ts";
import type { YearSpan } from "../base/calendar.ts";
import { compareText } from "../base/text.ts";
import type { BacktestRequest, BacktestResult } from "./request.ts";
import type { Done } from "./protocol.ts";
import type { CacheStats } from "../base/memo.ts";
import type { PnlByDay } from "../engine/pnl_tally.ts";
import { STATES } from "../engine/states.ts";
import { PLAIN, switchArguments } from "../engine/switches.ts";
import { REFERENCE, type Rules } from "../inputs/rules.ts";
import type { AssetFacts, RunArguments, RunFacts } from "../runs/facts.ts";
import { assetLabels } from "../runs/labels.ts";
import type { Manifest } from "./manifest.ts";

/** All chunks in output order, with their places in the output. */
export function writtenChunks(done: readonly Done[], start: number) {
  const chunks = done.flatMap(({ chunks }) => chunks).sort((a, b) => a.task - b.task);
  let offset = start;
  return chunks.map(({ rows, bytes, note }) => {
    const chunk = { rows, offset, note };
    offset += bytes;
    return chunk;
  });
}

/** Sums of P&L by day; each has its own days. */
export function mergePnl(tallies: readonly PnlByDay[]): PnlByDay {
  if (tallies.length === 0) return { firstDay: 0, byDay: new Float64Array(0), strikeDays: 0 };
  const firstDay = Math.min(...tallies.map((tally) => tally.firstDay));
  const ends = tallies.map((tally) => tally.firstDay + tally.byDay.length);
  const byDay = new Float64Array(Math.max(...ends) - firstDay);
  for (const tally of tallies) {
    tally.byDay.forEach((pnl, i) => byDay[tally.firstDay - firstDay + i]! += pnl);
  }
  const strikeDays = tallies.reduce((sum, tally) => sum + tally.strikeDays, 0);
  return { firstDay, byDay, strikeDays };
}

/** The faults of all series, each counted once though it may have been read several times. */
export function mergeFaults(found: readonly SeriesFaults[]): SeriesFaults[] {
  const all = new Map<string, SeriesFaults>();
  for (const faults of found) {
    const key = JSON.stringify([faults.ticker, faults.field]);
    const other = all.get(key);
    if (!other || countOf(other) < countOf(faults)) {
      all.set(key, faults);
    }
  }
  return [...all].sort(([a], [b]) => compareText(a, b)).map(([, faults]) => faults);
}

function countOf({ missing, repeated, stamped, contradicted }: SeriesFaults): number {
  return missing + repeated + stamped + contradicted;
}

/** One line a cache: the sums of all that several workers say of it. */
export function sumCaches(caches: readonly CacheStats[]): CacheStats[] {
  const sums = new Map<string, CacheStats>();
  for (const stats of caches) {
    const sum = sums.get(stats.name);
    sums.set(stats.name, {
      name: stats.name,
      entries: stats.entries + (sum?.entries ?? 0),
      hits: stats.hits + (sum?.hits ?? 0),
      misses: stats.misses + (sum?.misses ?? 0),
      bytes: stats.bytes + (sum?.bytes ?? 0),
    });
  }
  return [...sums.values()];
}

/** What a run says of its rules: nothing, if it has what it has unasked. */
function notDefault({ set, volMarks }: Rules): Pick<RunArguments, "rules" | "volMarks"> {
  return {
    ...(set === REFERENCE.set ? {} : { rules: set }),
    ...(volMarks === REFERENCE.volMarks ? {} : { volMarks }),
  };
}

/** What a run says of how its prices were read: nothing where that was not chosen. */
function chosen({ zone, duplicates }: PriceReading = {}): Pick<RunArguments, "reading"> {
  if (zone === undefined && duplicates === undefined) return {};
  return {
    reading: {
      ...(zone === undefined ? {} : { zone }),
      ...(duplicates === undefined ? {} : { duplicates }),
    },
  };
}

/** What a run was asked for, as its facts keep it. */
export function runArguments(
  {
    pattern,
    allDays,
    inputs: { reading, rules = REFERENCE, edits = [] },
    switches = PLAIN,
    project,
  }: BacktestRequest,
  years: YearSpan,
): RunArguments {
  return {
    pattern,
    ...years,
    allDays,
    ...chosen(reading),
    ...notDefault(rules),
    ...switchArguments(switches),
    ...(reading?.overrides === undefined ? {} : { priceOverrides: "amt" as const }),
    ...(edits.length === 0 ? {} : { set: edits.map(({ name, value }) => `${name}=${value}`) }),
    ...(project === undefined ? {} : { project }),
  };
}

/** Straddles by end state added up, in the order of states. */
export function sumStates(a: AssetFacts["states"], b: AssetFacts["states"]): AssetFacts["states"] {
  const sums: AssetFacts["states"] = {};
  for (const name of STATES) {
    const sum = (a[name] ?? 0) + (b[name] ?? 0);
    if (sum > 0) sums[name] = sum;
  }
  return sums;
}

export function runFacts(
  { version, inputs }: Manifest,
  request: BacktestRequest,
  { amt, plan, years }: Pick<BacktestResult, "amt" | "plan" | "years">,
  done: readonly Done[],
): RunFacts {
  const entries = plan.assets.map((underlying) => amt.byUnderlying.get(underlying)!);
  const assets = new Map<string, AssetFacts>();
  for (const [underlying, label] of assetLabels(amt, entries)) {
    assets.set(underlying, { ...label, states: {} });
  }
  // An Underlying with two entries is valued twice: its counts add up (L-2).
  for (const { asset, states } of done.flatMap(({ report }) => report.counts)) {
    const facts = assets.get(asset)!;
    const found = Object.fromEntries(STATES.map((name, state) => [name, states[state]!]));
    assets.set(asset, { ...facts, states: sumStates(facts.states, found) });
  }
  const rows = done.reduce((rows, { report }) => rows + report.rows, 0);
  return {
    version,
    arguments: runArguments(request, years),
    inputs,
    counts: { assets: plan.assets.length, straddles: plan.straddles, rows },
    assets: Object.fromEntries([...assets].sort(([a], [b]) => compareText(a, b))),
  };
}
