/**
 * What is wrong or doubtful in an asset table: all of it at once, each with its asset and line.
 *
 * Errors belong to an asset: a run that selects it is refused (`refuseBroken`), other runs show them
 * as warnings. Lines and texts are worked out when they are read, so a clean file pays for neither.
 */

import { changedNames } from "./changed_names.ts";
import { type FieldProblem, hedgeFindings, splitFindings } from "./section_problems.ts";
import { assetKeyFindings, topKeyFindings } from "./unknown_keys.ts";
import { inputError } from "../../base/errors.ts";
import type { Amt, Asset, Problem, ProblemRecord } from "./asset_table.ts";
import { fieldText, pyText } from "../yaml/python_text.ts";
import { alternatives, nearest } from "../../base/suggest.ts";
import { parsePercent } from "../../base/numbers.ts";
import { counted } from "../../base/wording.ts";
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
import { warnOf } from "../../base/terminal.ts";

/** Errors listed in one refusal; the rest is counted. */
const MAX_LISTED = 20;

/** What percent weights may miss of 100 in sum: three times 33.3 is fine (D-35). */
const WEIGHT_TOLERANCE = 0.5;

/** Errors of other assets, and slips in keys, that a run shows without `verbose`. */
const SHOWN_ERRORS = 10, SHOWN_SLIPS = 3;
const MODELS: readonly string[] = ["ES", "CDS_ES", "NS", "BS"];

/**
 * Throws one input error that lists the errors of the selected assets, and those of entries that
 * cannot even be named, if there are any; other assets' errors are no hindrance.
 */
export function refuseBroken(amt: Amt, selected: readonly Asset[]): void {
  const names = new Set(selected.map((asset) => asset.underlying));
  const errors = amt.problems.filter((problem) =>
    problem.severity === "error" && (problem.asset === undefined || names.has(problem.asset))
  );
  if (errors.length === 0) return;
  const listed = errors
    .sort((a, b) => a.line - b.line)
    .slice(0, MAX_LISTED)
    .map((problem) => problemText(amt, problem));
  const rest = errors.length - listed.length;
  if (rest > 0) listed.push(`… and ${counted(rest, "more error")}`);
  throw inputError(
    `Cannot use asset table "${amt.path}" ("straddle help asset-table" explains its fields):`,
    listed,
  );
}

/** A problem as one line: `path:line: asset "X": message`. */
export function problemText(amt: Amt, { line, asset, message }: Problem): string {
  return `${amt.path}:${line}: ${asset === undefined ? "" : `asset "${asset}": `}${message}`;
}

/**
 * Whether a run of the named assets should hear of a problem: it is theirs, or nobody's, or a slip
 * in a key, which may be the very reason why its asset is not among them.
 */
export function concerns({ asset, record }: Problem, names: ReadonlySet<string>): boolean {
  return asset === undefined || names.has(asset) || isSlip(record);
}

/**
 * What may be why these assets are not live, or why there are none: the first slip in a key of theirs,
 * or of nobody's, in brackets; or nothing.
 */
export function slipHint(amt: Amt, assets: readonly Asset[]): string {
  const names = new Set(assets.map(({ underlying }) => underlying));
  const slip = amt.problems.find(({ severity, asset, record }) =>
    severity === "warning" && isSlip(record) &&
    (asset === undefined ? names.size === 0 : names.has(asset))
  );
  return slip === undefined ? "" : ` (${problemText(amt, slip)})`;
}

/** What nobody means: a key that nothing reads, a name that YAML changed. */
function isSlip(record: ProblemRecord | undefined): boolean {
  return record?.kind === "unknown key" || record?.kind === "changed name";
}

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
  duplicateKeys.forEach((duplicate) => finder.duplicateKey(duplicate));
  return finder.problems;
}

class FoundProblem implements Problem {
  declare readonly asset?: string;
  declare readonly record?: ProblemRecord;

  constructor(
    readonly severity: Problem["severity"],
    readonly message: string,
    asset: string | undefined,
    private readonly path: YamlPath,
    private readonly lineOf: LineFinder,
    record: ProblemRecord | undefined,
  ) {
    if (asset !== undefined) this.asset = asset;
    if (record !== undefined) this.record = record;
  }

  get line(): number {
    return this.lineOf(this.path);
  }
}

class ProblemFinder {
  readonly problems: Problem[] = [];
  private readonly schedulesByName: YamlMap;
  /** Schedules some asset names, with those assets. */
  private readonly usedBy = new Map<YamlKey, string[]>();

  constructor(
    private readonly root: YamlMap,
    private readonly respelled: ReadonlySet<number | bigint>,
    private readonly lineOf: LineFinder,
  ) {
    const schedules = root.get("expiry_schedules");
    this.schedulesByName = isMap(schedules) ? schedules : new Map();
  }

  topKeys(): void {
    this.report([], undefined, topKeyFindings(this.root));
  }

  assets(): void {
    const firstKeys = new Map<string, YamlPath>();
    const seen = new Set<YamlMap>();
    for (const [key, entry] of this.root.get("amt") as YamlMap) {
      const path = ["amt", key];
      const name = `Entry "${pyText(key)}"`;
      if (!isMap(entry)) {
        this.warn(path, `${name} under "amt" is ${kindOf(entry)}, not a mapping, and is ignored`);
        continue;
      }
      const underlying = entry.get("Underlying");
      if (!isTruthy(underlying)) {
        if (!seen.has(entry)) this.names(path, undefined, entry);
        this.warn(path, `${name} under "amt" has no Underlying and is ignored`);
        if (!seen.has(entry)) this.report(path, undefined, assetKeyFindings(entry));
        seen.add(entry);
        continue;
      }
      if (isList(underlying) || isMap(underlying)) {
        const message = `${name} has ${kindOf(underlying)} for its Underlying; write it as text`;
        this.add("error", [...path, "Underlying"], message, undefined);
        continue;
      }
      const asset = pyText(underlying);
      const first = firstKeys.get(asset);
      if (first === undefined) firstKeys.set(asset, path);
      else this.duplicateUnderlying(asset, first, path);
      // An alias brings the same entry again, with the same problems.
      if (!seen.has(entry)) this.entry(asset, path, entry);
      seen.add(entry);
    }
  }

  schedules(): void {
    for (const [key, value] of this.schedulesByName) {
      const path = ["expiry_schedules", key];
      const name = pyText(key);
      const users = this.usedBy.get(key);
      const say = (message: string): void => {
        if (users === undefined) this.warn(path, message);
        else users.forEach((asset) => this.add("error", path, message, asset));
      };
      if (typeof key !== "string") {
        const found = users === undefined
          ? "cannot be found; quote it"
          : "is found by Options that are none either; quote both";
        this.warn(path, `The schedule name ${name} is not text and ${found}`);
        if (users === undefined) continue;
      }
      if (!isList(value)) {
        say(`Schedule "${name}" is ${kindOf(value)}; write a list of components like N0_F3_25`);
      } else if (!value.every((component) => typeof component === "string")) {
        say(`Schedule "${name}" holds a component that is not text; write it like N0_F3_25`);
      } else if (users !== undefined) {
        this.weights(path, name, value as readonly string[], users);
      }
    }
  }

  duplicateKey({ path }: DuplicateKey): void {
    const entry = path[0] === "amt" && path.length > 1
      ? (this.root.get("amt") as YamlMap).get(path[1]!)
      : undefined;
    const underlying = isMap(entry) ? entry.get("Underlying") : undefined;
    const asset = isTruthy(underlying) ? fieldText(underlying) : undefined;
    const where = path.slice(0, -1).map((key) => `"${pyText(key)}"`).join(" → ");
    const message = `The key "${pyText(path.at(-1)!)}" is given twice` +
      `${where === "" ? "" : ` in ${where}`} and the last one counts; remove the other`;
    this.add("warning", path, message, asset);
  }

  private entry(asset: string, path: YamlPath, entry: YamlMap): void {
    const report = (findings: readonly FieldProblem[]) => this.report(path, asset, findings);
    const wrong = (key: string, value: YamlValue, mend: string): void => {
      this.add("error", [...path, key], `${key} is ${kindOf(value)}; ${mend}`, asset);
    };
    report(assetKeyFindings(entry));
    this.names(path, asset, entry);
    const underlying = entry.get("Underlying")!;
    if (typeof underlying !== "string") {
      wrong("Underlying", underlying, "write it as text, in quotes");
    }
    for (const key of ["Class", "Options"]) {
      const value = entry.get(key) ?? "";
      if (isList(value) || isMap(value)) wrong(key, value, "write it as text, in quotes");
      else if (typeof value !== "string") {
        const message = `${key} is ${kindOf(value)}; write it as text, in quotes`;
        this.add("warning", [...path, key], message, asset);
      }
    }
    const weightCap = entry.get("WeightCap") ?? null;
    if (typeof weightCap === "string" || typeof weightCap === "object" && weightCap !== null) {
      wrong("WeightCap", weightCap, "write a number, without quotes");
    } else if (Number.isNaN(weightCap) || typeof weightCap === "boolean") {
      const live = weightCap === false ? "not live" : "live";
      const message = `WeightCap is ${
        kindOf(weightCap)
      } and makes the asset ${live}; write a number`;
      this.add("warning", [...path, "WeightCap"], message, asset);
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
      this.add("warning", path, "Hedge is missing, so the asset is never traded; add one", asset);
    }
    this.model(asset, path, section("Valuation"), entry.get("Valuation"));
    this.options(asset, path, entry.get("Options"));
  }

  private names(path: YamlPath, asset: string | undefined, entry: YamlMap): void {
    this.report(path, asset, changedNames(entry, path, this.respelled, this.lineOf));
  }

  private model(
    asset: string,
    path: YamlPath,
    valuation: YamlMap | undefined,
    raw: YamlValue | undefined,
  ): void {
    // Something else than a mapping is an error already.
    if (valuation === undefined && (raw ?? null) !== null) return;
    const model = valuation?.get("Model") ?? "";
    if (typeof model === "string" && MODELS.includes(model)) return;
    const what = model === ""
      ? "Valuation.Model is missing"
      : `Valuation.Model is ${kindOf(model)}`;
    const message = `${what}, so the asset is never valued; known models are ${MODELS.join(", ")}`;
    this.add("warning", [...path, "Valuation", "Model"], message, asset);
  }

  private options(asset: string, path: YamlPath, options: YamlValue | undefined): void {
    if (!isTruthy(options) || isList(options) || isMap(options)) return;
    const key = equalKey(this.schedulesByName, options);
    const users = this.usedBy.get(key);
    if (users === undefined) this.usedBy.set(key, [asset]);
    else users.push(asset);
    if (typeof options !== "string" || this.schedulesByName.has(key)) return;
    const what = `Options names the schedule "${options}", which is not under "expiry_schedules"`;
    const names = [...this.schedulesByName.keys()].filter((name) => typeof name === "string");
    const near = nearest(options, names);
    const record: ProblemRecord = {
      kind: "asset table",
      what,
      mend: near.length === 0 ? "correct it, unless it is meant" : `write ${alternatives(near)}`,
      detail: "",
    };
    const message = near.length === 0 ? what : `${what}; did you mean ${alternatives(near)}?`;
    this.add("warning", [...path, "Options"], message, asset, record);
  }

  private duplicateUnderlying(asset: string, first: YamlPath, second: YamlPath): void {
    const [here, there] = [
      this.lineOf([...second, "Underlying"]),
      this.lineOf([...first, "Underlying"]),
    ];
    // One line for both: an alias, or entries in braces.
    const [path, where] = here === there
      ? [second, `by the entries ${[first, second].map(([, key]) => `"${key}"`).join(" and ")}`]
      : [[...second, "Underlying"], `on lines ${there} and ${here}`];
    const message = `The Underlying is given twice, ${where}; keep one entry`;
    this.add("error", path, message, asset);
  }

  private weights(
    path: YamlPath,
    name: string,
    components: readonly string[],
    users: readonly string[],
  ): void {
    const texts = components.map((component) => component.split("_")[2] ?? "");
    const percents = texts.map(parsePercent);
    texts.forEach((text, i) => {
      if (text === "" || percents[i] !== undefined) return;
      const message =
        `Component "${components[i]}" of schedule "${name}" has the weight "${text}"; ` +
        "write a number of percent";
      users.forEach((asset) => this.add("error", [...path, i], message, asset));
    });
    const weights = percents.filter((percent) => percent !== undefined);
    if (weights.length === 0 || weights.length < texts.length) return;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (Math.abs(sum - 100) <= WEIGHT_TOLERANCE) return;
    // Rounded for the message only: 33.3 + 33.3 + 12.5 + 12.5 has a long binary tail.
    const shown = Number(sum.toFixed(6));
    this.warn(
      path,
      `The weights of schedule "${name}" add to ${shown}, not to 100; correct them unless that is meant`,
    );
  }

  private report(
    path: YamlPath,
    asset: string | undefined,
    findings: readonly FieldProblem[],
  ): void {
    for (const { severity, path: inner, message, record } of findings) {
      this.add(severity, [...path, ...inner], message, asset, record);
    }
  }

  private warn(path: YamlPath, message: string): void {
    this.add("warning", path, message, undefined);
  }

  private add(
    severity: Problem["severity"],
    path: YamlPath,
    message: string,
    asset: string | undefined,
    record?: ProblemRecord,
  ): void {
    this.problems.push(new FoundProblem(severity, message, asset, path, this.lineOf, record));
  }
}

/**
 * Doubts about the asset table. Lines are looked up only for what is shown: without `verbose` the
 * errors of assets that were not selected, the first slips in keys, and the number of the rest.
 */
export function warnOfProblems(amt: Amt, selected: readonly string[], verbose: boolean): void {
  const names = new Set(selected);
  const doubts = amt.problems.filter((problem) =>
    problem.severity === "warning" && concerns(problem, names)
  );
  const errors = amt.problems.filter(({ severity }) => severity === "error");
  const slips = doubts.filter(({ record }) => isSlip(record));
  const shown = verbose
    ? [...errors, ...doubts]
    : [...errors.slice(0, SHOWN_ERRORS), ...slips.slice(0, SHOWN_SLIPS)];
  for (const problem of shown) warnOf(problemText(amt, problem));
  const hidden = errors.length + doubts.length - shown.length;
  if (hidden > 0) {
    const them = hidden === 1 ? "it" : "them";
    warnOf(`${counted(hidden, "doubt")} about ${amt.path} (-v names ${them})`);
  }
}
