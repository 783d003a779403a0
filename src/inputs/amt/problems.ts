/**
 * What is wrong or doubtful in an asset table, told: all of it at once, each with its asset and line
 * (problem_finder.ts finds it).
 *
 * Errors belong to an asset: a run that selects it is refused (`refuseBroken`), other runs show them
 * as warnings. Lines and texts are worked out when they are read, so a clean file pays for neither.
 */
import { inputError } from "../../base/errors.ts";
import { REFERENCE, type Rules } from "../rules.ts";
import type { Amt, Asset, Fault, Problem } from "./asset_table.ts";
import { alternatives } from "../../base/suggest.ts";
import { counted } from "../../base/wording.ts";
import { warnOf } from "../../base/terminal.ts";

/** Errors listed in one refusal; the rest is counted. */
const MAX_LISTED = 20;

/** Errors of other assets, and slips in keys, that a run shows without `verbose`. */
const SHOWN_ERRORS = 10, SHOWN_SLIPS = 3;

/**
 * Throws one input error that lists the errors of the selected assets, and those of entries that
 * cannot even be named, if there are any; other assets' errors are no hindrance.
 */
export function refuseBroken(amt: Amt, selected: readonly Asset[], rules = REFERENCE): void {
  const names = new Set(selected.map((asset) => asset.underlying));
  const errors = problemsBy(amt, rules).filter((problem) =>
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

/** The problems of a table by the rules of a run. */
export function problemsBy({ problems }: Amt, { set }: Rules): readonly Problem[] {
  return problems.filter(({ rules }) => rules === undefined || rules === set);
}

/** A problem as one line: `path:line: asset "X": message`. */
export function problemText(amt: Amt, problem: Problem): string {
  const { line, asset } = problem;
  const subject = asset === undefined ? "" : `asset "${asset}": `;
  return `${amt.path}:${line}: ${subject}${problemMessage(problem)}`;
}

/** What is wrong and how to mend it, without asset, file and line. */
export function problemMessage({ what, mend, meant }: Fault): string {
  if (meant !== undefined) return `${what}; did you mean ${alternatives(meant)}?`;
  return mend === undefined ? what : `${what}; ${mend}`;
}

/**
 * Whether a run of the named assets should hear of a problem: it is theirs, or nobody's, or a slip
 * in a key, which may be the very reason why its asset is not among them.
 */
export function concerns({ asset, kind }: Problem, names: ReadonlySet<string>): boolean {
  return asset === undefined || names.has(asset) || kind !== undefined;
}

/**
 * What may be why these assets are not live, or why there are none: the first slip in a key of theirs,
 * or of nobody's, in brackets; or nothing.
 */
export function slipHint(amt: Amt, assets: readonly Asset[]): string {
  const names = new Set(assets.map(({ underlying }) => underlying));
  const slip = amt.problems.find(({ severity, asset, kind }) =>
    severity === "warning" && kind !== undefined &&
    (asset === undefined ? names.size === 0 : names.has(asset))
  );
  return slip === undefined ? "" : ` (${problemText(amt, slip)})`;
}

/**
 * Warns of what is wrong or doubtful in the asset table. Lines are looked up only for what is shown: without `verbose` the
 * errors of assets that were not selected, the first slips in keys, and the number of the rest.
 */
export function warnOfProblems(
  amt: Amt,
  selected: readonly string[],
  verbose: boolean,
  rules = REFERENCE,
): void {
  const names = new Set(selected);
  const problems = problemsBy(amt, rules);
  const warnings = problems.filter((problem) =>
    problem.severity === "warning" && concerns(problem, names)
  );
  const errors = problems.filter(({ severity }) => severity === "error");
  const slips = warnings.filter(({ kind }) => kind !== undefined);
  const shown = verbose
    ? [...errors, ...warnings]
    : [...errors.slice(0, SHOWN_ERRORS), ...slips.slice(0, SHOWN_SLIPS)];
  for (const problem of shown) warnOf(problemText(amt, problem));
  const hidden = errors.length + warnings.length - shown.length;
  if (hidden > 0) {
    const them = hidden === 1 ? "it" : "them";
    const what = counted(hidden, shown.length === 0 ? "problem" : "more problem");
    warnOf(`${what} in ${amt.path} (-v names ${them})`);
  }
}
