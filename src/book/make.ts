/** Makes a book of a run's file: the first reading finds the weights, the second applies them. */
import { notARun } from "../runs/head.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";
import { COST_COLUMNS } from "../runs/analysis/weighted_days.ts";
import { usageError } from "../base/errors.ts";
import { scales, straddleWeights } from "./book.ts";
import type { BookSettings } from "./settings.ts";
import type { BookSums } from "./write.ts";

export interface MadeBook {
  readonly sums: BookSums;
  /** Straddles without a weight, since nothing was known of their asset when they were entered. */
  readonly unknown: number;
  /** Whether the run has costs; without, net is gross. */
  readonly hasCosts: boolean;
}

/** Throws exit-3 errors for what is no run, exit 2 for a weighting that the run cannot have. */
export async function makeBook(
  path: string,
  run: AnalysedRun,
  settings: BookSettings,
): Promise<MadeBook> {
  await requireVols(path, run, settings);
  const { weight, unknown } = straddleWeights(run.sums, settings);
  let weighted;
  try {
    weighted = await run.weigh(weight);
  } catch (error) {
    if (error instanceof RangeError) throw notARun(path, "it is damaged");
    throw error;
  }
  return {
    sums: {
      run: run.sums,
      weighted,
      scale: scales(run.sums, weighted, settings),
      aum: settings.aum,
    },
    unknown,
    hasCosts: COST_COLUMNS.every((name) => run.columns.includes(name)),
  };
}

/** Vega and premium are computed of vols in percent, which swaptions do not have. */
async function requireVols(path: string, run: AnalysedRun, { weights }: BookSettings) {
  if (weights !== "vega" && weights !== "premium") return;
  if (!await run.hasModel("NS")) return;
  throw usageError(
    `Cannot weigh by ${weights}: "${path}" has swaptions, whose vols are in basis points; use ` +
      "--weights risk, equal or a file",
  );
}
