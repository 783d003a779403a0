/** What is wrong or doubtful about the costs that a run is asked to charge. */
import { usageError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import { counted } from "../base/wording.ts";
import { hedgeCostOf } from "../engine/costs.ts";
import type { Switches } from "../engine/switches.ts";
import type { Finding } from "./check/findings.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { slippageOf } from "../inputs/amt/slippage.ts";

/** How many assets a sentence names. */
const NAMED = 8;

/** Throws a usage error for a hedge cost of something that is neither an asset nor a class. */
export function requireKnownCosts({ assets, byUnderlying, path }: Amt, { costs }: Switches): void {
  const classes = new Set(assets.map(({ cls }) => cls));
  for (const name of Object.keys(costs?.hedge.byName ?? {})) {
    if (byUnderlying.has(name) || classes.has(name)) continue;
    const known = [...classes, ...byUnderlying.keys()];
    throw usageError(
      `Cannot charge hedges of "${name}": "${path}" has no such class or asset` +
        didYouMean(name, known),
    );
  }
}

/** What there is to say of charging these assets, a sentence each. */
export function costDoubts(
  assets: readonly Asset[],
  { costs, hedge }: Switches,
  verbose = false,
): string[] {
  const doubts: string[] = [];
  if ((costs?.optionFactor ?? 0) > 0) {
    const faults = slippageFaults(assets);
    const missing = faults.filter((fault) => fault.missing).map(({ asset }) => asset);
    if (missing.length > 0) {
      const names = missing.slice(0, verbose ? Infinity : NAMED).map((name) => `"${name}"`);
      const left = missing.length - names.length;
      const more = left > 0 ? ` and ${left} more (-v names them)` : "";
      doubts.push(
        `${counted(missing.length, "asset has", "assets have")} no Slippage, and options cost ` +
          `nothing there: ${names.join(", ")}${more}`,
      );
    }
    for (const { asset, what, missing } of faults) {
      if (!missing) doubts.push(`asset "${asset}": ${what}`);
    }
  }
  if (hedge?.kind === "ww") {
    const free = costs === undefined ||
      assets.every((asset) => hedgeCostOf(costs.hedge, asset) === 0);
    if (free) doubts.push("--hedge ww hedges daily without --hedge-cost: its band has no width");
  }
  return doubts;
}

/** What `check` finds. */
export function costFindings(assets: readonly Asset[], { costs }: Switches): Finding[] {
  if (!(costs?.optionFactor! > 0)) return [];
  return slippageFaults(assets).map(({ asset, what, missing }) => ({
    severity: "warning",
    kind: "slippage",
    subject: asset,
    count: 1,
    unit: "asset",
    detail: missing ? "" : what,
    message: missing
      ? "The asset has no Slippage, and its options cost nothing"
      : "Slippage or SlippageFactor is no number at or above zero",
    mend: "write Slippage in points of vol (of NS basis points a day)",
  }));
}

/** Assets whose Slippage or SlippageFactor is missing or unusable, each once. */
export function slippageFaults(assets: readonly Asset[]) {
  const once = new Map(assets.map((asset) => [asset.underlying, asset]));
  return [...once.values()].flatMap((asset) => {
    const { fault, missing } = slippageOf(asset);
    return fault === undefined ? [] : [{ asset: asset.underlying, what: fault, missing }];
  });
}
