/** The market of a straddle's day as its model sees it, and what the straddle is worth in any market. */
import { erf } from "../../engine/erf.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import { forwardSwap } from "./ns_formulas.ts";
import { rolled } from "./numbers.ts";

export interface Market {
  /** S, or F of a swap. */
  readonly price: number;
  /** What a unit of hedge makes a unit of price: 1 / X, or A of a swap. */
  readonly unit: number;
  /** As quoted. */
  readonly vol: number;
}

/** Names and scales of a model's market, for formulas. */
export interface MarketWords {
  readonly price: "S" | "F";
  /** By what a vol is divided to be a decimal. */
  readonly volScale: number;
  readonly isSwap: boolean;
}

export function wordsOf({ asset }: SingleValuation): MarketWords {
  return asset.model === "NS"
    ? { price: "F", volScale: 1e4, isSwap: true }
    : { price: "S", volScale: 100, isSwap: false };
}

export function strikeOf(single: SingleValuation): number {
  const { entry } = single.outcome;
  if (wordsOf(single).isSwap) return forwardSwap(single, entry).F;
  return priceColumns(single).hedges[0]!.on(entry);
}

/** What the model sees on a day from entry to expiry: prices rolled forward (V-3). */
export function marketOn(single: SingleValuation, day: number): Market {
  const { entry } = single.outcome;
  const { vol, hedges } = priceColumns(single);
  const v = rolled(vol[0]?.on, entry, day).value;
  if (wordsOf(single).isSwap) {
    const { F, A } = forwardSwap(single, day);
    return { price: F, unit: A, vol: v };
  }
  const S = rolled(hedges.find(({ name }) => name === "hedge")?.on, entry, day).value;
  return { price: S, unit: 1 / strikeOf(single), vol: v };
}

/** The straddle's value `t` days before its expiry (V-4, R-2). */
export function worth(single: SingleValuation, { price, unit, vol }: Market, t: number): number {
  const X = strikeOf(single);
  if (t === 0) return unit * Math.abs(price - X);
  const { volScale, isSwap } = wordsOf(single);
  const s = vol / volScale * Math.sqrt(t / 365);
  if (isSwap) {
    const d = (price - X) / s;
    const density = Math.exp(-d * d / 2) / Math.sqrt(2 * Math.PI);
    return unit * ((price - X) * erf(d / Math.SQRT2) + 2 * s * density);
  }
  const d1 = Math.log(price / X) / s + s / 2;
  return (price * erf(d1 / Math.SQRT2) - X * erf((d1 - s) / Math.SQRT2)) / X;
}
