/**
 * A book: a run's straddles, each with a weight that is fixed on its entry day (BK-1, BK-2), scaled as
 * a whole towards a volatility (BK-3). No weight of a day knows of anything later than the day before
 * (BK-4). This computes; reading runs and writing books is done elsewhere.
 */
import { TRADING_DAYS } from "../base/calendar.ts";
import { weightOf } from "../engine/pnl_tally.ts";
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { dailySums, weekdayFrom } from "../runs/analysis/daily.ts";
import type { WeightedDays } from "../runs/analysis/weighted_days.ts";
import { componentFields } from "../runs/labels.ts";
import { weigher } from "./asset_weights.ts";
import { BOOK_DAYS, deviations, Reader } from "./history.ts";
import type { BookSettings } from "./settings.ts";

/** The weights of a run's straddle texts, and how many straddles have none for want of knowledge. */
export interface Weights {
  readonly weight: Float64Array;
  readonly unknown: number;
}

/** w = side × percent / 100 × the asset's weight on the entry day, within its cap. */
export function straddleWeights(run: RunAggregates, settings: BookSettings): Weights {
  const { straddles, assets, components } = run;
  const { cap, side } = settings;
  const percents = components.map((name) => weightOf(componentFields(name).split("|")[5]!));
  const caps = assets.map((asset) => cap?.(asset) ?? Infinity);
  const weightFor = weigher(run, settings.weights);
  const texts = straddles.count === 0 ? 0 : straddles.text.at(-1)! + 1;
  const weight = new Float64Array(texts);
  let unknown = 0;
  // Whoever weighs reads what is known as days go by.
  const order = Array.from({ length: straddles.count }, (_, i) => i)
    .sort((a, b) => straddles.entry[a]! - straddles.entry[b]! || a - b);
  for (const i of order) {
    const asset = straddles.asset[i]!;
    const own = weightFor({ asset, entry: straddles.entry[i]!, expiry: straddles.expiry[i]! });
    if (!Number.isFinite(own)) {
      unknown++;
      continue;
    }
    const bound = caps[asset]!;
    const capped = Math.max(-bound, Math.min(bound, own));
    weight[straddles.text[i]!] = side * percents[straddles.component[i]!]! * capped;
  }
  return { weight, unknown };
}

/** k by day: on a weekend that of its Monday, which is known on the Friday before. */
export type ScaleOf = (day: number) => number;

/**
 * k = min(target / σ̂, leverage), σ̂ the deviation a year of the unscaled book's daily P&L up to the day
 * before; while it is not known, 1 or the leverage if that is less. 1 without a target.
 */
export function scales(
  run: RunAggregates,
  weighted: readonly WeightedDays[],
  { volTarget, leverage }: Pick<BookSettings, "volTarget" | "leverage">,
): ScaleOf {
  if (volTarget === undefined) return () => 1;
  const parts = run.assetDays.map((sums, asset) => ({ ...sums, ...weighted[asset]! }));
  const { flows } = dailySums(parts, BOOK_DAYS);
  const known = { day: flows.day, value: deviations(flows.pnl) };
  const scale = new Map<number, number>();
  const reader = new Reader(known);
  const at = (day: number) => {
    const deviation = reader.before(day) * Math.sqrt(TRADING_DAYS);
    return Math.min(Number.isNaN(deviation) ? 1 : volTarget / deviation, leverage);
  };
  const days = new Set<number>();
  for (const { day } of run.assetDays) for (const each of day) days.add(weekdayFrom(each));
  for (const day of [...days].sort((a, b) => a - b)) scale.set(day, at(day));
  return (day) => scale.get(weekdayFrom(day))!;
}
