/** Two runs beside each other, and what one has of the other. */
import type { PairData, Scope } from "../page_data.ts";
import type { Run } from "./run.ts";

/** The two runs, and all parts that either has. */
export interface Pair {
  readonly data: PairData;
  readonly a: Run;
  readonly b: Run;
  /** For the choice of parts: those of `a`, then those that only `b` has. */
  readonly all: Run;
  /** What the runs are called: by their files, or by their places where these are the same. */
  readonly names: readonly [a: string, b: string];
}

/** The part of a run that another run's part is called like; undefined = it has none. */
export function likeIn(run: Run, { kind, name }: Scope): Scope | undefined {
  return run.data.scopes.find((scope) => scope.kind === kind && scope.name === name);
}
