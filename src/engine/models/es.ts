/**
 * The ES model (V-3…V-6) over the days of one straddle, from entry to expiry: one step at a time
 * for all days. NaN stands for every missing number and carries itself through.
 */
import { erfAll } from "../erf.ts";
import { logAll } from "../exp_log.ts";
import type { RowBuffer } from "../row_buffer.ts";
import { Note } from "../states.ts";
import type { Model } from "./model.ts";

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
  { mv, delta }: RowBuffer,
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
  { mv, delta, opnl, hpnl, pnl }: RowBuffer,
  at: number,
): boolean {
  let lost = false;
  opnl[at] = hpnl[at] = pnl[at] = 0;
  for (let i = 1; i < days; i++) {
    const row = at + i;
    const option = mv[row]! - mv[row - 1]!;
    const hedge = -delta[row - 1]! * (spots[i]! - spots[i - 1]!) / strike;
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
    const hedge = -delta[at + last]! * (spots[i]! - spots[last]!) / strike;
    opnl[row] = option;
    hpnl[row] = hedge;
    pnl[row] = option + hedge;
    if (i - last > 1) spans = true;
    last = i;
  }
  return spans;
}

/** Options on one forward price, lognormal; CDS_ES is the same on a spread (V-2). */
export const ES: Model = {
  hedges: ["hedge"],
  gapNote: Note.lostPnl,
  takePrices,
  valueDays,
  addProfits,
};

/** The same, but no P&L is lost across days without a value. */
export const ES_ACROSS_GAPS: Model = {
  ...ES,
  gapNote: Note.spansGap,
  addProfits: addProfitsAcrossGaps,
};
