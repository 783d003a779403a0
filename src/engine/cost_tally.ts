/** What one asset's straddles made and cost, weighted by their schedule's percent (H-17). */
import { firstDayOfMonth, lastDayOfMonth } from "../base/calendar.ts";

/** Shares of the strike, summed over straddles. */
export interface CostSums {
  /** P&L before costs, from the side that was asked for. */
  readonly gross: number;
  readonly option: number;
  readonly hedge: number;
  /** The hedge's cost if the asset's straddles traded together, once a day (G-5). */
  readonly netted: number;
}

export class CostTally {
  readonly #firstDay: number;
  /** What trading the hedge costs by day, signed by the direction. */
  readonly #trades: Float64Array;
  #gross = 0;
  #option = 0;
  #hedge = 0;

  /** For straddles between the first day of one month and the last of another. */
  constructor(firstMonth: number, lastMonth: number) {
    this.#firstDay = firstDayOfMonth(firstMonth);
    this.#trades = new Float64Array(lastDayOfMonth(lastMonth) - this.#firstDay + 1);
  }

  /** Adds what a straddle made, and paid for its option. */
  add(gross: number, option: number): void {
    this.#gross += gross;
    this.#option += option;
  }

  /** Adds the cost of a hedge's trade, signed by its direction. */
  trade(day: number, cost: number): void {
    this.#hedge += Math.abs(cost);
    this.#trades[day - this.#firstDay]! += cost;
  }

  sums(): CostSums {
    const netted = this.#trades.reduce((sum, trade) => sum + Math.abs(trade), 0);
    return { gross: this.#gross, option: this.#option, hedge: this.#hedge, netted };
  }
}
