/** The hedge that is held after each day's close, by a policy (G-3). */
import { weekdayOf } from "../../base/calendar.ts";
import type { Policy } from "./policy.ts";

/** What a hedger knows of a straddle's days, the entry day first. */
export interface HedgedDays {
  readonly days: number;
  readonly entry: number;
  /** The model's deltas, from place `at` on; NaN = no value that day. */
  readonly delta: Float64Array;
  readonly at: number;
  /** Whether the hedge can be traded; with `every:N`, whether the day is a good one. */
  readonly tradable: Uint8Array;
  /** Half the band's width by day, where it is not a constant. */
  readonly widths: Float64Array;
}

/**
 * Writes the holding of every day from `at` on: NaN on days without a value, 0 on the expiry day,
 * when it is closed. The first trade is on the entry day, to delta; on a day without a price the
 * holding stands. `daily` knows no such days: V-6 takes the model's delta of each of them.
 */
export function holdHedge(policy: Policy, hedged: HedgedDays, held: Float64Array): void {
  const { days, entry, delta, at, tradable, widths } = hedged;
  const daily = policy.kind === "daily";
  let holding = 0, good = -1;
  let begun = policy.kind === "none";
  for (let i = 0; i < days; i++) {
    if (tradable[i] === 1) good++;
    const target = delta[at + i]!;
    if (target !== target) {
      held[at + i] = NaN;
      continue;
    }
    if (i === days - 1) holding = 0;
    else if (daily) holding = target;
    else if (tradable[i] === 1) {
      holding = begun ? rebalance(policy, holding, target, entry + i, good, widths[i]!) : target;
      begun = true;
    }
    held[at + i] = holding;
  }
}

/** The holding after a day on which it can be traded; `good`: how many of these came before. */
function rebalance(
  policy: Policy,
  holding: number,
  target: number,
  day: number,
  good: number,
  width: number,
): number {
  switch (policy.kind) {
    case "weekly":
      return weekdayOf(day) === policy.weekday ? target : holding;
    case "every":
      return good % policy.days === 0 ? target : holding;
    case "band":
      return Math.abs(holding - target) > policy.width ? target : holding;
    case "edge":
      return toEdge(holding, target, policy.width);
    case "ww":
      return toEdge(holding, target, width);
    default:
      return holding;
  }
}

function toEdge(holding: number, target: number, width: number): number {
  if (holding > target + width) return target + width;
  return holding < target - width ? target - width : holding;
}

/**
 * Half the width of Whalley & Wilmott's band (Mathematical Finance 7, 1997, without interest):
 * (3·λ·P·Γ²/(2·A))^⅓ with P the price of the hedge and Γ the change of delta a unit of it.
 */
export function whalleyWilmott(
  cost: number,
  price: number,
  gamma: number,
  aversion: number,
): number {
  return Math.cbrt(3 * cost * price * gamma * gamma / (2 * aversion));
}
