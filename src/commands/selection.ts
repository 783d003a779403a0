/** The assets that a listing's pattern selects: one way to choose, to warn and to find nothing. */
import type { Command } from "commander";
import { nothingError } from "../base/errors.ts";
import type { InputPaths } from "../inputs/paths.ts";
import { requireUnchanged } from "../base/ledger.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { patternHint } from "../base/suggest.ts";

export interface SelectionOptions {
  readonly all?: boolean;
  readonly verbose?: boolean;
}

export const PATTERN_HELP = "regular expression searched in the Underlying";

/** `--all`, `--verbose`. */
export function addSelectionOptions(command: Command): Command {
  return command
    .option("--all", "also the assets that are not live")
    .option("-v, --verbose", "name every problem of the asset table");
}

/** What a pattern selects. */
export interface Selected {
  readonly amt: Amt;
  /** As a backtest looks at them: of an Underlying with two entries, twice the last one's data. */
  readonly assets: readonly Asset[];
  /** The entries themselves, each with its own data. */
  readonly entries: readonly Asset[];
  /**
   * Warns of what is wrong with them: once nothing else can fail, so that an error stands alone.
   * Throws an exit-4 error when an input changed while it was read.
   */
  warn(): void;
}

/**
 * The assets of the pattern, in file order. Throws an exit-1 error when there are none, saying so if
 * only assets that are not live match.
 */
export async function takeAssets(
  source: string,
  inputs: InputPaths,
  { all = false, verbose = false }: SelectionOptions,
): Promise<Selected> {
  const { findAssets, findEntries, loadAmt } = await import("../loader.ts");
  const { compilePattern } = await import("../base/pattern.ts");
  const { slipHint, warnOfProblems } = await import("../inputs/amt/problems.ts");
  const { searching } = await import("../base/pattern.ts");

  const pattern = compilePattern(source);
  const amt = loadAmt(inputs.amt);
  const [assets, entries] = await searching(source, () => [
    findAssets(amt, { pattern, live: !all }),
    findEntries(amt, { pattern, live: !all }),
  ]);
  if (assets.length === 0) {
    const dead = await searching(source, () => findEntries(amt, { pattern, live: false }));
    const sleeping = dead.length;
    const are = sleeping === 1 ? "is" : "are";
    const why = sleeping === 0
      ? `No asset matches "${source}"${patternHint(source)}`
      : `No live asset matches "${source}"; ${sleeping} that ${are} not live would with --all`;
    throw nothingError(why + slipHint(amt, dead));
  }
  return {
    amt,
    assets,
    entries,
    warn() {
      requireUnchanged();
      warnOfProblems(amt, assets.map(({ underlying }) => underlying), verbose, inputs.rules);
    },
  };
}
