/** What trading costs (G-4, G-5), and from which side a straddle is looked at (G-6). */
import type { Asset } from "../inputs/amt/asset_table.ts";

export interface Costs {
  /** +1 = long, -1 = short. */
  readonly side: 1 | -1;
  /** κ: how many times the asset table's slippage; undefined = options cost nothing. */
  readonly optionFactor: number | undefined;
  /** λ in basis points of what is traded. */
  readonly hedge: HedgeCosts;
}

/** λ by the name of an asset or of a class; an asset's own counts before its class's. */
export interface HedgeCosts {
  readonly byName: Readonly<Record<string, number>>;
  /** Of all others. */
  readonly others: number;
}

export const NO_HEDGE_COSTS: HedgeCosts = { byName: {}, others: 0 };

/** λ of an asset in basis points. */
export function hedgeCostOf({ byName, others }: HedgeCosts, { underlying, cls }: Asset): number {
  for (const name of [underlying, cls]) if (Object.hasOwn(byName, name)) return byName[name]!;
  return others;
}

/** Hedge costs as they are written: `0.5,Equity=1`. */
export function hedgeCostText({ byName, others }: HedgeCosts): string {
  const named = Object.entries(byName).map(([name, points]) => `${name}=${points}`);
  return [...(others > 0 || named.length === 0 ? [String(others)] : []), ...named].join(",");
}
