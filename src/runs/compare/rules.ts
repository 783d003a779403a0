/** What of a comparison is due to the rules of the two runs, where their files tell these. */
import { type Rules, rulesText } from "../../inputs/rules.ts";
import { OwnFile } from "../analysis/own_file.ts";
import { type AssetFacts, fromMetadata, rulesOf, type RunFacts } from "../facts.ts";
import type { AssetDifference, RuleDifference, RulesDifference } from "./figures.ts";

/** Undefined = the runs have the same rules, or a file does not tell. */
export async function rulesDifference(
  pathA: string,
  pathB: string,
  byAsset: readonly AssetDifference[],
): Promise<RulesDifference | undefined> {
  const [a, b] = [await factsOf(pathA), await factsOf(pathB)];
  if (a === undefined || b === undefined) return undefined;
  const [rulesA, rulesB] = [rulesOf(a), rulesOf(b)];
  if (rulesText(rulesA) === rulesText(rulesB)) return undefined;
  const byRule = new Map<string, RuleDifference>();
  for (const { asset, ...figures } of byAsset) {
    const rule = ruleOf(a.assets[asset], b.assets[asset], rulesA, rulesB);
    const sum = byRule.get(rule);
    byRule.set(rule, {
      rule,
      assets: (sum?.assets ?? 0) + 1,
      onlyInA: (sum?.onlyInA ?? 0) + figures.onlyInA,
      onlyInB: (sum?.onlyInB ?? 0) + figures.onlyInB,
      rows: (sum?.rows ?? 0) + figures.rows,
      cells: (sum?.cells ?? 0) + figures.cells,
    });
  }
  return { a: rulesText(rulesA), b: rulesText(rulesB), byRule: [...byRule.values()] };
}

async function factsOf(path: string): Promise<RunFacts | undefined> {
  const file = await OwnFile.open(path);
  if (file === undefined) return undefined;
  try {
    const facts = fromMetadata(file.footer.metadata);
    return facts.arguments === undefined ? undefined : facts;
  } finally {
    file.close();
  }
}

/** The rule by which an asset's rows differ, told by how its straddles ended in either run. */
function ruleOf(
  a: AssetFacts | undefined,
  b: AssetFacts | undefined,
  rulesA: Rules,
  rulesB: Rules,
): string {
  const ended = (state: keyof AssetFacts["states"]) =>
    (a?.states[state] ?? 0) !== (b?.states[state] ?? 0);
  if (rulesA.set !== rulesB.set) {
    if (ended("model not supported")) return "valued by NS (R-2)";
    if (ended("no vol ticker")) return "valued with an LME vol (R-4)";
    if (ended("other side of the switchover")) return "left to another asset (R-7)";
  }
  const marks = rulesA.volMarks !== rulesB.volMarks;
  if (rulesA.set === rulesB.set) return "vol marks (R-8)";
  return marks
    ? "switch months, P&L across gaps, vol marks (R-5, R-6, R-8)"
    : "switch months, P&L across gaps (R-5, R-6)";
}
