/**
 * The brief word after a run: which of the series that it read look doubtful. One look at each price
 * finds what may be odd, the rules of `check` look at that by itself, and only what is left beside
 * its fellows, so that a run takes next to no time for it. What only a comparison with another series would show (vols that are the hedge's own
 * prices, or exchanged with them) is left to `check`.
 */
import type { PriceSeries } from "../../../inputs/prices/series.ts";
import type { StraddleTable } from "../../../engine/resolve.ts";
import type { SeriesCollector } from "../../../engine/series.ts";
import { weekdayOf } from "../../../base/calendar.ts";
import { frozenStretch, weekendsOf } from "./frozen.ts";
import { findJumps, PRICE_LIMITS, VOL_LIMITS } from "./jumps.ts";
import { positivePrices, type Prices } from "./prices.ts";
import { LEAST_WEEKENDS, sanityFindings, valuedSeries } from "./sanity.ts";

/** What a batch of a run has at hand. */
export interface Batch {
  readonly tables: readonly StraddleTable[];
  readonly series: SeriesCollector;
  readonly prices: PriceSeries;
}

/** What a series is to a model: neither, a vol, a hedge. */
const Role = { none: 0, vol: 1, hedge: 2 } as const;

/** The names of the series in doubt, with what looks odd, like `ACME US Equity PX_LAST (bad tick)`. */
export function doubtfulSeries({ tables, series, prices }: Batch): string[] {
  const roles = rolesOf(tables, series.tickers.length);
  const suspects = new Set<number>();
  const longest = roles.reduce(
    (most, role, id) =>
      role === Role.none ? most : Math.max(most, series.lastDays[id]! - series.firstDays[id]! + 1),
    0,
  );
  const memory = { days: new Int32Array(longest), values: new Float64Array(longest) };
  roles.forEach((role, id) => {
    if (role === Role.none) return;
    const isVol = role === Role.vol;
    const size = glance(series, prices, id, isVol);
    if (
      size === "odd size" ||
      size === "odd" && isOdd(positivePrices(prices, series, id, memory), isVol)
    ) {
      suspects.add(id);
    }
  });
  if (suspects.size === 0) return [];
  const found = valuedSeries({ tables: tables.filter((table) => reads(table, suspects)) });
  const only = (ids: ReadonlySet<number>) => ids.intersection(suspects);
  const judged = { ...found, vols: only(found.vols), hedges: only(found.hedges) };
  return sanityFindings({ series, prices }, judged).map(({ subject, kind }) =>
    `${subject} (${kind})`
  );
}

function rolesOf(tables: readonly StraddleTable[], count: number): Uint8Array {
  const roles = new Uint8Array(count);
  for (const { model, count: straddles, vol, hedges, hedgeParams } of tables) {
    if (model === undefined || model.hedges.length > 1) continue;
    const hedge = hedges[hedgeParams.indexOf("hedge")];
    for (let i = 0; i < straddles; i++) {
      const [v, h] = [vol[i]!, hedge?.[i] ?? -1];
      if (h >= 0 && roles[h] === Role.none) roles[h] = Role.hedge;
      if (v >= 0) roles[v] = Role.vol;
    }
  }
  return roles;
}

function reads({ vol, hedges }: StraddleTable, ids: ReadonlySet<number>): boolean {
  return [vol, ...hedges].some((own) => own.some((id) => ids.has(id)));
}

/** Whether a rule that needs no other series has something to say, or may have. */
function isOdd(own: Prices, isVol: boolean): boolean {
  const { copies, sundays, fridays } = weekendsOf(own);
  return findJumps(own, isVol ? VOL_LIMITS : PRICE_LIMITS).length > 0 ||
    frozenStretch(own, Infinity) !== undefined ||
    copies >= LEAST_WEEKENDS || sundays >= LEAST_WEEKENDS && fridays === 0;
}

/** Fewer equal prices in a row are nobody's doubt. */
const LEAST_EQUAL = 15;
/** Vols of which most are outside are no percents. */
const LEAST_VOL = 5, MOST_VOL = 200;

/** What one look at a series finds: a move as large as a tick, a standstill, weekends; a vol's size. */
function glance(
  { firstDays, lastDays }: SeriesCollector,
  { values, origins }: PriceSeries,
  id: number,
  isVol: boolean,
): "odd" | "odd size" | undefined {
  const { tick } = isVol ? VOL_LIMITS : PRICE_LIMITS;
  const [up, down] = [Math.exp(tick), Math.exp(-tick)];
  const [first, last] = [firstDays[id]!, lastDays[id]!];
  const begin = origins[id]! + first, end = origins[id]! + last;
  let weekday = weekdayOf(first);
  let before = NaN, count = 0, equal = 0, longest = 0, weekends = 0, outside = 0, moves = 0;
  for (let slot = begin; slot <= end; slot++) {
    const value = values[slot]!;
    const isWeekend = weekday >= 5;
    weekday = weekday === 6 ? 0 : weekday + 1;
    // NaN is not above zero.
    if (!(value > 0)) continue;
    if (value > up * before || value < down * before) moves++;
    if (value === before) {
      if (++equal > longest) longest = equal;
    } else equal = 0;
    if (isWeekend) weekends++;
    if (value < LEAST_VOL || value > MOST_VOL) outside++;
    count++;
    before = value;
  }
  if (isVol && 2 * outside > count) return "odd size";
  // A series that never moves is meant so.
  const standsStill = longest >= LEAST_EQUAL - 1 && longest < count - 1;
  return moves > 0 || standsStill || weekends >= LEAST_WEEKENDS ? "odd" : undefined;
}
