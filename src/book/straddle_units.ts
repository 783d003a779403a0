/** What a straddle at the money is, in units of its strike: premium and vega of the day it is entered. */
import { erf } from "../engine/erf.ts";

const DAYS_A_YEAR = 365;

/** A month at 20 vols: a straddle that `vega` and `premium` weigh as `equal` does. */
const REFERENCE = { vol: 20, days: 30 };

/** x = 1 in the model's terms (V-1): s = σ√T and d1 = s/2. */
function deviation(vol: number, days: number): number {
  return vol / 100 * Math.sqrt(days / DAYS_A_YEAR);
}

/** 2·(2Φ(s/2) − 1), a share of the strike. */
export function premiumOf(vol: number, days: number): number {
  return 2 * erf(deviation(vol, days) / 2 / Math.SQRT2);
}

/** 2·φ(s/2)·√T/100, a share of the strike for a point of vol. */
export function vegaOf(vol: number, days: number): number {
  const d1 = deviation(vol, days) / 2;
  const density = Math.exp(-d1 * d1 / 2) / Math.sqrt(2 * Math.PI);
  return 2 * density * Math.sqrt(days / DAYS_A_YEAR) / 100;
}

/** The premium and the vega of the whole book, as shares of aum: of all of it in such straddles. */
export const BOOK_PREMIUM = premiumOf(REFERENCE.vol, REFERENCE.days);
export const BOOK_VEGA = vegaOf(REFERENCE.vol, REFERENCE.days);
