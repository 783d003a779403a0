/** What is known of a run that lies in several files, each of which may tell of itself. */
import { inputError } from "../base/errors.ts";
import type { AssetFacts, RunArguments, RunCounts, RunFacts } from "./facts.ts";

/** A file of a run with what it tells. */
export interface ToldFacts {
  readonly path: string;
  readonly facts: RunFacts;
}

/**
 * The facts of all files together: years from the first to the last, counts and end states added up.
 * Where a file does not tell of itself only the assets' classes are known. Throws an exit-3 error for
 * files that are not of one kind: made by different versions, of different inputs, or with and
 * without days that have no value.
 */
export function agreedFacts(files: readonly ToldFacts[]): RunFacts {
  const [first, ...others] = files.filter(({ facts }) => facts.version !== undefined);
  if (first === undefined) return files[0]!.facts;
  for (const other of others) requireAgreement(first, other);
  // Files that were one and tell all of it, each.
  const distinct = new Map(
    [first, ...others].map((file) => [JSON.stringify(file.facts), file.facts]),
  );
  const all = [...distinct.values()];
  const assets = sumAssets(all);
  if (others.length + 1 < files.length) {
    const labels = Object.entries(assets).map(([name, facts]) => [name, { ...facts, states: {} }]);
    return {
      ...{ version: undefined, arguments: undefined, inputs: [], counts: undefined },
      assets: Object.fromEntries(labels),
    };
  }
  const counts = sumCounts(all, Object.keys(assets).length);
  return { ...first.facts, arguments: spanArguments(all), counts, assets };
}

function requireAgreement(a: ToldFacts, b: ToldFacts): void {
  const fault = disagreement(a.facts, b.facts);
  if (fault === undefined) return;
  throw inputError(
    `Cannot read "${a.path}" and "${b.path}" as one run: ${fault}; name files of one run, or make ` +
      "them anew",
  );
}

function disagreement(a: RunFacts, b: RunFacts): string | undefined {
  if (a.version !== b.version) {
    return `they were made by straddle ${a.version} and straddle ${b.version}`;
  }
  const contents = ({ inputs }: RunFacts, role: string) =>
    inputs.filter((input) => input.role === role).map(({ sha256 }) => sha256).join();
  const roles = new Set([...a.inputs, ...b.inputs].map(({ role }) => role));
  const differing = [...roles].filter((role) => contents(a, role) !== contents(b, role));
  if (differing.length > 0) {
    return `they were made of different inputs (${differing.join(", ")})`;
  }
  const how = ({ arguments: args }: RunFacts) => {
    if (args === undefined) return "";
    // What a project file set is among the others.
    const { pattern: _, from: _from, to: _to, project: _project, ...rest } = args;
    return JSON.stringify(Object.entries(rest).sort());
  };
  return how(a) === how(b) ? undefined : "they were made with different options";
}

function spanArguments(all: readonly RunFacts[]): RunArguments | undefined {
  const told = all.flatMap((facts) => facts.arguments ?? []);
  if (told.length < all.length) return undefined;
  return {
    ...told[0]!,
    pattern: [...new Set(told.map(({ pattern }) => pattern))].join("|"),
    from: Math.min(...told.map(({ from }) => from)),
    to: Math.max(...told.map(({ to }) => to)),
  };
}

function sumCounts(all: readonly RunFacts[], assets: number): RunCounts | undefined {
  const told = all.flatMap(({ counts }) => counts ?? []);
  if (told.length < all.length) return undefined;
  const sum = (key: "straddles" | "rows") => told.reduce((total, counts) => total + counts[key], 0);
  return { assets, straddles: sum("straddles"), rows: sum("rows") };
}

function sumAssets(all: readonly RunFacts[]): Readonly<Record<string, AssetFacts>> {
  const sums: Record<string, AssetFacts> = {};
  for (const [name, facts] of all.flatMap(({ assets }) => Object.entries(assets))) {
    const states = { ...sums[name]?.states };
    for (const [state, count] of Object.entries(facts.states) as [keyof typeof states, number][]) {
      states[state] = (states[state] ?? 0) + count;
    }
    sums[name] = { ...facts, states };
  }
  return sums;
}
