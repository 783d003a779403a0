/** What trading costs (G-4, G-5), and from which side a straddle is looked at (G-6). */
import type { Asset } from "../inputs/amt/asset_table.ts";
import { parseAmount } from "./hedging/policy.ts";

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

/** What may be asked of costs; nothing costs anything until something of it is. */
export interface CostChoice {
  readonly costs?: "amt" | "none";
  readonly costFactor?: number;
  readonly hedgeCost?: HedgeCosts;
  readonly side?: "long" | "short";
}

/** The costs that are asked for; undefined = of no interest. */
export function chosenCosts(choice: CostChoice): Costs | undefined {
  const { costFactor, costs = costFactor === undefined ? "none" : "amt", hedgeCost, side } = choice;
  if (costs === "none" && hedgeCost === undefined && side === undefined) return undefined;
  return {
    side: side === "short" ? -1 : 1,
    optionFactor: costs === "amt" ? costFactor ?? 1 : undefined,
    hedge: hedgeCost ?? NO_HEDGE_COSTS,
  };
}

/** Hedge costs as they are written. Throws a RangeError that says how to write them. */
export function parseHedgeCosts(text: string): HedgeCosts {
  const byName: Record<string, number> = {};
  let others: number | undefined;
  for (const part of text.split(",")) {
    const at = part.lastIndexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    const points = parseAmount(part.slice(at + 1).trim());
    if (points === undefined || (at >= 0 && name === "")) {
      throw new RangeError(
        "Give basis points, or a list of classes and assets, like 'Equity=1,Currency=0.5'.",
      );
    }
    if (at < 0 ? others !== undefined : Object.hasOwn(byName, name)) {
      throw new RangeError(`Name ${at < 0 ? "the others" : `"${name}"`} once.`);
    }
    if (at < 0) others = points;
    else byName[name] = points;
  }
  return { byName, others: others ?? 0 };
}

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
