/**
 * What switches add to a straddle's rows: Greeks, the hedge that is held, the parts of the P&L and
 * what trading costs (section 16). A run without switches has no study and never comes here.
 */
import type { Asset } from "../inputs/amt/asset_table.ts";
import { type AssetCosts, costsOf } from "./asset_costs.ts";
import type { CostTally } from "./cost_tally.ts";
import { type FigureRows, LONGEST_STRADDLE } from "./figure_rows.ts";
import { holdHedge, whalleyWilmott } from "./hedging/hold.ts";
import type { Policy } from "./hedging/policy.ts";
import type { Greeks, HedgeTerms, Model } from "./models/model.ts";

import type { Switches } from "./switches.ts";

const scratch = () => new Float64Array(LONGEST_STRADDLE);
/** Of the straddle at hand, its entry day first. */
const ownGreeks: Greeks = { gamma: scratch(), vega: scratch(), theta: scratch() };
const terms: HedgeTerms = { price: scratch(), slope: scratch() };
const widths = scratch();

/** The entry day of a straddle that no model values has a P&L, of 0 (V-6), and so its parts. */
export function enterUnvalued({ added }: FigureRows, at: number): void {
  const { pnl_theta, pnl_gamma, pnl_vega, pnl_delta } = added;
  for (const part of [pnl_theta, pnl_gamma, pnl_vega, pnl_delta]) if (part) part[at] = 0;
}

export class Study {
  readonly #attribution: boolean;
  readonly #policy: Policy | undefined;
  readonly #costs: AssetCosts | undefined;
  readonly #greeks: boolean;

  /** `tally` adds up the costs, if there are any. */
  constructor(
    readonly model: Model,
    asset: Asset,
    { greeks, attribution, hedge, costs }: Switches,
    readonly tally: CostTally | undefined,
  ) {
    this.#greeks = greeks;
    this.#attribution = attribution;
    this.#costs = costs && costsOf(costs, asset, model.slippageScale);
    // Without costs Whalley and Wilmott's band has no width.
    this.#policy = hedge?.kind === "ww" && !this.#costs?.hedge ? { kind: "daily" } : hedge;
  }

  /** Whether only days on which everything has a price count as tradable. */
  get countsGoodDays(): boolean {
    return this.#policy?.kind === "every";
  }

  /**
   * Writes Greeks and holdings of the days that have just been valued; gives the holdings that the
   * P&L is made with, by row.
   */
  begin(
    strike: number,
    days: number,
    entry: number,
    tradable: Uint8Array,
    rows: FigureRows,
    at: number,
  ): Float64Array {
    const { model } = this;
    const { gamma, vega, theta, held } = rows.added;
    if (this.#greeks) {
      model.addGreeks(strike, days, days, { gamma: gamma!, vega: vega!, theta: theta! }, at);
    }
    if (this.#costs?.hedge) model.hedgeTerms(strike, days, terms);
    if (held === undefined) return rows.delta;
    const policy = this.#policy!;
    if (policy.kind === "ww") this.#findWidths(strike, days, policy.aversion);
    holdHedge(policy, { days, entry, delta: rows.delta, at, tradable, widths }, held);
    return held;
  }

  /**
   * Writes the parts of the P&L and the costs, from the P&L that was made with these holdings. The
   * tally counts the straddle `weight` times.
   */
  end(
    strike: number,
    days: number,
    rows: FigureRows,
    at: number,
    held: Float64Array,
    weight: number,
  ): void {
    if (this.#attribution) {
      const { pnl_theta, pnl_gamma, pnl_vega, pnl_delta } = rows.added;
      const parts = { theta: pnl_theta!, gamma: pnl_gamma!, vega: pnl_vega!, open: pnl_delta };
      this.model.attribute(strike, days, rows, at, held, parts);
    }
    if (this.#costs) this.#charge(this.#costs, strike, days, rows, at, held, weight);
  }

  #findWidths(strike: number, days: number, aversion: number): void {
    this.model.addGreeks(strike, days, days, ownGreeks, 0);
    const { price, slope } = terms;
    for (let i = 0; i < days; i++) {
      const gamma = ownGreeks.gamma[i]! / slope[i]!;
      widths[i] = whalleyWilmott(this.#costs!.hedge, price[i]!, gamma, aversion);
    }
  }

  /** G-4…G-6. Nothing is known to be paid on days without a value. */
  #charge(
    { side, option, hedge }: AssetCosts,
    strike: number,
    days: number,
    { date, mv, pnl, added }: FigureRows,
    at: number,
    held: Float64Array,
    weight: number,
  ): void {
    const { cost_option, cost_hedge, net } = added;
    let entryCost = 0;
    if (option > 0) {
      this.model.addGreeks(strike, days, 1, ownGreeks, 0);
      entryCost = option * ownGreeks.vega[0]!;
    }
    const { price } = terms;
    const first = date[at]!, last = days - 1;
    let holding = 0, gross = 0;
    for (let i = 0; i < days; i++) {
      const row = at + i;
      if (mv[row]! !== mv[row]!) {
        cost_option![row] = cost_hedge![row] = net![row] = NaN;
        continue;
      }
      const entered = i === 0 ? entryCost : 0;
      let traded = 0;
      if (hedge > 0) {
        // At expiry the hedge is closed, whatever the model's delta says.
        const now = i === last ? 0 : held[row]!;
        const trade = hedge * (now - holding) * price[i]!;
        traded = Math.abs(trade);
        holding = now;
        if (traded > 0) this.tally?.trade(first + i, weight * trade);
      }
      const made = side * pnl[row]!;
      if (made === made) gross += made;
      cost_option![row] = entered;
      cost_hedge![row] = traded;
      net![row] = made - entered - traded;
    }
    this.tally?.add(weight * gross, mv[at]! === mv[at]! ? weight * entryCost : 0);
  }
}
