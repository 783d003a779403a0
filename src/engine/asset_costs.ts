/** What trading one asset's straddles costs, by its Slippage and its class. */
import type { Asset } from "../inputs/amt/asset_table.ts";
import { slippageOf } from "../inputs/amt/slippage.ts";
import { type Costs, hedgeCostOf } from "./costs.ts";

/** The costs of one asset. */
export interface AssetCosts {
  readonly side: 1 | -1;
  /** Of the option at entry, a unit of vega. */
  readonly option: number;
  /** Of the hedge, a share of what is traded. */
  readonly hedge: number;
}

/** What a unit of vega and a unit of hedge cost; slippage is in the unit that vega is measured in. */
export function costsOf(costs: Costs, asset: Asset, slippageScale: number): AssetCosts {
  const { side, optionFactor = 0, hedge } = costs;
  return {
    side,
    option: optionFactor * slippageOf(asset).points * slippageScale,
    hedge: hedgeCostOf(hedge, asset) / 1e4,
  };
}
