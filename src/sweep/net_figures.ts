/** The figures of a sweep's parts: those of a run, and what is left of its P&L after costs. */
import { FIGURES, type FigureSpec } from "../runs/figures.ts";

/** NaN = undefined. Those of `summary --of costs` have its names; of two it knows nothing. */
export interface NetFigures {
  readonly gross: number;
  readonly costOption: number;
  readonly costHedge: number;
  readonly hedgeNetted: number;
  readonly net: number;
  readonly turnover: number;
  readonly breakEven: number;
  readonly netSharpe: number;
  readonly netMaxDrawdown: number;
}

type Shown = Pick<FigureSpec, "column" | "label" | "kind">;

export interface NetFigureSpec extends Shown {
  readonly key: keyof NetFigures;
  readonly meaning: string;
}

export const NET_FIGURES: readonly NetFigureSpec[] = [
  {
    ...{ key: "gross", column: "gross", label: "Gross P&L", kind: "pnl" },
    meaning: "Sum of pnl times weight, from the side that is looked at",
  },
  {
    ...{ key: "costOption", column: "cost_option", label: "Option cost", kind: "pnl" },
    meaning: "Slippage times vega at entry times the cost factor, times weight",
  },
  {
    ...{ key: "costHedge", column: "cost_hedge", label: "Hedge cost", kind: "pnl" },
    meaning: "The hedge cost times what the hedge trades, times weight",
  },
  {
    ...{ key: "hedgeNetted", column: "hedge_netted", label: "Hedge cost netted", kind: "pnl" },
    meaning: "What the hedge would cost if an asset's straddles traded together, once a day",
  },
  {
    ...{ key: "net", column: "net", label: "Net P&L", kind: "pnl" },
    meaning: "gross less cost_option and cost_hedge",
  },
  {
    ...{ key: "turnover", column: "turnover", label: "Turnover", kind: "number" },
    meaning: "Hedge traded, in strikes (of swaptions annuities), times weight",
  },
  {
    ...{ key: "breakEven", column: "break_even", label: "Break-even", kind: "ratio" },
    meaning: "gross over costs, if gross is above 0",
  },
  {
    ...{ key: "netSharpe", column: "net_sharpe", label: "Net Sharpe ratio", kind: "ratio" },
    meaning: "The Sharpe ratio of the daily net P&L",
  },
  {
    ...{ key: "netMaxDrawdown", column: "net_max_drawdown", label: "Net drawdown", kind: "pnl" },
    meaning: "The maximum drawdown of the daily net P&L",
  },
];

/** All in the order of their columns: those of a run come first. */
export const SWEEP_FIGURES: readonly Shown[] = [...FIGURES, ...NET_FIGURES];

export const NO_NET: readonly number[] = NET_FIGURES.map(() => NaN);

export function netRow(figures: NetFigures): number[] {
  return NET_FIGURES.map(({ key }) => figures[key]);
}
