/**
 * The weight of an asset for straddles that are entered on a day (BK-2), from what was known the day
 * before. Shares of aum: the notional, in strikes, of a straddle whose schedule has 100 percent.
 */
import { monthOfDay } from "../base/calendar.ts";
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { knownDeviations, knownVols, Reader } from "./history.ts";
import { BOOK_PREMIUM, BOOK_VEGA, premiumOf, vegaOf } from "./straddle_units.ts";
import type { WeightsFile } from "./weights_file.ts";

export const WEIGHTINGS = ["equal", "vega", "premium", "risk"] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/** A straddle about to be entered; `asset` is a position in the run's list. */
export interface Entry {
  readonly asset: number;
  readonly entry: number;
  readonly expiry: number;
}

/** Asked in the order of entry days; NaN = nothing is known yet. */
export type WeightOf = (entry: Entry) => number;

export function weigher(run: RunAggregates, weights: Weighting | WeightsFile): WeightOf {
  if (typeof weights !== "string") {
    return ({ asset, entry }) => weights.weight(run.assets[asset]!, entry);
  }
  const live = liveAssets(run);
  const share = (entry: number) => 1 / live(monthOfDay(entry)).length;
  switch (weights) {
    case "equal":
      return ({ entry }) => share(entry);
    case "vega":
      return atKnownVol(run, (vol, days) => BOOK_VEGA / vegaOf(vol, days), share);
    case "premium":
      return atKnownVol(run, (vol, days) => BOOK_PREMIUM / premiumOf(vol, days), share);
    case "risk":
      return byRisk(run, live);
  }
}

/**
 * The assets with a straddle whose months, entry to expiry, hold a month: their schedule says so, so
 * it is known before.
 */
function liveAssets({ straddles }: RunAggregates): (month: number) => readonly number[] {
  const months = new Map<number, Set<number>>();
  for (let i = 0; i < straddles.count; i++) {
    const asset = straddles.asset[i]!;
    for (let month = monthOfDay(straddles.entry[i]!); month <= straddles.month[i]!; month++) {
      const assets = months.get(month);
      if (assets) assets.add(asset);
      else months.set(month, new Set([asset]));
    }
  }
  const lists = new Map(Array.from(months, ([month, assets]) => [month, [...assets]]));
  return (month) => lists.get(month) ?? [];
}

/** A share of the book times what a straddle at the vol of the day before asks for. */
function atKnownVol(
  { assetDays }: RunAggregates,
  factor: (vol: number, days: number) => number,
  share: (entry: number) => number,
): WeightOf {
  const vols = assetDays.map((sums) => new Reader(knownVols(sums)));
  return ({ asset, entry, expiry }) => {
    const vol = vols[asset]!.before(entry);
    return vol > 0 ? share(entry) * factor(vol, Math.max(1, expiry - entry)) : NaN;
  };
}

/** 1/σ̂ of the asset over the sum of that of all live assets whose σ̂ is known. */
function byRisk(run: RunAggregates, live: (month: number) => readonly number[]): WeightOf {
  const readers = run.assetDays.map((sums) => new Reader(knownDeviations(sums)));
  let day = NaN, total = 0;
  return ({ asset, entry }) => {
    if (entry !== day) {
      day = entry;
      total = 0;
      for (const other of live(monthOfDay(entry))) {
        const deviation = readers[other]!.before(entry);
        if (deviation > 0) total += 1 / deviation;
      }
    }
    return 1 / readers[asset]!.before(entry) / total;
  };
}
