/// <reference lib="dom" />
/** Tables of the chosen part's days, as `summary --of` has them. */
import { concentrationLines } from "../../runs/analysis/sections/concentration.ts";
import { extremeLines } from "../../runs/analysis/sections/extremes.ts";
import { outcomes as outcomeLines } from "../../runs/analysis/sections/outcomes.ts";
import { recoveryLines } from "../../runs/analysis/sections/recovery.ts";
import { sharpeLines } from "../../runs/analysis/sections/sharpe.ts";
import { daysTable } from "./looks.ts";
import type { Part } from "./part.ts";
import type { Run } from "./run.ts";

export const sharpe = (run: Run): Part =>
  daysTable(
    run,
    "sharpe",
    ({ pnl, yearDays }) => sharpeLines(pnl, yearDays).filter(([, ratio]) => ratio !== null),
  );

export const recovery = (run: Run): Part =>
  daysTable(
    run,
    "recovery",
    ({ day, pnl }) => recoveryLines(day, pnl).filter(([, count]) => count! > 0),
  );

export const outcomes = (run: Run): Part =>
  daysTable(
    run,
    "periods",
    ({ pnl, yearDays }) => outcomeLines(pnl, yearDays).filter(([, windows]) => windows! > 0),
  );

export const extremes = (run: Run): Part =>
  daysTable(
    run,
    "extremes",
    ({ day, pnl }) => pnl.length < 2 ? [] : extremeLines(day, pnl),
  );

/** Of all days, whichever are chosen: weights are not kept by day. */
export function concentration(run: Run): Part {
  const { followsSpan: _, ...part } = daysTable(run, "concentration", (_, scope) => {
    const assets = run.partsOf(scope, "asset");
    return assets.length < 2
      ? []
      : concentrationLines(assets.map(({ figures, weight }) => ({ pnl: figures.pnl, weight })));
  });
  return part;
}

/** Of a book with both; undefined = all that is held is on one side. Of all days, as it was summed. */
export function sides(run: Run): Part | undefined {
  if (run.total.sides === undefined) return undefined;
  const { followsSpan: _, ...part } = daysTable(
    run,
    "sides",
    (_, scope) => scope.sides ?? [],
  );
  return part;
}
