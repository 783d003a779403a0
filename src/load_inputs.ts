/** The three small inputs of a run, through the caches of this thread. */
import { loadChain, NO_CHAIN } from "./inputs/chain.ts";
import type { InputPaths } from "./inputs/paths.ts";
import type { Amt } from "./loader.ts";
import { loadOverrides, NO_OVERRIDES } from "./inputs/overrides.ts";
import type { Inputs } from "./engine/resolve.ts";

/** The asset table with its chain and overrides, as far as they were given. */
export function loadInputs(
  amt: Amt,
  { chain, overrides }: Pick<InputPaths, "chain" | "overrides">,
): Inputs {
  return {
    amt,
    chain: chain === undefined ? NO_CHAIN : loadChain(chain),
    overrides: overrides === undefined ? NO_OVERRIDES : loadOverrides(overrides),
  };
}
