/** The futures chain (`futs.csv`): which actual contract a normalized futures name stands for, and back. */
import { readCsv } from "../base/csv.ts";
import { fileKey, memoCache } from "../base/memo.ts";
import { openError } from "../base/files.ts";

export interface Chain {
  /** Names the file and its content in cache keys. */
  readonly key: string;
  /** `QZH2024 Comdty` → `QZ H24 Comdty`; the last row of a name wins (F-11). */
  readonly actualOf: ReadonlyMap<string, string>;
  /** `QZ H24 Comdty` → `QZH2024 Comdty`; the last row of a name wins (F-11). */
  readonly normalizedOf: ReadonlyMap<string, string>;
  /** Actual names that stand for several normalized ones, with these: decades may share one. */
  readonly shared: ReadonlyMap<string, readonly string[]>;
}

/** A run without a chain file: every future stays under its normalized name. */
export const NO_CHAIN: Chain = {
  key: "",
  actualOf: new Map(),
  normalizedOf: new Map(),
  shared: new Map(),
};

const chains = memoCache<Chain>("chain", {
  weigh: (chain) => 160 * (chain.actualOf.size + chain.normalizedOf.size),
});

/** The chain of a file, through the cache. Rows with an empty name count as absent (F-11). */
export function loadChain(path: string): Chain {
  let key: string;
  try {
    key = fileKey(path);
  } catch (error) {
    throw openError(path, "futures chain", error);
  }
  return chains.get(key, () => {
    const actualOf = new Map<string, string>();
    const normalizedOf = new Map<string, string>();
    const shared = new Map<string, string[]>();
    const columns = ["normalized_future", "actual_future"];
    for (const { cells: [normalized, actual] } of readCsv(path, "futures chain", columns)) {
      if (!normalized || !actual) continue;
      actualOf.set(normalized, actual);
      const before = normalizedOf.get(actual);
      if (before !== undefined && before !== normalized) {
        const names = shared.get(actual) ?? [before];
        if (!names.includes(normalized)) names.push(normalized);
        shared.set(actual, names);
      }
      normalizedOf.set(actual, normalized);
    }
    return { key, actualOf, normalizedOf, shared };
  });
}
