/** Sweeps whose P&L is invented, written as real ones are. */
import { dayOf, monthOfDay } from "../../src/base/calendar.ts";
import { dailySums } from "../../src/runs/analysis/daily.ts";
import { measure } from "../../src/runs/analysis/measure.ts";
import { DAY_RULE } from "../../src/sweep/block.ts";
import { EntrySums } from "../../src/sweep/entry_sums.ts";
import { NO_NET } from "../../src/sweep/net_figures.ts";
import { failedResult, figureRow, type VariantResult } from "../../src/sweep/result.ts";
import { writeSweep } from "../../src/sweep/write.ts";

export interface Invented {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly from: number;
  readonly to: number;
  /** A variant's P&L, weekday by weekday, the same whenever it is asked for. */
  readonly pnl: (variant: number) => (day: number) => number;
  /** Calendar days of it; absent = all of the years. */
  readonly days?: number;
  /** A variant that fails. */
  readonly failed?: number;
}

/** A straddle is entered each day, and lives for it. */
export async function inventSweep(path: string, sweep: Invented): Promise<void> {
  const { names, rows, from, to } = sweep;
  const identity = {
    version: "0.0.0",
    inputs: [],
    pattern: ".",
    years: { from, to },
    reading: {},
    base: { edits: [], rules: { set: "reference", volMarks: "quoted" }, hedge: undefined },
    names,
    rows,
  } as const;
  // It is asked for thrice: figures, days, months.
  const made = new Map<number, VariantResult>();
  await writeSweep(path, identity, (index) => {
    if (!made.has(index)) made.set(index, result(sweep, index));
    return made.get(index)!;
  });
}

function result(sweep: Invented, index: number): VariantResult {
  const { from, to, pnl, days, failed } = sweep;
  if (index === failed) return failedResult(index, "It was told to fail");
  const first = dayOf(from, 1, 1), last = days === undefined ? dayOf(to, 12, 31) : first + days - 1;
  // Thursday was the first of all days.
  const day = Int32Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .filter((day) => (day + 3) % 7 < 5);
  const ones = new Int32Array(day.length).fill(1), zeros = new Float64Array(day.length);
  const own = Float64Array.from(day, pnl(index));
  const daily = dailySums([{
    ...{ day, live: ones, known: ones, vols: ones },
    ...{ weight: zeros.map(() => 1), vol: zeros, mv: zeros, pnl: own, opnl: own, hpnl: zeros },
  }], DAY_RULE);
  const positions = Int32Array.from(own, (_, i) => i);
  const figures = measure(daily, { pnl: own }, positions, own.length);
  const entries = new EntrySums({ first: monthOfDay(first), last: monthOfDay(last) });
  day.forEach((on, i) => entries.add(on, own[i]!));
  return {
    index,
    parts: [["total", ""]],
    figures: Float64Array.from([...figureRow(figures), ...NO_NET]),
    day: daily.flows.day,
    pnl: daily.flows.pnl,
    net: new Float64Array(0),
    entered: entries.result(),
    failures: 0,
    error: undefined,
  };
}
