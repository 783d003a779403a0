/** How the P&L of parts moves together. */

/** With fewer days in common nothing is said. */
const LEAST_DAYS = 20;

/** Days in rising order and their P&L. */
export interface PnlSeries {
  readonly day: ArrayLike<number>;
  readonly pnl: ArrayLike<number>;
}

export interface Correlation {
  /** NaN = too few days, or nothing moves. */
  readonly value: number;
  readonly days: number;
}

/** Correlations of some series with each other, each computed when it is asked for. */
export class Correlations {
  /** P&L on all days that a series has; NaN = it has none then. */
  readonly #pnl: readonly Float64Array[];

  constructor(series: readonly PnlSeries[]) {
    const days = new Set<number>();
    for (const { day } of series) for (let i = 0; i < day.length; i++) days.add(day[i]!);
    const at = new Map([...days].sort((a, b) => a - b).map((day, i) => [day, i]));
    this.#pnl = series.map(({ day, pnl }) => {
      const all = new Float64Array(at.size).fill(NaN);
      for (let i = 0; i < day.length; i++) all[at.get(day[i]!)!] = pnl[i]!;
      return all;
    });
  }

  of(a: number, b: number): Correlation {
    const x = this.#pnl[a]!, y = this.#pnl[b]!;
    let days = 0, sumX = 0, sumY = 0;
    for (let i = 0; i < x.length; i++) {
      const both = x[i]! + y[i]!;
      if (both !== both) continue;
      days++;
      sumX += x[i]!;
      sumY += y[i]!;
    }
    if (days < LEAST_DAYS) return { value: NaN, days };
    const meanX = sumX / days, meanY = sumY / days;
    let xx = 0, yy = 0, xy = 0;
    for (let i = 0; i < x.length; i++) {
      const dx = x[i]! - meanX, dy = y[i]! - meanY;
      const product = dx * dy;
      if (product !== product) continue;
      xx += dx * dx;
      yy += dy * dy;
      xy += product;
    }
    const value = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
    return { value: Math.max(-1, Math.min(1, value)), days };
  }
}
