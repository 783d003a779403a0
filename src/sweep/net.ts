/**
 * What is left of a part's P&L after costs (G-4…G-6). Costs are in proportion to what is traded, so
 * that trades are added up once, each cost of one unit, and any number of variants that differ in
 * costs and side alone take their figures from these sums.
 */
import { type Costs, hedgeCostOf, type HedgeCosts } from "../engine/costs.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { DailyPnl } from "../runs/analysis/daily.ts";
import { yearDays } from "../runs/analysis/daily.ts";
import { deepestOf } from "../runs/analysis/drawdowns.ts";
import { sharpeOf } from "../runs/analysis/measure.ts";
import type { NetFigures } from "./net_figures.ts";

/** What an asset's straddles trade, weighted. */
export interface Trades {
  /** P&L, long, and what options cost at a factor of 1. */
  readonly gross: number;
  readonly option: number;
  /** What is traded by the hedges, and what would be if they traded together, once a day. */
  readonly turnover: number;
  readonly netted: number;
  /** The costs of options and what hedges trade, by the day to which P&L counts, from a first one. */
  readonly optionDays: Float64Array;
  readonly turnoverDays: Float64Array;
}

/** How a variant is charged, of the sums that it shares. */
export interface Charge {
  readonly side: 1 | -1;
  /** Of option costs. */
  readonly factor: number;
  /** Which of the hedge costs, and how many times; -1 = none. */
  readonly hedge: number;
  readonly scale: number;
}

/** One basis point of everything: what hedge costs without names are a multiple of. */
const ONE: HedgeCosts = { byName: {}, others: 1 };

/** The charges of variants, and the hedge costs that they take multiples of. */
export function chargesOf(costs: readonly (Costs | undefined)[]) {
  const hedges = new Map<string, { position: number; costs: HedgeCosts }>();
  const positionOf = (costs: HedgeCosts) => {
    const key = JSON.stringify(costs);
    let known = hedges.get(key);
    if (known === undefined) hedges.set(key, known = { position: hedges.size, costs });
    return known.position;
  };
  const charges = costs.map((one): Charge => {
    if (one === undefined) return { side: 1, factor: 0, hedge: -1, scale: 0 };
    const { side, optionFactor: factor = 0, hedge } = one;
    const isPlain = Object.keys(hedge.byName).length === 0;
    if (isPlain && hedge.others === 0) return { side, factor, hedge: -1, scale: 0 };
    return {
      side,
      factor,
      hedge: positionOf(isPlain ? ONE : hedge),
      scale: isPlain ? hedge.others : 1,
    };
  });
  return { charges, hedges: [...hedges.values()].map(({ costs }) => costs) };
}

/** The costs of a part while assets are added to it. */
export class OpenCosts {
  #gross = 0;
  #option = 0;
  #turnover = 0;
  readonly #optionDays: Float64Array;
  /** By hedge cost. */
  readonly #hedge: Float64Array;
  readonly #netted: Float64Array;
  readonly #hedgeDays: readonly Float64Array[];

  /** For `days` days. */
  constructor(readonly hedges: readonly HedgeCosts[], readonly days: number) {
    this.#optionDays = new Float64Array(days);
    this.#hedge = new Float64Array(hedges.length);
    this.#netted = new Float64Array(hedges.length);
    this.#hedgeDays = hedges.map(() => new Float64Array(days));
  }

  add(trades: Trades, asset: Asset): void {
    this.#gross += trades.gross;
    this.#option += trades.option;
    this.#turnover += trades.turnover;
    addTimes(this.#optionDays, trades.optionDays, 1);
    for (let h = 0; h < this.hedges.length; h++) {
      const cost = hedgeCostOf(this.hedges[h]!, asset) / 1e4;
      if (cost === 0) continue;
      this.#hedge[h]! += cost * trades.turnover;
      this.#netted[h]! += cost * trades.netted;
      addTimes(this.#hedgeDays[h]!, trades.turnoverDays, cost);
    }
  }

  /** As new. */
  clear(): void {
    this.#gross = this.#option = this.#turnover = 0;
    for (const sums of [this.#optionDays, this.#hedge, this.#netted, ...this.#hedgeDays]) {
      sums.fill(0);
    }
  }

  /**
   * The net figures by a charge, of the part's own P&L by day, whose days count from `first`. Writes
   * the net P&L of these days into `net`, which is as long.
   */
  figures(
    { day, pnl }: DailyPnl,
    first: number,
    { side, factor, hedge, scale }: Charge,
    net: Float64Array,
  ): NetFigures {
    const hedgeDays = this.#hedgeDays[hedge];
    for (let i = 0; i < day.length; i++) {
      const at = day[i]! - first;
      const hedged = hedgeDays === undefined ? 0 : scale * hedgeDays[at]!;
      net[i] = side * pnl[i]! - factor * this.#optionDays[at]! - hedged;
    }
    const gross = side * this.#gross;
    const costOption = factor * this.#option;
    const costHedge = hedge < 0 ? 0 : scale * this.#hedge[hedge]!;
    const cost = costOption + costHedge;
    return {
      gross,
      costOption,
      costHedge,
      hedgeNetted: hedge < 0 ? 0 : scale * this.#netted[hedge]!,
      net: gross - cost,
      turnover: this.#turnover,
      breakEven: cost > 0 && gross > 0 ? gross / cost : NaN,
      netSharpe: day.length === 0 ? NaN : sharpeOf(net, yearDays("weekdays")) ?? NaN,
      netMaxDrawdown: day.length === 0 ? NaN : deepestOf(net)?.depth ?? 0,
    };
  }
}

function addTimes(sums: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) sums[i]! += factor * values[i]!;
}
