/** The columns of a run: their names, types and order, and what a terminal keeps of them. */
import type { ColumnSpec } from "../output/chunk.ts";
import { addedColumns, PLAIN, type Switches } from "./switches.ts";

/** What a narrow terminal keeps of a run's columns, the most important first. */
const KEPT = ["asset", "date", "pnl", "straddle", "delta"];

/** Figures that are the same on many days: zero, or what they were the day before. */
const OFTEN_EQUAL = [
  "hpnl",
  "pnl_gamma",
  "pnl_vega",
  "pnl_delta",
  "held",
  "cost_option",
  "cost_hedge",
];

/** What is shown beside it where there is room. */
const SPARE = ["hpnl", "opnl", "mv", "hedge", "vol", "action"];
const LOSSES = ["opnl", "hpnl", "pnl", "pnl_theta", "pnl_gamma", "pnl_vega", "pnl_delta", "net"];

/**
 * The columns of a run with the given hedge columns and switches, in output order (DESIGN: Columns).
 */
export function backtestColumns(
  hedges: readonly string[],
  switches: Switches = PLAIN,
): ColumnSpec[] {
  const added = addedColumns(switches);
  // What was asked for is shown before what every run has.
  const spare = [...added, ...SPARE];
  const spec = (name: string, rest: Pick<ColumnSpec, "type" | "missing" | "shrinks">) => ({
    name,
    ...rest,
    look: {
      ...(KEPT.includes(name) ? { keep: KEPT.indexOf(name) } : {}),
      ...(spare.includes(name) ? { spare: spare.indexOf(name) } : {}),
      loss: LOSSES.includes(name),
    },
  });
  const text = (name: string) => spec(name, { type: "text", missing: "-" });
  const number = (name: string) => spec(name, { type: "double", missing: "-" });
  // Days and prices come back in many straddles, while the digits of what is computed from them are
  // random; but on all days without a price the hedge makes nothing.
  const date = (name: string) => spec(name, { type: "date", missing: "-", shrinks: true });
  const price = (name: string) => spec(name, { type: "double", missing: "none", shrinks: true });
  const figure = (name: string) =>
    spec(name, { type: "double", missing: "-", shrinks: OFTEN_EQUAL.includes(name) });
  const strikes = hedges.map((_, i) => number(i === 0 ? "strike" : `strike${i}`));
  return [
    text("asset"),
    text("straddle"),
    date("date"),
    price("vol"),
    ...hedges.map(price),
    text("action"),
    text("model"),
    number("strike_vol"),
    ...strikes,
    date("expiry"),
    ...["mv", "delta", "opnl", "hpnl", "pnl", ...added].map(figure),
  ];
}

/** Hedge columns in output order: hedge, hedge1, … hedge10. Every run has at least `hedge`. */
export function hedgeColumns(params: Iterable<string>): string[] {
  const names = new Set(["hedge", ...params]);
  return [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
