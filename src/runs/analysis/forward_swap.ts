/** The swap that an NS straddle of a finished run delivers. */
import { HALF_YEAR } from "../../engine/models/ns.ts";

/**
 * The rate or annuity of the swap that starts in so many days, on the expiry day, between those of
 * the swaps that start now and in six months.
 */
export function startingIn(days: number, now: number, inSixMonths: number): number {
  const w = days / HALF_YEAR;
  return (1 - w) * now + w * inSixMonths;
}
