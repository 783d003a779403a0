/** What a run is asked for beyond values and the daily-hedged P&L (section 16): nothing unless said. */
import { type Costs, hedgeCostText } from "./costs.ts";
import { type Policy, policyText } from "./hedging/policy.ts";

export interface Switches {
  /** gamma, vega and theta (G-1). */
  readonly greeks: boolean;
  /** P&L by what moved (G-2). */
  readonly attribution: boolean;
  /** Undefined = daily, and no column tells what is held (G-3). */
  readonly hedge: Policy | undefined;
  /** Undefined = none, and no column tells the net (G-4…G-6). */
  readonly costs: Costs | undefined;
}

export const PLAIN: Switches = {
  greeks: false,
  attribution: false,
  hedge: undefined,
  costs: undefined,
};

/** The columns that switches add, in their order. */
export const ADDED_COLUMNS = [
  "gamma",
  "vega",
  "theta",
  "pnl_theta",
  "pnl_gamma",
  "pnl_vega",
  "pnl_delta",
  "held",
  "cost_option",
  "cost_hedge",
  "net",
] as const;
export type AddedColumn = (typeof ADDED_COLUMNS)[number];

/** The columns that these switches add. */
export function addedColumns({ greeks, attribution, hedge, costs }: Switches): AddedColumn[] {
  const leftOpen = attribution && hedge !== undefined && hedge.kind !== "daily";
  return [
    ...(greeks ? ["gamma", "vega", "theta"] as const : []),
    ...(attribution ? ["pnl_theta", "pnl_gamma", "pnl_vega"] as const : []),
    ...(leftOpen ? ["pnl_delta"] as const : []),
    ...(hedge === undefined ? [] : ["held"] as const),
    ...(costs === undefined ? [] : ["cost_option", "cost_hedge", "net"] as const),
  ];
}

/** Switches as a run's arguments keep them; what is off has no key. */
export interface SwitchArguments {
  readonly greeks?: true;
  readonly attribution?: true;
  readonly hedge?: string;
  readonly costs?: "amt" | "none";
  readonly costFactor?: number;
  /** Basis points by class and asset, as `--hedge-cost` has them. */
  readonly hedgeCost?: string;
  readonly side?: "long" | "short";
}

export function switchArguments(
  { greeks, attribution, hedge, costs }: Switches,
): SwitchArguments {
  return {
    ...(greeks ? { greeks } : {}),
    ...(attribution ? { attribution } : {}),
    ...(hedge === undefined ? {} : { hedge: policyText(hedge) }),
    ...(costs === undefined ? {} : {
      ...(costs.optionFactor === undefined
        ? { costs: "none" as const }
        : { costs: "amt" as const, costFactor: costs.optionFactor }),
      hedgeCost: hedgeCostText(costs.hedge),
      side: costs.side === 1 ? "long" as const : "short" as const,
    }),
  };
}

/** The options that switch the same on again, word by word. */
export function switchOptions(args: SwitchArguments): string[] {
  const { greeks, attribution, hedge, costs, costFactor, hedgeCost, side } = args;
  const named = Object.entries({
    hedge,
    costs,
    "cost-factor": costFactor,
    "hedge-cost": hedgeCost,
    side,
  });
  return [
    ...(greeks ? ["--greeks"] : []),
    ...(attribution ? ["--attribution"] : []),
    ...named.flatMap(([name, value]) => value === undefined ? [] : [`--${name}`, String(value)]),
  ];
}
