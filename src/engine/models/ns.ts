/**
 * The NS model over the days of one straddle: a normal straddle on a forward swap, one step at
 * a time for all days. NaN stands for every missing number and carries itself through.
 *
 * Values are a unit of notional. The strike is the forward rate of the entry day, which no column
 * holds: it is that of the entry day's prices, which the strike columns are.
 */
import { erfAll } from "../erf.ts";
import { expAll } from "../exp_log.ts";
import type { RowBuffer } from "../row_buffer.ts";
import { Note } from "../states.ts";
import { DAYS, SQRT_YEARS } from "./es.ts";
import type { Model } from "./model.ts";
import { swapUnitFault } from "./swap_units.ts";

/** Days from the swap that starts now to the one that starts in six months. */
const HALF_YEAR = 182.5;
const SQRT_2_PI = Math.sqrt(2 * Math.PI);

/** The straddle at hand, its entry day first; vols in basis points a year. */
const vols = new Float64Array(DAYS);
/** F and A: the par rate and the annuity of the swap that starts on the expiry day. */
const forwards = new Float64Array(DAYS);
const annuities = new Float64Array(DAYS);
/** s: the deviation of F until expiry, a decimal like F. */
const deviations = new Float64Array(DAYS);
/** d/√2, then 2Φ(d) − 1. */
const bounds = new Float64Array(DAYS);
/** −d²/2, then √(2π)·φ(d). */
const densities = new Float64Array(DAYS);

function takePrices(
  marks: Float64Array,
  vol: number,
  prices: Float64Array,
  hedges: Int32Array,
  days: number,
): void {
  const [rate0, rate6, annuity0, annuity6] = [hedges[0]!, hedges[1]!, hedges[2]!, hedges[3]!];
  const whole = vol >= 0 && Math.min(rate0, rate6, annuity0, annuity6) >= 0;
  let lastVol = NaN, lastRate0 = NaN, lastRate6 = NaN, lastAnnuity0 = NaN, lastAnnuity6 = NaN;
  for (let i = 0; i < days && whole; i++) {
    const todayVol = marks[vol + i]!;
    const todayRate0 = prices[rate0 + i]!;
    const todayRate6 = prices[rate6 + i]!;
    const todayAnnuity0 = prices[annuity0 + i]!;
    const todayAnnuity6 = prices[annuity6 + i]!;
    if (todayVol === todayVol) lastVol = todayVol;
    if (todayRate0 === todayRate0) lastRate0 = todayRate0;
    if (todayRate6 === todayRate6) lastRate6 = todayRate6;
    if (todayAnnuity0 === todayAnnuity0) lastAnnuity0 = todayAnnuity0;
    if (todayAnnuity6 === todayAnnuity6) lastAnnuity6 = todayAnnuity6;
    const w = (days - 1 - i) / HALF_YEAR;
    const annuity = (1 - w) * lastAnnuity0 + w * lastAnnuity6;
    vols[i] = lastVol;
    forwards[i] = (1 - w) * lastRate0 + w * lastRate6;
    annuities[i] = annuity > 0 ? annuity : NaN;
  }
  if (!whole) forwards.fill(NaN, 0, days);
}

function valueDays(
  _strike: number,
  days: number,
  { mv, delta }: RowBuffer,
  at: number,
): number {
  const last = days - 1;
  const strike = forwards[0]!;
  for (let i = 0; i < last; i++) {
    const deviation = vols[i]! / 1e4 * SQRT_YEARS[last - i]!;
    deviations[i] = deviation > 0 ? deviation : NaN;
    const d = (forwards[i]! - strike) / deviations[i]!;
    bounds[i] = d / Math.SQRT2;
    densities[i] = -d * d / 2;
  }
  erfAll(bounds, last);
  expAll(densities, last);
  let valued = 0;
  for (let i = 0; i < last; i++) {
    // Bachelier: call plus put on a forward, times the annuity (Brigo & Mercurio 2006, app. to 1.5).
    const value = annuities[i]! * ((forwards[i]! - strike) * bounds[i]! +
      2 * deviations[i]! * (densities[i]! / SQRT_2_PI));
    mv[at + i] = value;
    delta[at + i] = value === value ? bounds[i]! : NaN;
    if (value === value) valued++;
  }
  const payoff = annuities[last]! * Math.abs(forwards[last]! - strike);
  const pays = payoff === payoff && vols[last]! > 0;
  mv[at + last] = pays ? payoff : NaN;
  delta[at + last] = pays ? (forwards[last]! >= strike ? 1 : -1) : NaN;
  return pays ? valued + 1 : valued;
}

/**
 * yesterday's par forward swap is worth A·(F − F of yesterday) today, exactly; a gap is
 * one step.
 */
function addProfits(
  _strike: number,
  days: number,
  { mv, delta, opnl, hpnl, pnl }: RowBuffer,
  at: number,
): boolean {
  let spans = false;
  opnl[at] = hpnl[at] = pnl[at] = 0;
  /** The last day with a value; -1 = none yet. */
  let last = mv[at] === mv[at] ? 0 : -1;
  for (let i = 1; i < days; i++) {
    const row = at + i;
    if (last < 0 || mv[row] !== mv[row]) {
      opnl[row] = hpnl[row] = pnl[row] = NaN;
      if (mv[row] === mv[row]) last = i;
      continue;
    }
    const option = mv[row]! - mv[at + last]!;
    const hedge = -delta[at + last]! * (annuities[i]! * (forwards[i]! - forwards[last]!));
    opnl[row] = option;
    hpnl[row] = hedge;
    pnl[row] = option + hedge;
    if (i - last > 1) spans = true;
    last = i;
  }
  return spans;
}

/** Straddles on a swap that starts on their expiry day, normal. */
export const NS: Model = {
  hedges: ["hedge", "hedge1", "hedge2", "hedge3"],
  gapNote: Note.spansGap,
  unitFault: swapUnitFault,
  takePrices,
  valueDays,
  addProfits,
};
