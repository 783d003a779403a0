/**
 * The ES model (V-3…V-6) over the days of one straddle, from entry to expiry: one step at a time
 * for all days. NaN stands for every missing number and carries itself through.
 */
import { erfAll } from "../erf.ts";
import { expAll, logAll } from "../exp_log.ts";
import type { FigureRows } from "../figure_rows.ts";
import { Note } from "../states.ts";
import type { Greeks, HedgeTerms, Model, PnlParts } from "./model.ts";

/** A straddle lives 92 calendar days at most (S-11). */
export const DAYS = 92;
/** √(t/365) for t calendar days. */
export const SQRT_YEARS = Float64Array.from({ length: DAYS }, (_, days) => Math.sqrt(days / 365));

/** The straddle at hand, its entry day first. */
const vols = new Float64Array(DAYS);
const spots = new Float64Array(DAYS);
const sigmas = new Float64Array(DAYS);
const logs = new Float64Array(DAYS);
/** d₁/√2 of all days, then d₂/√2: neighbours take the same way through the error function. */
const bounds = new Float64Array(2 * DAYS);

/** Densities of Greeks, and the steps from one valued day to another of an attribution. */
const INVERSE_SQRT_2PI = 0.3989422804014327;
const densities = new Float64Array(DAYS);
const stepFrom = new Int32Array(DAYS);
const stepTo = new Int32Array(DAYS);
const stepBounds = new Float64Array(4 * DAYS);
const timed = new Float64Array(DAYS);
const priced = new Float64Array(DAYS);

function takePrices(
  marks: Float64Array,
  vol: number,
  prices: Float64Array,
  hedges: Int32Array,
  days: number,
): void {
  const hedge = hedges[0]!;
  let lastVol = NaN, lastSpot = NaN;
  for (let i = 0; i < days; i++) {
    const todayVol = vol < 0 ? NaN : marks[vol + i]!;
    const todaySpot = hedge < 0 ? NaN : prices[hedge + i]!;
    if (todayVol === todayVol) lastVol = todayVol;
    if (todaySpot === todaySpot) lastSpot = todaySpot;
    vols[i] = lastVol;
    spots[i] = lastSpot;
  }
}

/** Values per unit of strike. */
function valueDays(
  strike: number,
  days: number,
  { mv, delta }: FigureRows,
  at: number,
): number {
  const last = days - 1;
  findBounds(strike, last);
  erfAll(bounds, 2 * last);
  let valued = 0;
  for (let i = 0; i < last; i++) {
    // Forward straddle, no rates (V-4): Black (1976), eq. 16, call plus put.
    const spot = spots[i]!;
    const a = 1 + bounds[i]!;
    const b = 1 + bounds[last + i]!;
    const value = (spot * a - strike * b + strike - spot) / strike;
    mv[at + i] = value;
    delta[at + i] = a - 1;
    if (value === value) valued++;
  }
  // On the last day it is worth what it pays.
  const spot = spots[last]!;
  const pays = strike > 0 && spot > 0 && vols[last]! > 0;
  mv[at + last] = pays ? Math.abs(spot - strike) / strike : NaN;
  delta[at + last] = pays ? (spot >= strike ? 1 : -1) : NaN;
  return pays ? valued + 1 : valued;
}

/** d₁/√2 and d₂/√2 of all days before the last; NaN where a day has no value. */
function findBounds(strike: number, last: number): void {
  // Prices below zero would make a quotient above it.
  const positive = strike > 0 ? strike : NaN;
  for (let i = 0; i < last; i++) {
    const sigma = vols[i]! / 100 * SQRT_YEARS[last - i]!;
    const moneyness = spots[i]! / positive;
    // Either may be no more than zero, by its prices or because it is too small for a double.
    sigmas[i] = sigma > 0 ? sigma : NaN;
    logs[i] = moneyness > 0 ? moneyness : NaN;
  }
  logAll(logs, last);
  for (let i = 0; i < last; i++) {
    const sigma = sigmas[i]!;
    const d1 = logs[i]! / sigma + sigma / 2;
    bounds[i] = d1 / Math.SQRT2;
    bounds[last + i] = (d1 - sigma) / Math.SQRT2;
  }
}

/** V-6. */
function addProfits(
  strike: number,
  days: number,
  { mv, opnl, hpnl, pnl }: FigureRows,
  at: number,
  held: Float64Array,
): boolean {
  let lost = false;
  opnl[at] = hpnl[at] = pnl[at] = 0;
  for (let i = 1; i < days; i++) {
    const row = at + i;
    const option = mv[row]! - mv[row - 1]!;
    const hedge = -held[row - 1]! * (spots[i]! - spots[i - 1]!) / strike;
    const total = option + hedge;
    opnl[row] = option;
    hpnl[row] = hedge;
    pnl[row] = total;
    if (total !== total && mv[row]! === mv[row]!) lost = true;
  }
  return lost;
}

/** a day without a value has no P&L, and the next with one has that of all days since the last. */
function addProfitsAcrossGaps(
  strike: number,
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
    const hedge = -held[at + last]! * (spots[i]! - spots[last]!) / strike;
    opnl[row] = option;
    hpnl[row] = hedge;
    pnl[row] = option + hedge;
    if (i - last > 1) spans = true;
    last = i;
  }
  return spans;
}

/** G-1: Black (1976) with no rates, call plus put, in units of the strike. */
function addGreeks(
  strike: number,
  days: number,
  count: number,
  { gamma, vega, theta }: Greeks,
  at: number,
): void {
  const last = days - 1;
  const open = Math.min(count, last);
  for (let i = 0; i < open; i++) {
    const sigma = sigmas[i]!;
    const d1 = logs[i]! / sigma + sigma / 2;
    densities[i] = -d1 * d1 / 2;
  }
  expAll(densities, open);
  for (let i = 0; i < open; i++) {
    const x = spots[i]! / strike;
    const density = densities[i]! * INVERSE_SQRT_2PI;
    const years = SQRT_YEARS[last - i]!;
    gamma[at + i] = 2 * density / (x * sigmas[i]!);
    vega[at + i] = 2 * x * density * years / 100;
    theta[at + i] = -x * density * (vols[i]! / 100) / years / 365;
  }
  if (count <= last) return;
  const valued = strike > 0 && spots[last]! > 0 && vols[last]! > 0;
  gamma[at + last] = vega[at + last] = theta[at + last] = valued ? 0 : NaN;
}

/** G-2; where neither price nor vol moved, all of the change is time's. */
function attribute(
  strike: number,
  days: number,
  { mv, delta, pnl }: FigureRows,
  at: number,
  held: Float64Array,
  { theta, gamma, vega, open }: PnlParts,
): void {
  const last = days - 1;
  let steps = 0, before = 0;
  theta[at] = gamma[at] = vega[at] = 0;
  if (open) open[at] = 0;
  for (let i = 1; i < days; i++) {
    const row = at + i, previous = at + before;
    const move = (spots[i]! - spots[before]!) / strike;
    const known = pnl[row]! === pnl[row]!;
    if (open) open[row] = known ? (delta[previous]! - held[previous]!) * move : NaN;
    if (known && (move !== 0 || vols[i] !== vols[before])) {
      gamma[row] = -delta[previous]! * move;
      stepFrom[steps] = before;
      stepTo[steps++] = i;
    } else {
      theta[row] = known ? mv[row]! - mv[previous]! : NaN;
      gamma[row] = vega[row] = known ? 0 : NaN;
    }
    if (mv[row]! === mv[row]!) before = i;
  }
  revalue(strike, last, steps);
  for (let k = 0; k < steps; k++) {
    const row = at + stepTo[k]!;
    theta[row] = timed[k]! - mv[at + stepFrom[k]!]!;
    gamma[row] = priced[k]! - timed[k]! + gamma[row]!;
    vega[row] = mv[row]! - priced[k]!;
  }
}

/** The value of each step after time has passed, then also the price moved: f(S₀,v₀,t₁), f(S₁,v₀,t₁). */
function revalue(strike: number, last: number, steps: number): void {
  // Only the last step can end on the expiry day, when a straddle is worth what it pays.
  const open = steps > 0 && stepTo[steps - 1] === last ? steps - 1 : steps;
  for (let k = 0; k < open; k++) {
    const from = stepFrom[k]!, to = stepTo[k]!;
    const sigma = vols[from]! / 100 * SQRT_YEARS[last - to]!;
    const d1 = distance(logs[from]!, sigma);
    const movedD1 = distance(logs[to]!, sigma);
    stepBounds[k] = d1 / Math.SQRT2;
    stepBounds[open + k] = movedD1 / Math.SQRT2;
    stepBounds[2 * open + k] = (d1 - sigma) / Math.SQRT2;
    stepBounds[3 * open + k] = (movedD1 - sigma) / Math.SQRT2;
  }
  erfAll(stepBounds, 4 * open);
  for (let k = 0; k < open; k++) {
    const from = spots[stepFrom[k]!]!, to = spots[stepTo[k]!]!;
    timed[k] = worth(from, strike, 1 + stepBounds[k]!, 1 + stepBounds[2 * open + k]!);
    priced[k] = worth(to, strike, 1 + stepBounds[open + k]!, 1 + stepBounds[3 * open + k]!);
  }
  if (open === steps) return;
  timed[open] = Math.abs(spots[stepFrom[open]!]! - strike) / strike;
  priced[open] = Math.abs(spots[last]! - strike) / strike;
}

/** d₁; a vol that is too small for a double once time has passed leaves no doubt of the side. */
function distance(log: number, sigma: number): number {
  if (sigma > 0) return log / sigma + sigma / 2;
  return log >= 0 ? Infinity : -Infinity;
}

/** V-4, with A and B. */
function worth(spot: number, strike: number, a: number, b: number): number {
  return (spot * a - strike * b + strike - spot) / strike;
}

/** Hedged in units of the strike; costs are a share of what is traded. */
function hedgeTerms(strike: number, days: number, { price, slope }: HedgeTerms): void {
  for (let i = 0; i < days; i++) {
    price[i] = spots[i]! / strike;
    slope[i] = 1;
  }
}

/** Options on one forward price, lognormal; CDS_ES is the same on a spread (V-2). */
export const ES: Model = {
  hedges: ["hedge"],
  gapNote: Note.lostPnl,
  slippageScale: 1,
  takePrices,
  valueDays,
  addProfits,
  addGreeks,
  attribute,
  hedgeTerms,
};

/** The same, but no P&L is lost across days without a value. */
export const ES_ACROSS_GAPS: Model = {
  ...ES,
  gapNote: Note.spansGap,
  addProfits: addProfitsAcrossGaps,
};
