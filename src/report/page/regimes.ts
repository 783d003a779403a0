/// <reference lib="dom" />
/** P&L where implied vol was low, middle and high, as it was known then. */
import { regimeLines } from "../../runs/analysis/sections/regimes.ts";
import type { Scope } from "../page_data.ts";
import { daysTable, type Look } from "./looks.ts";
import type { Part } from "./part.ts";
import { firstFrom } from "./points.ts";
import type { Run } from "./run.ts";

export function regimes(run: Run): Part {
  return daysTable(run, "regimes", (look, scope) => {
    const { begin, day, yearDays } = look;
    const regime = Uint8Array.from(
      run.column(scope.series.regime).subarray(begin, begin + day.length),
    );
    const known = { day, regime, vol: new Float64Array(day.length).fill(NaN) };
    const entries = run.isBook ? undefined : entriesOf(run, scope, look);
    const lines = regimeLines(look, yearDays, known, entries);
    if (lines.every(([name]) => name === "unknown")) return [];
    // The page keeps the regimes, not the vols that tell them.
    return lines.map((cells) => cells.toSpliced(2, 1));
  });
}

/** The points to which the entries of a scope's straddles count, of those that enter on these days. */
function entriesOf(run: Run, scope: Scope, { begin, day }: Look): number[] {
  const entry = run.straddles("entry"), all = run.column(scope.series.day);
  const first = begin === 0 ? -Infinity : all[begin - 1]!;
  return Array.from(
    run.rows(scope),
    (row) => entry[row]! <= first ? undefined : day[firstFrom(day, entry[row]!)],
  )
    .filter((day) => day !== undefined);
}
