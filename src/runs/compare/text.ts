/** A comparison as lines for people. */
import type { PnlByPart } from "./by_part.ts";
import type { Comparison, RulesDifference } from "./figures.ts";
import { escapeUnsafe } from "../../base/text.ts";
import { padText, textWidth } from "../../base/text_width.ts";
import { counted, grouped } from "../../base/wording.ts";

/** How many assets the report names before it says how many more there are. */
const ASSETS = 20;

/** The report on two runs that go by these names. */
export function compareReport(
  found: Comparison,
  nameA: string,
  nameB: string,
  pnl?: PnlByPart,
): string {
  const { onlyInA, onlyInB, rowsThatDiffer, cellsThatDiffer, byColumn, byAsset, largest } = found;
  const lines = [
    `${found.same ? "Same" : "Different"} (tolerance ${found.tolerance})`,
    "",
    ...aligned([
      ["a", nameA, counted(found.rowsInA, "row"), `${grouped(onlyInA)} only here`],
      ["b", nameB, counted(found.rowsInB, "row"), `${grouped(onlyInB)} only here`],
    ], 2),
  ];
  const columns = [["a", found.columnsOnlyInA], ["b", found.columnsOnlyInB]] as const;
  for (const [run, names] of columns) {
    if (names.length > 0) lines.push(`Columns only in ${run}: ${names.join(", ")}`);
  }
  if (found.rules !== undefined) lines.push("", ...rulesLines(found.rules));
  if (cellsThatDiffer > 0) {
    const cells = counted(cellsThatDiffer, "cell differs", "cells differ");
    lines.push(
      "",
      `${cells}, in ${counted(rowsThatDiffer, "row")}`,
      "",
    );
    lines.push(
      ...aligned([
        ["column", "cells"],
        ...byColumn.map(({ column, cells }) => [column, grouped(cells)]),
      ], 1),
    );
  }
  if (byAsset.length > 0) {
    const rows = byAsset.slice(0, ASSETS).map(({ asset, onlyInA, onlyInB, rows, cells }) => [
      asset,
      ...[onlyInA, onlyInB, rows, cells].map(grouped),
    ]);
    lines.push("", ...aligned([["asset", "only in a", "only in b", "rows", "cells"], ...rows], 1));
    const more = byAsset.length - ASSETS;
    if (more > 0) lines.push(`and ${counted(more, "more asset")} (-f json names all)`);
  }
  if (largest.length > 0) {
    // The rows of books are of no straddle.
    const named = largest.some(({ straddle }) => straddle !== "");
    const rows = largest.map(({ asset, straddle, date, column, a, b }) => [
      ...[asset, ...(named ? [straddle] : []), date, column],
      ...[a, b].map((value) => String(value ?? "missing")),
    ]);
    const header = ["asset", ...(named ? ["straddle"] : []), "date", "column", "a", "b"];
    lines.push("", "The largest differences:", ...aligned([header, ...rows], header.length - 2));
  }
  if (pnl !== undefined) lines.push("", ...pnlLines(pnl));
  return lines.join("\n") + "\n";
}

/** P&L of both, part by part, and in all. */
function pnlLines({ by, of, total, parts }: PnlByPart): string[] {
  const text = (share: number | null) => share === null ? "–" : `${(100 * share).toFixed(2)} %`;
  const rows = [...parts, total].map(({ name, a, b, difference }) => [
    name === "" ? `(no ${by})` : name,
    ...[a, b, difference].map(text),
  ]);
  return [`P&L by ${by}, of ${of}:`, ...aligned([[by, "a", "b", "b - a"], ...rows], 1)];
}

/** What each rule changed that one of the runs does not have. */
function rulesLines({ a, b, byRule }: RulesDifference): string[] {
  const header = ["by rule", "assets", "only in a", "only in b", "rows", "cells"];
  const rows = byRule.map(({ rule, assets, onlyInA, onlyInB, rows, cells }) => [
    rule,
    ...[assets, onlyInA, onlyInB, rows, cells].map(grouped),
  ]);
  const table = rows.length === 0 ? [] : ["", ...aligned([header, ...rows], 1)];
  return [`a: ${a}; b: ${b}`, ...table];
}

/** Rows of cells in columns, the first few to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[], left: number): string[] {
  const safe = rows.map((row) => row.map(escapeUnsafe));
  const widths = safe[0]!.map((_, i) => Math.max(...safe.map((row) => textWidth(row[i]!))));
  return safe.map((row) =>
    row.map((cell, i) => padText(cell, widths[i]!, i >= left)).join("  ").trimEnd()
  );
}
