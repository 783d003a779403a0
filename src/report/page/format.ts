/**
 * Numbers as the page shows them: no locale, a true minus sign, an en dash for what is undefined.
 * P&L is a share of the strike and shown as a percentage of it.
 */
import { formatDay } from "../../base/calendar.ts";
import type { FigureKind } from "../../runs/figures.ts";

export const NONE = "–";
const NARROW = "\u00a0";

export type Maybe = number | null | undefined;

function isNone(value: Maybe): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

/** A number with `decimals` and thousands apart. */
export function fixed(value: Maybe, decimals: number): string {
  if (isNone(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  const [whole, part] = text.split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0 && Number(text) !== 0 ? "−" : "";
  return sign + grouped + (part === undefined ? "" : `.${part}`);
}

export function count(value: Maybe): string {
  return fixed(value, 0);
}

/** Decimals that give a percentage of this size three or four digits. */
function decimalsOf(percent: number): number {
  const size = Math.abs(percent);
  return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 0.1 || size === 0 ? 2 : 4;
}

/** A share as a percentage; decimals by size unless given. */
export function percent(value: Maybe, decimals?: number): string {
  if (isNone(value)) return NONE;
  return `${fixed(100 * value, decimals ?? decimalsOf(100 * value))}${NARROW}%`;
}

/** A number that is a percentage already. */
export function points(value: Maybe, decimals = 2): string {
  return isNone(value) ? NONE : `${fixed(value, decimals)}${NARROW}%`;
}

/** `1 straddle`, `1,234 straddles`. */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? "" : "s"}`;
}

export function day(value: Maybe): string {
  return isNone(value) ? NONE : formatDay(value);
}

/** What tells how a figure is shown. */
export interface Shown {
  readonly key?: string;
  readonly kind: FigureKind;
}

/** Counts, on average: their decimals mean nothing but where they are few. */
const COUNTS: readonly string[] = ["entriesAMonth", "exitsAMonth", "live"];

/** A figure as its kind asks. */
export function figure(spec: Shown, value: Maybe): string {
  if (spec.key === "vol") return points(value);
  switch (spec.kind) {
    case "day":
      return day(value);
    case "count":
      return count(value);
    case "pnl":
      return percent(value);
    case "share":
      return percent(value, 1);
    case "ratio":
    case "number":
      return fixed(value, COUNTS.includes(spec.key ?? "") ? (value! < 10 ? 1 : 0) : 2);
  }
}

/** Decimals at which every multiple of a step is exact, so that ticks differ. */
export function decimalsOfStep(step: number): number {
  for (let decimals = 0; decimals < 8; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 8;
}
