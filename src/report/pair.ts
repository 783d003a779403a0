/** Where the straddles of two runs are not the same, and what that makes of their P&L. */
import { weightOf } from "../engine/pnl_tally.ts";
import { compareText } from "../base/text.ts";
import { monthOfDay } from "../base/calendar.ts";
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { componentFields } from "../runs/labels.ts";
import type { PairAsset } from "./page_data.ts";

type Tally = { -readonly [K in keyof PairAsset]: PairAsset[K] };

/** P&L that differs by no more has been added up in another order. */
const ROUNDING = 1e-12;

/**
 * By asset, in code-point order. Straddles go together that have the same asset, schedule, entry and
 * expiry month; of several such the first with the first.
 */
export function pairAssets(a: RunAggregates, b: RunAggregates): PairAsset[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (name: string) => {
    let tally = tallies.get(name);
    if (tally === undefined) {
      tally = {
        name,
        both: 0,
        changed: 0,
        change: 0,
        onlyA: 0,
        pnlOnlyA: 0,
        onlyB: 0,
        pnlOnlyB: 0,
      };
      tallies.set(name, tally);
    }
    return tally;
  };
  const left = new Map<string, number[]>();
  for (const { key, pnl } of straddlesOf(a)) {
    const others = left.get(key);
    if (others === undefined) left.set(key, [pnl]);
    else others.push(pnl);
  }
  for (const { key, asset, pnl } of straddlesOf(b)) {
    const tally = tallyOf(asset);
    const own = left.get(key)?.shift();
    if (own === undefined) {
      tally.onlyB++;
      tally.pnlOnlyB += pnl;
      continue;
    }
    tally.both++;
    if (Math.abs(pnl - own) <= ROUNDING) continue;
    tally.changed++;
    tally.change += pnl - own;
  }
  for (const [key, pnls] of left) {
    const tally = pnls.length > 0 ? tallyOf(key.split("\n")[0]!) : undefined;
    for (const pnl of pnls) {
      tally!.onlyA++;
      tally!.pnlOnlyA += pnl;
    }
  }
  return [...tallies.values()].sort((x, y) => compareText(x.name, y.name));
}

/** Each straddle with its weighted P&L; one that is unknown counts as none. */
function* straddlesOf({ assets, components, straddles }: RunAggregates) {
  const weights = components.map((name) => weightOf(componentFields(name).split("|").at(-2)!));
  for (let i = 0; i < straddles.count; i++) {
    const asset = assets[straddles.asset[i]!]!, component = straddles.component[i]!;
    const months = `${monthOfDay(straddles.entry[i]!)} ${straddles.month[i]!}`;
    const pnl = straddles.pnl[i]! * weights[component]!;
    yield {
      asset,
      key: `${asset}\n${components[component]} ${months}`,
      pnl: Number.isNaN(pnl) ? 0 : pnl,
    };
  }
}
