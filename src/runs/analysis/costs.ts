/**
 * What a finished run made, what it cost and what is left (G-4…G-6), at one or several cost factors.
 * Values, deltas and prices are all in the run, so nothing is valued again.
 */
import { costsOf } from "../../engine/asset_costs.ts";
import { type HedgeCosts, NO_HEDGE_COSTS } from "../../engine/costs.ts";
import { modelOf } from "../../engine/models/models.ts";
import { usageError } from "../../base/errors.ts";
import type { Amt } from "../../inputs/amt/asset_table.ts";
import type { RunFacts } from "../facts.ts";
import type { StraddleRows, Stretch } from "./straddle_rows.ts";
import { column, type TopicColumn, type TopicTally } from "./topic.ts";
import { TRADE_READS, tradesOf } from "./trades.ts";

/** What is to be charged; what is left out is as the run was charged. */
export interface CostQuestion {
  /** Times the asset table's Slippage, a line each. */
  readonly factors?: readonly number[];
  readonly hedgeCost?: HedgeCosts;
  readonly side?: "long" | "short";
}

/** The columns of a run that costs are read from. */
export const COST_READS = [...TRADE_READS, "pnl", "cost_option", "cost_hedge"];

export const COSTS: readonly TopicColumn[] = [
  column("cost_factor", "number", "Times the asset table's Slippage that options are charged"),
  column("gross", "pnl", "Sum of pnl times weight, from the side that is looked at"),
  column(
    "cost_option",
    "pnl",
    "Sum of factor · Slippage · SlippageFactor · vega at entry, times weight: our reading of the " +
      "Slippage, in points of vol, of swaptions in basis points a day",
  ),
  column("cost_hedge", "pnl", "Sum of the hedge cost times what the hedge trades, times weight"),
  column(
    "hedge_netted",
    "pnl",
    "What the hedge would cost if an asset's straddles traded together, once a day",
  ),
  column("net", "pnl", "gross less cost_option and cost_hedge"),
  column("turnover", "number", "Hedge traded, in strikes (of swaptions annuities), times weight"),
  column(
    "break_even",
    "ratio",
    "gross over costs, if gross is above 0: so many times these costs leave nothing",
  ),
];

/** What an asset's straddles are charged. */
interface Rates {
  /** A unit of vega at entry at factor 1; undefined = what the run's column has, over its factor. */
  readonly option: number | undefined;
  /** A unit of hedge traded; undefined = what the run's column has. */
  readonly hedge: number | undefined;
}

/**
 * How a run is charged: by `amt` where it is given, else as it was charged when it was made. Throws a
 * usage error when neither tells what was asked.
 */
export class Charges {
  readonly factors: readonly number[];
  readonly side: 1 | -1;
  /** What the run's column of option costs is multiplied with for a factor of 1. */
  readonly #perFactor: number;
  readonly #rates = new Map<string, Rates>();

  constructor(
    readonly question: CostQuestion,
    { arguments: made }: RunFacts,
    columns: readonly string[],
    readonly amt: Amt | undefined,
  ) {
    const charged = columns.includes("cost_option");
    const factor = charged && made?.costs === "amt" ? made.costFactor ?? 1 : 0;
    if (amt === undefined && factor === 0 && (question.factors ?? [1]).some((k) => k > 0)) {
      if (!charged || question.factors !== undefined) {
        throw usageError(
          `Cannot tell the costs: the run ${
            charged ? "charges no options" : "has none"
          }; name the ` +
            "asset table with --amt, or make the run with --costs amt",
        );
      }
    }
    this.#perFactor = factor === 0 ? 0 : 1 / factor;
    this.factors = question.factors ?? [factor > 0 ? factor : amt === undefined ? 0 : 1];
    this.side = (question.side ?? made?.side ?? "long") === "short" ? -1 : 1;
  }

  /** Adds some of a straddle's days. */
  add(rows: StraddleRows, { begin, end }: Stretch, weight: number, sums: CostSums): void {
    const { option, hedge } = this.#ratesOf(rows);
    const trades = tradesOf(rows);
    const { pnl, cost_option, cost_hedge } = rows.values;
    const times = weight * rows.copies;
    const known = (x: number) => x === x ? times * x : 0;
    sums.begin(rows.asset);
    if (option !== undefined && begin === 0) sums.option += known(option * trades.vega);
    for (let i = begin; i < end; i++) {
      const traded = trades.hedge[i]!;
      const cost = hedge === undefined ? Math.sign(traded) * cost_hedge![i]! : hedge * traded;
      sums.gross += known(this.side * pnl![i]!);
      if (option === undefined) sums.option += known(this.#perFactor * cost_option![i]!);
      sums.turnover += known(Math.abs(traded));
      sums.trade(rows.day[i]!, known(cost));
    }
  }

  #ratesOf({ asset, model }: StraddleRows): Rates {
    let rates = this.#rates.get(asset);
    if (rates === undefined) this.#rates.set(asset, rates = this.#makeRates(asset, model));
    return rates;
  }

  #makeRates(asset: string, model: string): Rates {
    const { hedgeCost } = this.question;
    const entry = this.amt?.byUnderlying.get(asset);
    if (entry === undefined) {
      const others = hedgeCost?.byName[asset] ?? hedgeCost?.others;
      return {
        option: this.amt ? 0 : undefined,
        hedge: others === undefined ? undefined : others / 1e4,
      };
    }
    const { slippageScale = 1 } = modelOf(model, { set: "current", volMarks: "quoted" }) ?? {};
    const costs = { side: this.side, optionFactor: 1, hedge: hedgeCost ?? NO_HEDGE_COSTS };
    const { option, hedge } = costsOf(costs, entry, slippageScale);
    return { option, hedge: hedgeCost === undefined ? undefined : hedge };
  }
}

/**
 * What a part made and cost at a factor of 1, weighted. Its assets come one after the other, and each
 * is a sum of its own, so that parts with the same assets can share them (a sweep's do).
 */
class CostSums {
  gross = 0;
  option = 0;
  hedge = 0;
  turnover = 0;
  /** Of the assets before the one at hand. */
  #before = { gross: 0, option: 0, hedge: 0, turnover: 0, netted: 0 };
  #asset: string | undefined;
  /** Signed costs of the asset at hand by day. */
  readonly #days = new Map<number, number>();

  begin(asset: string): void {
    if (asset === this.#asset) return;
    this.#before = this.totals();
    this.gross =
      this.option =
      this.hedge =
      this.turnover =
        0;
    this.#days.clear();
    this.#asset = asset;
  }

  trade(day: number, cost: number): void {
    this.hedge += Math.abs(cost);
    this.#days.set(day, (this.#days.get(day) ?? 0) + cost);
  }

  totals() {
    const before = this.#before;
    let netted = 0;
    for (const cost of this.#days.values()) netted += Math.abs(cost);
    return {
      gross: before.gross + this.gross,
      option: before.option + this.option,
      hedge: before.hedge + this.hedge,
      turnover: before.turnover + this.turnover,
      netted: before.netted + netted,
    };
  }
}

/** A line a factor. */
export class CostTally implements TopicTally {
  readonly #sums = new CostSums();

  constructor(readonly charges: Charges) {}

  add(rows: StraddleRows, days: Stretch, weight: number): void {
    this.charges.add(rows, days, weight, this.#sums);
  }

  lines() {
    const { gross, option: unit, hedge, netted, turnover } = this.#sums.totals();
    return this.charges.factors.map((factor) => {
      const option = factor * unit, cost = option + hedge;
      const even = cost > 0 && gross > 0 ? gross / cost : null;
      return [factor, gross, option, hedge, netted, gross - cost, turnover, even];
    });
  }
}
