/** The models that there are, and by which rules. */
import type { Rules, RuleSet } from "../../inputs/rules.ts";
import { ES, ES_ACROSS_GAPS } from "./es.ts";
import type { Model } from "./model.ts";
import { NS } from "./ns.ts";

/** By the name that `Valuation.Model` gives them. */
const MODELS: Readonly<Record<RuleSet, Readonly<Record<string, Model>>>> = {
  reference: { ES, CDS_ES: ES },
  current: { ES: ES_ACROSS_GAPS, CDS_ES: ES_ACROSS_GAPS, NS },
};

/** The model of that name under the rules; undefined = they have none (V-2). */
export function modelOf(name: string, { set }: Rules): Model | undefined {
  const models = MODELS[set];
  return Object.hasOwn(models, name) ? models[name] : undefined;
}

/** The names of the models that give values under the rules. */
export function valuedModels({ set }: Rules): readonly string[] {
  return Object.keys(MODELS[set]);
}
