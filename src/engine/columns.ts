/** The columns of a run: their names, types and order, and what a terminal keeps of them. */
import type { ColumnSpec } from "../output/chunk.ts";

/** What a narrow terminal keeps of a run's columns, the most important first. */
const KEPT = ["asset", "date", "pnl", "straddle", "delta"];

/** What is shown beside it where there is room. */
const SPARE = ["hpnl", "opnl", "mv", "hedge", "vol", "action"];
const LOSSES = ["opnl", "hpnl", "pnl"];

/** The columns of a run with the given hedge columns, in output order (DESIGN: Columns). */
export function backtestColumns(hedges: readonly string[]): ColumnSpec[] {
  const spec = (name: string, rest: Pick<ColumnSpec, "type" | "missing" | "shrinks">) => ({
    name,
    ...rest,
    look: {
      ...(KEPT.includes(name) ? { keep: KEPT.indexOf(name) } : {}),
      ...(SPARE.includes(name) ? { spare: SPARE.indexOf(name) } : {}),
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
    spec(name, { type: "double", missing: "-", shrinks: name === "hpnl" });
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
    ...["mv", "delta", "opnl", "hpnl", "pnl"].map(figure),
  ];
}

/** Hedge columns in output order: hedge, hedge1, … hedge10. Every run has at least `hedge`. */
export function hedgeColumns(params: Iterable<string>): string[] {
  const names = new Set(["hedge", ...params]);
  return [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
