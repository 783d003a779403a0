/** The parts of a run that a page's charts can show. */
import { compareText } from "../base/text.ts";
import { labelsOf } from "../runs/analysis/open_run.ts";
import type { RunFacts } from "../runs/facts.ts";
import type { Scope } from "./page_data.ts";

/** A part, and the positions of its assets in the run's list. */
export interface ScopeAssets {
  readonly kind: Scope["kind"];
  readonly name: string;
  readonly assets: readonly number[];
}

/** In the order of the page's scopes: the whole run first, then classes, groups and assets by name. */
export function scopeAssets(assets: readonly string[], facts: RunFacts): ScopeAssets[] {
  const labels = labelsOf(facts);
  const all = [...assets.keys()];
  const by = (kind: "class" | "group"): ScopeAssets[] =>
    [...Map.groupBy(all, (asset) => labels(assets[asset]!)[kind])]
      .filter(([name]) => name !== "")
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, assets]) => ({ kind, name, assets }));
  return [
    { kind: "total", name: "total", assets: all },
    ...by("class"),
    ...by("group"),
    ...all.map((asset) => ({ kind: "asset", name: assets[asset]!, assets: [asset] } as const)),
  ];
}
