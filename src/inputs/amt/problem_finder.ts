/**
 * Looks for what is wrong or doubtful in an asset table: keys, assets, schedules, continuity, entry by
 * entry. Who is told, and when a run is refused for it, is problems.ts's.
 */
import { changedNames } from "./changed_names.ts";
import { readContinuity } from "./continuity.ts";
import { type FieldProblem, hedgeFindings, splitFindings } from "./section_problems.ts";
import { assetKeyFindings, topKeyFindings } from "./unknown_keys.ts";
import { KNOWN_MODELS } from "./known_values.ts";
import type { Fault, Problem } from "./asset_table.ts";
import { fieldText, pyText } from "../yaml/python_text.ts";
import { nearest } from "../../base/suggest.ts";
import { parsePercent } from "../../base/numbers.ts";
import type { DuplicateKey } from "../yaml/tree.ts";
import type { LineFinder } from "../yaml/lines.ts";
import {
  equalKey,
  isList,
  isMap,
  isTruthy,
  kindOf,
  type YamlKey,
  type YamlMap,
  type YamlPath,
  type YamlValue,
} from "../yaml/values.ts";

/** What percent weights may miss of 100 in sum: three times 33.3 is fine (D-35). */
const WEIGHT_TOLERANCE = 0.5;

/** All problems of a parsed table. */
export function findProblems(
  root: YamlMap,
  duplicateKeys: readonly DuplicateKey[],
  respelled: ReadonlySet<number | bigint>,
  lineOf: LineFinder,
): Problem[] {
  const finder = new ProblemFinder(root, respelled, lineOf);
  finder.topKeys();
  finder.assets();
  finder.schedules();
  finder.continuity();
  duplicateKeys.forEach((duplicate) => finder.duplicateKey(duplicate));
  return finder.problems;
}

class ProblemFinder {
  readonly problems: Problem[] = [];
  readonly #root: YamlMap;
  readonly #lineOf: LineFinder;
  readonly #schedulesByName: YamlMap;
  /** Schedules some asset names, with those assets. */
  readonly #usedBy = new Map<YamlKey, string[]>();
  readonly #respelled: ReadonlySet<number | bigint>;

  constructor(root: YamlMap, respelled: ReadonlySet<number | bigint>, lineOf: LineFinder) {
    this.#root = root;
    this.#respelled = respelled;
    this.#lineOf = lineOf;
    const schedules = root.get("expiry_schedules");
    this.#schedulesByName = isMap(schedules) ? schedules : new Map();
  }

  topKeys(): void {
    this.#report([], undefined, topKeyFindings(this.#root));
  }

  assets(): void {
    const firstKeys = new Map<string, YamlPath>();
    const seen = new Set<YamlMap>();
    for (const [key, entry] of this.#root.get("amt") as YamlMap) {
      const path = ["amt", key];
      const name = `Entry "${pyText(key)}"`;
      if (!isMap(entry)) {
        this.#warn(path, `${name} under "amt" is ${kindOf(entry)}, not a mapping, and is ignored`);
        continue;
      }
      const underlying = entry.get("Underlying");
      if (!isTruthy(underlying)) {
        if (!seen.has(entry)) this.#names(path, undefined, entry);
        this.#warn(path, `${name} under "amt" has no Underlying and is ignored`);
        if (!seen.has(entry)) this.#report(path, undefined, assetKeyFindings(entry));
        seen.add(entry);
        continue;
      }
      if (isList(underlying) || isMap(underlying)) {
        const what = `${name} has ${kindOf(underlying)} for its Underlying`;
        this.#add("error", [...path, "Underlying"], { what, mend: "write it as text" }, undefined);
        continue;
      }
      const asset = pyText(underlying);
      const first = firstKeys.get(asset);
      if (first === undefined) firstKeys.set(asset, path);
      else this.#duplicateUnderlying(asset, first, path);
      // An alias brings the same entry again, with the same problems.
      if (!seen.has(entry)) this.#entry(asset, path, entry);
      seen.add(entry);
    }
  }

  schedules(): void {
    for (const [key, value] of this.#schedulesByName) {
      const path = ["expiry_schedules", key];
      const name = pyText(key);
      const users = this.#usedBy.get(key);
      const say = (what: string, mend: string): void => {
        if (users === undefined) this.#warn(path, what, mend);
        else users.forEach((asset) => this.#add("error", path, { what, mend }, asset));
      };
      if (typeof key !== "string") {
        const [found, mend] = users === undefined
          ? ["cannot be found", "quote it"]
          : ["is found by Options that are none either", "quote both"];
        this.#warn(path, `The schedule name ${name} is not text and ${found}`, mend);
        if (users === undefined) continue;
      }
      if (!isList(value)) {
        say(
          `Schedule "${name}" is ${kindOf(value)}`,
          "write a list of components like N0_F3_25",
        );
      } else if (!value.every((component) => typeof component === "string")) {
        say(`Schedule "${name}" holds a component that is not text`, "write it like N0_F3_25");
      } else if (users !== undefined) {
        this.#weights(path, name, value as readonly string[], users);
      }
    }
  }

  continuity(): void {
    this.#report([], undefined, readContinuity(this.#root).problems);
  }

  duplicateKey({ path }: DuplicateKey): void {
    const entry = path[0] === "amt" && path.length > 1
      ? (this.#root.get("amt") as YamlMap).get(path[1]!)
      : undefined;
    const underlying = isMap(entry) ? entry.get("Underlying") : undefined;
    const asset = isTruthy(underlying) ? fieldText(underlying) : undefined;
    const where = path.slice(0, -1).map((key) => `"${pyText(key)}"`).join(" → ");
    const what = `The key "${pyText(path.at(-1)!)}" is given twice` +
      `${where === "" ? "" : ` in ${where}`} and the last one counts`;
    this.#add("warning", path, { what, mend: "remove the other" }, asset);
  }

  #entry(asset: string, path: YamlPath, entry: YamlMap): void {
    const report = (findings: readonly FieldProblem[]) => this.#report(path, asset, findings);
    const wrong = (key: string, value: YamlValue, mend: string): void => {
      this.#add("error", [...path, key], { what: `${key} is ${kindOf(value)}`, mend }, asset);
    };
    report(assetKeyFindings(entry));
    this.#names(path, asset, entry);
    const underlying = entry.get("Underlying")!;
    if (typeof underlying !== "string") {
      wrong("Underlying", underlying, "write it as text, in quotes");
    }
    for (const key of ["Class", "Options"]) {
      const value = entry.get(key) ?? "";
      const mend = "write it as text, in quotes";
      if (isList(value) || isMap(value)) wrong(key, value, mend);
      else if (typeof value !== "string") {
        this.#add("warning", [...path, key], { what: `${key} is ${kindOf(value)}`, mend }, asset);
      }
    }
    const weightCap = entry.get("WeightCap") ?? null;
    if (typeof weightCap === "string" || typeof weightCap === "object" && weightCap !== null) {
      wrong("WeightCap", weightCap, "write a number, without quotes");
    } else if (Number.isNaN(weightCap) || typeof weightCap === "boolean") {
      const live = weightCap === false ? "not live" : "live";
      const what = `WeightCap is ${kindOf(weightCap)} and makes the asset ${live}`;
      this.#add("warning", [...path, "WeightCap"], { what, mend: "write a number" }, asset);
    }
    const section = (key: string): YamlMap | undefined => {
      const value = entry.get(key) ?? undefined;
      if (value === undefined || isMap(value)) return value;
      wrong(key, value, "write a mapping");
      return undefined;
    };
    report(splitFindings(section("Market"), section("Vol")));
    const hedge = section("Hedge");
    if (hedge !== undefined) report(hedgeFindings(hedge));
    else if ((entry.get("Hedge") ?? null) === null) {
      const what = "Hedge is missing, so the asset is never traded";
      this.#add("warning", path, { what, mend: "add one" }, asset);
    }
    this.#model(asset, path, section("Valuation"), entry.get("Valuation"));
    this.#options(asset, path, entry.get("Options"));
  }

  #model(
    asset: string,
    path: YamlPath,
    valuation: YamlMap | undefined,
    raw: YamlValue | undefined,
  ): void {
    // Something else than a mapping is an error already.
    if (valuation === undefined && (raw ?? null) !== null) return;
    const model = valuation?.get("Model") ?? "";
    if (typeof model === "string" && KNOWN_MODELS.includes(model)) return;
    const given = model === "" ? "missing" : kindOf(model);
    const what = `Valuation.Model is ${given}, so the asset is never valued`;
    const mend = `known models are ${KNOWN_MODELS.join(", ")}`;
    this.#add("warning", [...path, "Valuation", "Model"], { what, mend }, asset);
  }

  #options(asset: string, path: YamlPath, options: YamlValue | undefined): void {
    if (!isTruthy(options) || isList(options) || isMap(options)) return;
    const key = equalKey(this.#schedulesByName, options);
    const users = this.#usedBy.get(key);
    if (users === undefined) this.#usedBy.set(key, [asset]);
    else users.push(asset);
    if (typeof options !== "string" || this.#schedulesByName.has(key)) return;
    const what = `Options names the schedule "${options}", which is not under "expiry_schedules"`;
    const names = [...this.#schedulesByName.keys()].filter((name) => typeof name === "string");
    const near = nearest(options, names);
    const meant = near.length === 0 ? undefined : near;
    this.#add("warning", [...path, "Options"], { what, meant }, asset);
  }

  #names(path: YamlPath, asset: string | undefined, entry: YamlMap): void {
    this.#report(path, asset, changedNames(entry, path, this.#respelled, this.#lineOf));
  }

  #duplicateUnderlying(asset: string, first: YamlPath, second: YamlPath): void {
    const [here, there] = [
      this.#lineOf([...second, "Underlying"]),
      this.#lineOf([...first, "Underlying"]),
    ];
    // One line for both: an alias, or entries in braces.
    const [path, where] = here === there
      ? [second, `by the entries ${[first, second].map(([, key]) => `"${key}"`).join(" and ")}`]
      : [[...second, "Underlying"], `on lines ${there} and ${here}`];
    const what = `The Underlying is given twice, ${where}`;
    this.#add("error", path, { what, mend: "keep one entry" }, asset);
  }

  #weights(
    path: YamlPath,
    name: string,
    components: readonly string[],
    users: readonly string[],
  ): void {
    const texts = components.map((component) => component.split("_")[2] ?? "");
    const percents = texts.map(parsePercent);
    texts.forEach((text, i) => {
      if (text === "" || percents[i] !== undefined) return;
      const what = `Component "${components[i]}" of schedule "${name}" has the weight "${text}"`;
      const fault = { what, mend: "write a number of percent" };
      users.forEach((asset) => this.#add("error", [...path, i], fault, asset));
    });
    const weights = percents.filter((percent) => percent !== undefined);
    if (weights.length === 0 || weights.length < texts.length) return;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (Math.abs(sum - 100) <= WEIGHT_TOLERANCE) return;
    // Rounded for the message only: 33.3 + 33.3 + 12.5 + 12.5 has a long binary tail.
    const shown = Number(sum.toFixed(6));
    const subject = `schedule "${name}"`;
    const what = (schedule: string) => `The weights of ${schedule} add to ${shown}, not to 100`;
    const fault: Fault = {
      what: what(subject),
      mend: "correct them unless that is meant",
      // Schedules with one sum are one finding of a check.
      general: { what: what("the schedule"), subject },
    };
    this.#add("warning", path, fault, undefined);
  }

  #report(
    path: YamlPath,
    asset: string | undefined,
    findings: readonly FieldProblem[],
  ): void {
    for (const { severity, path: inner, ...fault } of findings) {
      this.#add(severity, [...path, ...inner], fault, asset);
    }
  }

  #warn(path: YamlPath, what: string, mend?: string): void {
    this.#add("warning", path, { what, mend }, undefined);
  }

  #add(
    severity: Problem["severity"],
    path: YamlPath,
    fault: Fault,
    asset: string | undefined,
  ): void {
    const lineOf = this.#lineOf;
    this.problems.push({
      severity,
      ...(asset === undefined ? {} : { asset }),
      ...fault,
      get line() {
        return lineOf(path);
      },
    });
  }
}
