/** What a variant is: a run whose numbers come of other edits, rules or switches (W-1). */
import { usageError } from "../base/errors.ts";
import {
  chosenCosts,
  type CostChoice,
  type Costs,
  hedgeCostText,
  parseHedgeCosts,
} from "../engine/costs.ts";
import {
  parseAmount,
  parsePolicy,
  type Policy,
  POLICY_FORMS,
  policyText,
} from "../engine/hedging/policy.ts";
import { type Edit, EDIT_NAMES, isEditName, PATH_PREFIX } from "../inputs/amt/edits.ts";
import { RULE_SETS, type Rules, VOL_MARKS } from "../inputs/rules.ts";
import { didYouMean } from "../base/suggest.ts";

/** Everything beside the files, pattern and years that a variant's figures depend on. */
export interface Setup {
  readonly edits: readonly Edit[];
  readonly rules: Rules;
  /** Undefined = daily. */
  readonly hedge: Policy | undefined;
  /** Absent = nobody asks for costs. */
  readonly costs?: CostChoice;
}

/** What varying a name does, and the words that make `backtest` do it. */
interface Effect {
  /** Throws a usage error for a value that cannot be. */
  apply(setup: Setup, value: string): Setup;
  words(value: string): string[];
}

/** A name that may vary, beside the edits: an option of backtest that changes figures. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  rules: option("rules", (setup, value) => ({
    ...setup,
    rules: { ...setup.rules, set: oneOf("rules", value, RULE_SETS) },
  })),
  "vol-marks": option("vol-marks", (setup, value) => ({
    ...setup,
    rules: { ...setup.rules, volMarks: oneOf("vol-marks", value, VOL_MARKS) },
  })),
  hedge: option("hedge", (setup, value) => {
    const hedge = parsePolicy(value);
    if (hedge === undefined) throw cannot("hedge", value, `give ${POLICY_FORMS}`);
    return { ...setup, hedge };
  }),
  costs: cost("costs", (value) => ({ costs: oneOf("costs", value, ["amt", "none"] as const) })),
  "cost-factor": cost("cost-factor", (value) => {
    const costFactor = parseAmount(value);
    if (costFactor === undefined) {
      throw cannot("cost-factor", value, "give a number at or above zero");
    }
    return { costFactor };
  }),
  "hedge-cost": cost("hedge-cost", (value) => {
    try {
      return { hedgeCost: parseHedgeCosts(unquoted(value)) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw cannot("hedge-cost", value, lowerFirst(error.message));
    }
  }),
  side: cost("side", (value) => ({ side: oneOf("side", value, ["long", "short"] as const) })),
};

function cost(name: string, choose: (value: string) => CostChoice): Effect {
  return {
    apply: (setup, value) => ({ ...setup, costs: { ...setup.costs, ...choose(value) } }),
    words: (value) => [`--${name}`, unquoted(value)],
  };
}

/** A value without the quotes that kept its commas together. */
function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

/** A sentence as the end of another. */
function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
}

function option(name: string, apply: Effect["apply"]): Effect {
  return { apply, words: (value) => [`--${name}`, value] };
}

function effectOf(name: string): Effect {
  if (Object.hasOwn(EFFECTS, name)) return EFFECTS[name]!;
  if (isEditName(name)) {
    return {
      apply: (setup, value) => ({ ...setup, edits: [...setup.edits, { name, value }] }),
      words: (value) => ["--set", `${name}=${value}`],
    };
  }
  const known = [...EDIT_NAMES, ...Object.keys(EFFECTS)];
  throw usageError(
    `Cannot vary "${name}": name ${known.join(", ")}, or a path like ` +
      `${PATH_PREFIX}expiry_schedules.NAME${didYouMean(name, known)}`,
  );
}

/** A setting that a variant has and others have not, in the order in which they were named. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** The base with the settings; an empty value leaves what the base has. Throws usage errors. */
export function setUp(base: Setup, settings: readonly Setting[]): Setup {
  return settings.reduce(
    (setup, { name, value }) => {
      const effect = effectOf(name);
      return value === "" ? setup : effect.apply(setup, value);
    },
    base,
  );
}

/** The options of `backtest` that make the settings. */
export function settingWords(settings: readonly Setting[]): string[] {
  return settings.flatMap(({ name, value }) => value === "" ? [] : effectOf(name).words(value));
}

/** The options of `backtest` that make a base. */
export function baseWords({ edits, rules, hedge, costs: choice = {} }: Setup): string[] {
  const { costs, costFactor, hedgeCost, side } = choice;
  return [
    ...edits.flatMap(({ name, value }) => ["--set", `${name}=${value}`]),
    ...(rules.set === "reference" ? [] : ["--rules", rules.set]),
    ...(rules.volMarks === "quoted" ? [] : ["--vol-marks", rules.volMarks]),
    ...(hedge === undefined ? [] : ["--hedge", policyText(hedge)]),
    ...(costs === undefined ? [] : ["--costs", costs]),
    ...(costFactor === undefined ? [] : ["--cost-factor", String(costFactor)]),
    ...(hedgeCost === undefined ? [] : ["--hedge-cost", hedgeCostText(hedgeCost)]),
    ...(side === undefined ? [] : ["--side", side]),
  ];
}

/** Costs of a setup; undefined = none. */
export function costsOfSetup({ costs }: Setup): Costs | undefined {
  return costs && chosenCosts(costs);
}

/**
 * Names all that the P&L before costs depends on: setups of the same differ in costs and side alone.
 * Whalley and Wilmott's band is as wide as trading is dear.
 */
export function grossKey(setup: Setup): string {
  const { edits, rules, hedge } = setup;
  const band = hedge?.kind === "ww" ? costsOfSetup(setup)?.hedge : undefined;
  return JSON.stringify([rules, hedge, band, sorted(edits)]);
}

/** Edits that do most first, so that setups sorted by their keys have most in common with their neighbours. */
function sorted(edits: readonly Edit[]): readonly Edit[] {
  const rank = ({ name }: Edit) => ["options", "expiry", "entry", "weight"].indexOf(name);
  return edits.map((edit, i) => ({ edit, i }))
    .sort((a, b) => rank(a.edit) - rank(b.edit) || a.i - b.i).map(({ edit }) => edit);
}

/** Names a setup: two with the same make the same run. */
export function setupKey(setup: Setup): string {
  const { edits, rules, hedge } = setup;
  return JSON.stringify([edits, rules, hedge, costsOfSetup(setup)]);
}

function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw cannot(name, value, `give ${values.join(" or ")}`);
  return found;
}

function cannot(name: string, value: string, how: string) {
  return usageError(`Cannot set ${name} to "${value}": ${how}`);
}
