/**
 * The vol of a straddle that is entered two months before its expiry, day by day: Far until
 * the contract before its own has expired and Near from then on, or what lies between two constant
 * maturities.
 */
import { NO_DAY } from "../base/calendar.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";

/** By what an asset's marks roll: from contract to contract, or by the days of two maturities. */
export type MarkRule = "contracts" | { readonly near: number; readonly far: number };

/** What marking vols takes beside the straddles' own series (R-8). */
export interface Marks {
  readonly rule: MarkRule;
  /** The series of Near of straddles whose vol is Far; -1 = the vol is as quoted. */
  readonly near: Int32Array;
  /** The anchor of the month before the expiry month; without one, the first day of the latter. */
  readonly rollDay: Int32Array;
}

/** The rule that the names of Near and Far tell; undefined = they tell none. */
export function markRuleOf({ vol }: Asset): MarkRule | undefined {
  if (vol === undefined || vol.source !== "BBG") return undefined;
  if (/^1ST_MTH/.test(vol.near) && /^2ND_MTH/.test(vol.far)) return "contracts";
  const [near, far] = [maturityOf(vol.near), maturityOf(vol.far)];
  return near !== undefined && far !== undefined && near < far ? { near, far } : undefined;
}

/** The days of a constant maturity: `30DAY_IMPVOL_…` and `IV30`. */
function maturityOf(field: string): number | undefined {
  const days = /^(\d+)DAY|^IV(\d+)$/.exec(field);
  const number = Number(days?.[1] ?? days?.[2]);
  return number > 0 ? number : undefined;
}

/** The longest straddle has 92 days (S-11). */
const DAYS = 92;

/** The days of a straddle; `expiry` NO_DAY = nobody knows. */
interface Life {
  readonly first: number;
  readonly last: number;
  readonly expiry: number;
}

/** Marks straddles one after the other, into one array. */
export class VolMarker {
  readonly #marked = new Float64Array(DAYS);

  constructor(readonly marks: Marks, readonly prices: PriceSeries) {}

  isThere(series: number, day: number): boolean {
    return !Number.isNaN(this.prices.values[this.prices.origins[series]! + day]);
  }

  /** The marks of straddle `i`, whose vol is the series `far`, from the day `first` on. */
  fill(i: number, far: number, { first, last, expiry }: Life): Float64Array {
    const { marks: { rule, near, rollDay }, prices: { values, origins } } = this;
    const marked = this.#marked;
    const [nearBase, farBase] = [origins[near[i]!]!, origins[far]!];
    for (let day = first; day <= last; day++) {
      const [nearVol, farVol] = [values[nearBase + day]!, values[farBase + day]!];
      marked[day - first] = rule === "contracts"
        ? day < rollDay[i]! ? farVol : nearVol
        : expiry === NO_DAY
        ? farVol
        : between(nearVol, farVol, rule.near, rule.far, expiry - day);
    }
    return marked;
  }
}

/**
 * The vol to a day between two maturities, all in days: total variance σ²·T is linear between them,
 * and σ flat outside.
 */
export function between(
  nearVol: number,
  farVol: number,
  near: number,
  far: number,
  days: number,
): number {
  if (days <= near) return nearVol;
  if (days >= far) return farVol;
  if (nearVol === farVol) return nearVol;
  // A vol that is none has no variance; it stays what it is, and the day without a value.
  if (!(nearVol > 0 && farVol > 0)) return Math.min(nearVol, farVol);
  const nearVariance = nearVol * nearVol * near;
  const farVariance = farVol * farVol * far;
  const variance = nearVariance + (farVariance - nearVariance) * (days - near) / (far - near);
  return Math.sqrt(variance / days);
}
