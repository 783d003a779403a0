/** The P&L of a run in a few lines: a sparkline of its cumulative sum, and the best and worst assets. */
import { formatMonth, monthOfDay } from "../base/calendar.ts";
import { compareText } from "../base/text.ts";
import type { PnlByDay } from "../engine/pnl_tally.ts";
import { grouped } from "../base/wording.ts";

const BARS = "▁▂▃▄▅▆▇█";
const WIDTH = 40;
const NAMED = 5;

/** One asset's weighted P&L. */
export interface AssetPnl {
  readonly asset: string;
  readonly pnl: number;
}

/**
 * Lines for a terminal. The whole run's P&L is a percent of the strike per live straddle, each counted
 * at its weight; that of assets is summed over their straddles (BK-5).
 */
export function pnlLines(
  { firstDay, byDay, strikeDays }: PnlByDay,
  counts: readonly AssetPnl[],
): string[] {
  const begin = byDay.findIndex((pnl) => pnl !== 0);
  if (begin < 0) return [];
  const end = byDay.findLastIndex((pnl) => pnl !== 0) + 1;
  let sum = 0;
  const cumulative = byDay.subarray(begin, end).map((pnl) => sum += pnl);
  const months = `${monthText(firstDay + begin)} to ${monthText(firstDay + end - 1)}`;
  const ranked = counts.filter(({ pnl }) => pnl !== 0)
    .sort((a, b) => b.pnl - a.pnl || compareText(a.asset, b.asset));
  const held = strikeDays / cumulative.length;
  const lines = [
    `  P&L ${percent(sum / held)}  ${sparkline(cumulative)}  ${months}`,
    "  (of the strike per live straddle; assets: of the strike, summed over straddles)",
  ];
  if (ranked.length < 2) return lines;
  const named = Math.min(NAMED, Math.floor(ranked.length / 2));
  return [
    ...lines,
    `  best   ${ranked.slice(0, named).map(entry).join(", ")}`,
    `  worst  ${ranked.slice(-named).reverse().map(entry).join(", ")}`,
  ];
}

/** A series as bars from its lowest to its highest value, 0 included; each bar is the end of its stretch. */
export function sparkline(values: Float64Array, width = WIDTH): string {
  const size = Math.min(width, values.length);
  const ends = Array.from(
    { length: size },
    (_, i) => values[Math.ceil((i + 1) * values.length / size) - 1]!,
  );
  const low = Math.min(0, ...ends), high = Math.max(0, ...ends);
  const bar = (value: number) => Math.round((value - low) / (high - low) * (BARS.length - 1));
  return ends.map((value) => BARS[high === low ? 0 : bar(value)]).join("");
}

function entry({ asset, pnl }: AssetPnl): string {
  return `${asset} ${percent(pnl)}`;
}

function percent(pnl: number): string {
  return `${pnl < 0 ? "-" : "+"}${grouped((100 * Math.abs(pnl)).toFixed(1))} %`;
}

function monthText(day: number): string {
  return formatMonth(monthOfDay(day));
}
