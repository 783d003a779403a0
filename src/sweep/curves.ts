/** Cumulative P&L of the variants whose curves a page has room for. */
import { addFinite, type Packer } from "../report/packed.ts";
import type { SweepCurves } from "../report/sweep_data.ts";
import { lastOfWeeks } from "../report/weeks.ts";
import { cumulative } from "../runs/analysis/statistics.ts";
import { figureAt, judgedBy } from "./overfitting/judge.ts";
import type { OpenedSweep } from "./read.ts";

/** Points of all curves together: some two megabytes of a page. */
const POINTS = 600_000;
const DECIMALS = 6;

interface Order {
  /** Variants that have days, the most wanted first. */
  readonly wanted: readonly number[];
  readonly step: SweepCurves["step"];
}

/** Which variants have a curve, and of how many points. */
export function curveOrder(sweep: OpenedSweep): Order {
  const days = (i: number) => figureAt(sweep, i, "days") || 0;
  const { sharpe, pnl, drawdown } = judgedBy(sweep);
  // The best and worst by these have theirs first; less drawdown is better.
  const measures = [sharpe, pnl, drawdown];
  const tried = sweep.totals.map((_, i) => i)
    .filter((i) => days(i) > 0 && !Number.isNaN(figureAt(sweep, i, sharpe)));
  const by = (key: string) =>
    tried.toSorted((a, b) => figureAt(sweep, b, key) - figureAt(sweep, a, key) || a - b);
  const ranked = measures.map(by);
  // Of equal ones the first, as everywhere.
  const ends = measures.flatMap((key, k) => {
    const order = ranked[k]!, last = order.at(-1)!;
    const worst = order.find((i) => figureAt(sweep, i, key) === figureAt(sweep, last, key));
    return [order[0]!, worst ?? last];
  });
  const wanted = [...new Set([...(tried.length === 0 ? [] : ends), ...ranked[0]!])];
  const step = wanted.reduce((n, i) => n + days(i), 0) <= POINTS ? "day" : "week";
  let points = 0;
  const kept = wanted.filter((i) => {
    points += step === "day" ? days(i) : Math.ceil(days(i) / 5) + 2;
    return points <= POINTS;
  });
  return { wanted: kept, step };
}

export class CurveKeeper {
  readonly #kept = new Map<number, { day: Int32Array; pnl: Float64Array }>();
  readonly #wanted: ReadonlySet<number>;

  /** P&L is shown over `held`. */
  constructor(readonly order: Order, readonly held: (variant: number) => number) {
    this.#wanted = new Set(order.wanted);
  }

  see(variant: number, day: Int32Array, pnl: Float64Array): void {
    if (!this.#wanted.has(variant)) return;
    const held = this.held(variant);
    const sums = cumulative(pnl.map((x) => x / held));
    if (this.order.step === "day") {
      this.#kept.set(variant, { day: day.slice(), pnl: sums });
      return;
    }
    const marks = lastOfWeeks(day);
    const keep = (_: number, i: number) => marks[i] === 1;
    this.#kept.set(variant, { day: day.filter(keep), pnl: sums.filter(keep) });
  }

  pack(packer: Packer): SweepCurves {
    const { step, wanted } = this.order;
    const variants = wanted.filter((variant) => this.#kept.has(variant));
    const curves = variants.map((variant) => this.#kept.get(variant)!);
    const points = curves.reduce((n, { day }) => n + day.length, 0);
    const day = new Int32Array(points), pnl = new Float64Array(points);
    let at = 0;
    for (const curve of curves) {
      day.set(curve.day, at);
      pnl.set(curve.pnl, at);
      at += curve.day.length;
    }
    return {
      step,
      variant: packer.add(variants),
      length: packer.add(curves.map(({ day }) => day.length)),
      day: packer.add(day, 0, true),
      pnl: addFinite(packer, pnl, DECIMALS, true),
    };
  }
}
