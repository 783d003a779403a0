/**
 * The NS model over the days of one straddle: a normal straddle on a forward swap, one step at
 * a time for all days. NaN stands for every missing number and carries itself through.
 *
 * Values are a unit of notional. The strike is the forward rate of the entry day, which no column
 * holds: it is that of the entry day's prices, which the strike columns are.
 */
import { TRADING_DAYS } from "../../base/calendar.ts";
import { erfAll } from "../erf.ts";
import { expAll } from "../exp_log.ts";
import type { FigureRows } from "../figure_rows.ts";
import { Note } from "../states.ts";
import { DAYS, SQRT_YEARS } from "./es.ts";
import type { Greeks, HedgeTerms, Model, PnlParts } from "./model.ts";
import { swapUnitFault } from "./swap_units.ts";

/** Days from the swap that starts now to the one that starts in six months. */
export const HALF_YEAR = 182.5;
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
/** Of an attribution: each day's step from the last day with a value; two prices a step. */
const stepFrom = new Int32Array(DAYS);
const stepDeviations = new Float64Array(DAYS);
const stepBounds = new Float64Array(2 * DAYS);
const stepDensities = new Float64Array(2 * DAYS);

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
  { mv, delta }: FigureRows,
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
  { mv, opnl, hpnl, pnl }: FigureRows,
  at: number,
  held: Float64Array,
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
    const hedge = -held[at + last]! * (annuities[i]! * (forwards[i]! - forwards[last]!));
    opnl[row] = option;
    hpnl[row] = hedge;
    pnl[row] = option + hedge;
    if (i - last > 1) spans = true;
    last = i;
  }
  return spans;
}

/** G-1: a unit of F, a basis point of vol a year, a calendar day. */
function addGreeks(
  _strike: number,
  days: number,
  count: number,
  { gamma, vega, theta }: Greeks,
  at: number,
): void {
  const last = days - 1;
  for (let i = 0; i < Math.min(count, last); i++) {
    const annuity = annuities[i]!;
    const density = densities[i]! / SQRT_2_PI;
    const years = SQRT_YEARS[last - i]!;
    gamma[at + i] = annuity === annuity ? 2 * density / deviations[i]! : NaN;
    vega[at + i] = 2 * annuity * density * years / 1e4;
    theta[at + i] = -annuity * (vols[i]! / 1e4) * density / years / 365;
  }
  if (count <= last) return;
  const payoff = annuities[last]! * Math.abs(forwards[last]! - forwards[0]!);
  const zero = payoff === payoff && vols[last]! > 0 ? 0 : NaN;
  gamma[at + last] = vega[at + last] = theta[at + last] = zero;
}

/** G-2; F and A move together, and the hedge makes A·(F − F before) a unit. */
function attribute(
  _strike: number,
  days: number,
  { mv, delta, pnl }: FigureRows,
  at: number,
  held: Float64Array,
  { theta, gamma, vega, open }: PnlParts,
): void {
  const last = days - 1, strike = forwards[0]!;
  let before = 0;
  theta[at] = gamma[at] = vega[at] = 0;
  if (open) open[at] = 0;
  for (let i = 1; i < days; i++) {
    // The deviation that is left of yesterday's vol, and where both days' rates stand in it.
    const deviation = vols[before]! / 1e4 * SQRT_YEARS[last - i]!;
    stepDeviations[i] = deviation;
    stepFrom[i] = before;
    for (const [k, day] of [[2 * i, before], [2 * i + 1, i]] as const) {
      const moneyness = forwards[day]! - strike;
      const d = deviation > 0 ? moneyness / deviation : moneyness >= 0 ? Infinity : -Infinity;
      stepBounds[k] = d / Math.SQRT2;
      stepDensities[k] = -d * d / 2;
    }
    if (mv[at + i]! === mv[at + i]!) before = i;
  }
  erfAll(stepBounds, 2 * days);
  expAll(stepDensities, 2 * days);
  for (let i = 1; i < days; i++) {
    const row = at + i, from = stepFrom[i]!, previous = at + from;
    const known = pnl[row]! === pnl[row]!;
    const gain = annuities[i]! * (forwards[i]! - forwards[from]!);
    const timed = stepWorth(2 * i, stepDeviations[i]!, from, strike);
    const priced = stepWorth(2 * i + 1, stepDeviations[i]!, i, strike);
    theta[row] = known ? timed - mv[previous]! : NaN;
    gamma[row] = known ? priced - timed - delta[previous]! * gain : NaN;
    vega[row] = known ? mv[row]! - priced : NaN;
    if (open) open[row] = known ? (delta[previous]! - held[previous]!) * gain : NaN;
  }
}

/** The value with F and A of a day, as `valueDays` has it, but with another deviation. */
function stepWorth(k: number, deviation: number, day: number, strike: number): number {
  return annuities[day]! * ((forwards[day]! - strike) * stepBounds[k]! +
    2 * deviation * (stepDensities[k]! / SQRT_2_PI));
}

/**
 * A swap's costs are quoted in basis points of its rate, so they are charged on the annuity: a rate
 * that is λ worse costs λ·A a unit of notional, as a rate that moves by λ makes it.
 */
function hedgeTerms(_strike: number, days: number, { price, slope }: HedgeTerms): void {
  for (let i = 0; i < days; i++) price[i] = slope[i] = annuities[i]!;
}

/** Straddles on a swap that starts on their expiry day, normal. */
export const NS: Model = {
  hedges: ["hedge", "hedge1", "hedge2", "hedge3"],
  gapNote: Note.spansGap,
  // Basis points a day, of a year's trading days.
  slippageScale: Math.sqrt(TRADING_DAYS),
  unitFault: swapUnitFault,
  takePrices,
  valueDays,
  addProfits,
  addGreeks,
  attribute,
  hedgeTerms,
};
