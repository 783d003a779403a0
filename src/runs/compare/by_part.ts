/** P&L of two runs side by side, part by part, for `compare --by`. */
import { usageError } from "../../base/errors.ts";
import { compareText } from "../../base/text.ts";
import type { DayRule } from "../analysis/daily.ts";
import { labelsOf, openRun } from "../analysis/open_run.ts";
import { partsOf, wholeRun } from "../analysis/parts.ts";
import type { Division } from "../divisions.ts";
import { DENOMINATOR } from "../figures.ts";

export interface PartPnl {
  readonly name: string;
  /** Null = the run has no such part. */
  readonly a: number | null;
  readonly b: number | null;
  /** b less a; a part that a run does not have counts as 0. */
  readonly difference: number;
}

export interface PnlByPart {
  readonly by: Division;
  /** What the P&L is a share of (BK-5). */
  readonly of: string;
  readonly total: PartPnl;
  /** By name. */
  readonly parts: readonly PartPnl[];
}

/** Parts as `summary --by` has them: a weekend's P&L counts to its Monday. */
const RULE: DayRule = { days: "weekdays", idle: "zero", theta: "booked" };

/**
 * The P&L of both, each a file, a pattern or a folder. Classes and groups come from the asset table
 * `amt` if one is given, else from the runs. Throws as `openRun` does, and a usage error for a part
 * that neither run can tell.
 */
export async function pnlByPart(
  nameA: string,
  nameB: string,
  by: Division,
  amt: string | undefined,
): Promise<PnlByPart> {
  const [a, b] = [await sumsOf(nameA, by, amt), await sumsOf(nameB, by, amt)];
  const names = [...new Set([...a.parts.keys(), ...b.parts.keys()])].sort(compareText);
  if (names.every((name) => name === "") && (by === "class" || by === "group")) {
    throw usageError(
      `Cannot tell each asset's ${by}: the runs do not; name the asset table (--amt)`,
    );
  }
  return {
    by,
    of: a.isBook ? DENOMINATOR.book : DENOMINATOR.part,
    total: pair("total", a.total, b.total),
    parts: names.map((name) => pair(name, a.parts.get(name), b.parts.get(name))),
  };
}

function pair(name: string, a: number | undefined, b: number | undefined): PartPnl {
  return { name, a: a ?? null, b: b ?? null, difference: (b ?? 0) - (a ?? 0) };
}

async function sumsOf(name: string, by: Division, amt: string | undefined) {
  const run = await openRun([name], amt, { components: by === "schedule" });
  try {
    const { sums, facts, isBook } = run;
    const parts = partsOf(sums, by, RULE, labelsOf(facts));
    return {
      isBook,
      total: wholeRun(sums, RULE).figures.pnl,
      parts: new Map(parts.map(({ name, figures }) => [name, figures.pnl])),
    };
  } finally {
    run.close();
  }
}
