/** What switches add to an explanation, as tables: each day's P&L by what moved, and the hedge's trades. */
import type { Explanation } from "./explain.ts";
import type { PnlDay } from "./pnl.ts";
import type { PartName } from "./study.ts";

/** Lines for the end of the P&L, with headings; none without switches. */
export function studyLines({ pnl, model }: Explanation): string[] {
  if (pnl === null) return [];
  const unit = model === "NS" ? "% of the notional" : "% of the strike";
  return [...partLines(pnl.days, unit), ...tradeLines(pnl.days, unit), ...sumLines(pnl.sums)];
}

const PARTS: readonly PartName[] = ["theta", "gamma", "vega", "delta"];

function partLines(days: readonly PnlDay[], unit: string): string[] {
  const split = days.filter(({ study }) => study?.breakEven);
  if (split.length === 0) return [];
  const parts = PARTS.filter((part) => `pnl_${part}` in split[0]!.study!.added);
  const rows = split.map(({ date, pnl, study }) => [
    date,
    percent(pnl),
    ...parts.map((part) => percent(study!.added[`pnl_${part}`]!)),
    study!.largest ?? "none",
    number(study!.breakEven!.move),
    number(study!.breakEven!.actual),
  ]);
  const header = ["", "pnl", ...parts, "largest", "break-even", "moved"];
  return [
    `Each day's P&L by what moved (${unit}), and how far the price had to move:`,
    ...aligned([header, ...rows]),
  ];
}

function tradeLines(days: readonly PnlDay[], unit: string): string[] {
  const hedged = days.some(({ study }) => study !== undefined && "held" in study.added);
  if (!hedged) return [];
  const traded = days.filter(({ study }) => study?.trade);
  if (traded.length === 0) return ["The hedge is never traded."];
  const costed = traded[0]!.study!.trade!.cost !== null;
  const rows = traded.map(({ date, study }) => {
    const { size, price, cost } = study!.trade!;
    return [
      date,
      size > 0 ? "sells" : "buys",
      number(Math.abs(size)),
      number(price),
      number(study!.added.held!),
      ...(costed ? [percent(cost)] : []),
    ];
  });
  return [
    `The hedge's trades${costed ? `, and what they cost (${unit})` : ""}; held = sold:`,
    ...aligned([["", "", "size", "price", "held", ...(costed ? ["cost"] : [])], ...rows]),
  ];
}

function sumLines(sums: Readonly<Record<string, number>> | undefined): string[] {
  if (sums === undefined) return [];
  return [`sums: ${Object.entries(sums).map(([name, sum]) => `${name} ${sum}`).join(", ")}`];
}

const percent = (share: number | null) => share === null ? "none" : (100 * share).toFixed(4);
const number = (value: number) => String(Number(value.toPrecision(5)) + 0);

/** Cells in columns, the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}
