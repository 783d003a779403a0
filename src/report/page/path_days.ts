/** The days of one straddle whose path the page has. */
import { cumulative } from "../../runs/analysis/statistics.ts";
import type { PathAdded } from "../../runs/analysis/aggregates.ts";
import type { PathRows, Run } from "./run.ts";
import type { Colour } from "./theme.ts";

const PARTS = [
  { name: "pnl_theta", label: "theta", colour: "vermillion" },
  { name: "pnl_gamma", label: "gamma", colour: "blue", dash: [7, 3] },
  { name: "pnl_vega", label: "vega", colour: "green", dash: [2, 3] },
] as const;

/** What moved the P&L, where the run tells it. */
export interface PnlPart {
  readonly label: string;
  readonly colour: Colour;
  readonly dash?: readonly number[];
  readonly values: Float64Array;
}

/** One value a day, NaN = missing; P&L and mv are shares of the strike. */
export interface StraddleDays {
  readonly entry: number;
  readonly expiry: number;
  readonly strike: number;
  /** Of prices. */
  readonly decimals: number;
  readonly day: readonly number[];
  readonly price: Float64Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
  /** Undefined where the run was made without them. */
  readonly delta: Float64Array | undefined;
  readonly held: Float64Array | undefined;
  readonly parts: readonly PnlPart[];
}

/** The days of the straddle in row `row`, whose path the run keeps. */
export function daysOf(run: Run, row: number, { from, to }: PathRows): StraddleDays {
  const { paths } = run.data;
  const decimals = run.asset(row).priceDecimals;
  const slice = (name: "day" | "price" | "vol" | "mv" | "pnl" | "opnl") =>
    run.column(paths[name]).subarray(from, to);
  const added = (name: PathAdded) => {
    const column = paths.added[name];
    return column === undefined ? undefined : run.column(column).subarray(from, to);
  };
  const pnl = slice("pnl"), opnl = slice("opnl");
  return {
    entry: run.straddles("entry")[row]!,
    expiry: run.straddles("expiry")[row]!,
    strike: run.strike(row),
    decimals,
    day: Array.from(slice("day")),
    price: slice("price").map((value) => value / 10 ** decimals),
    vol: slice("vol"),
    mv: slice("mv"),
    pnl,
    opnl,
    hpnl: pnl.map((value, i) => value - opnl[i]!),
    delta: added("delta"),
    held: added("held"),
    parts: PARTS.flatMap(({ name, ...line }) => {
      const values = added(name);
      return values === undefined ? [] : [{ ...line, values }];
    }),
  };
}

/** Running sums; a day without a value adds nothing. */
export function runningSums(values: Float64Array): Float64Array {
  return cumulative(values.map((value) => Number.isNaN(value) ? 0 : value));
}
