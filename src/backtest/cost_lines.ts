/** What a run made, what it cost and what is left, in a few lines. */
import type { CostSums } from "../engine/cost_tally.ts";
import { DENOMINATOR } from "../runs/figures.ts";
import { grouped } from "../base/wording.ts";

/** Whose reading of the asset table's Slippage it is, wherever costs are shown (G-4). */
export const SLIPPAGE_READING =
  "Slippage is read as points of vol paid at entry (of swaptions basis points a day): our reading";

/** Lines for the end of a run; the sums of its assets, in the order of the plan. */
export function costLines(assets: readonly CostSums[], chargesOptions: boolean): string[] {
  const sum = (name: keyof CostSums) => assets.reduce((total, sums) => total + sums[name], 0);
  const [gross, option, hedge, netted] = [sum("gross"), sum("option"), sum("hedge"), sum("netted")];
  const cost = option + hedge;
  const together = Number.isNaN(netted)
    ? ""
    : ` (${percent(netted)} if an asset's straddles trade together)`;
  const hedges = hedge === 0 ? "" : ` + hedges ${percent(hedge)}${together}`;
  const even = cost > 0
    ? gross > 0
      ? `; it breaks even at ${(gross / cost).toPrecision(3)} times these costs`
      : "; it makes nothing before costs"
    : "";
  return [
    `  gross ${signed(gross)}, costs ${percent(cost)}: options ${percent(option)}${hedges}, ` +
    `net ${signed(gross - cost)}, of ${DENOMINATOR.part}${even}`,
    ...(chargesOptions ? [`  ${SLIPPAGE_READING}`] : []),
  ];
}

function signed(share: number): string {
  return `${share < 0 ? "-" : "+"}${percent(Math.abs(share))}`;
}

function percent(share: number): string {
  return `${grouped((100 * share).toFixed(1))} %`;
}
