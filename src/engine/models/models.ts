/** The models that there are, and by which rules. */
import type { Rules } from "../../inputs/rules.ts";
import { ES } from "./es.ts";
import type { Model } from "./model.ts";

/** By the name that `Valuation.Model` gives them. */
const MODELS: Readonly<Record<string, Model>> = { ES, CDS_ES: ES };

/** The model of that name under the rules; undefined = they have none (V-2). */
export function modelOf(name: string, _rules: Rules): Model | undefined {
  return Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
}
