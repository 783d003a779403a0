/**
 * An exponentially weighted deviation of daily P&L, about zero: the root of
 * Σ (1 − α)^i·x²_{t−i} / Σ (1 − α)^i, α = 2/(n + 1). Dividing by the weights' sum keeps a young
 * series from being pulled towards a value that it begins with. Days without a P&L change nothing.
 */

/** n: about a year and a half of weekdays, of which the last half year makes half. */
export const EWMA_DAYS = 365;
/** With fewer days nothing is known (H-17). */
export const LEAST_DAYS = 20;

const KEPT = 1 - 2 / (EWMA_DAYS + 1);

export class Ewma {
  #squares = 0;
  #weights = 0;
  #days = 0;

  add(x: number): void {
    this.#squares = KEPT * this.#squares + x * x;
    this.#weights = KEPT * this.#weights + 1;
    this.#days++;
  }

  /** The deviation a day; undefined = too few days, or nothing moved. */
  get deviation(): number | undefined {
    if (this.#days < LEAST_DAYS || this.#squares === 0) return undefined;
    return Math.sqrt(this.#squares / this.#weights);
  }
}
