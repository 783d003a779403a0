/**
 * The asset table (AMT): assets, schedules, look-ups. Reading it never depends on what a run needs;
 * wrong fields are collected as problems (inputs/amt/problems.ts) and refused only when a run selects them.
 */

import { applyEdits, type Edit, keepsSeries } from "./inputs/amt/edits.ts";
import { findProblems } from "./inputs/amt/problem_finder.ts";
import { EXIT, inputError, ioError, StraddleError, usageError } from "./base/errors.ts";
import { readText } from "./base/files.ts";
import { fileKey, memoCache } from "./base/memo.ts";
import { fieldText, pyText } from "./inputs/yaml/python_text.ts";
import { nearest } from "./base/suggest.ts";
import { parseYaml } from "./inputs/yaml/parse.ts";
import type { YamlDocument } from "./inputs/yaml/tree.ts";
import { lineFinder } from "./inputs/yaml/lines.ts";
import {
  equalKey,
  isList,
  isMap,
  isTruthy,
  kindOf,
  type YamlKey,
  type YamlMap,
  type YamlValue,
} from "./inputs/yaml/values.ts";
import { type Chain, loadChain, NO_CHAIN } from "./inputs/chain.ts";
import { loadOverrides, NO_OVERRIDES, type Overrides } from "./inputs/overrides.ts";
import type { InputPaths } from "./inputs/paths.ts";
import { REFERENCE, type Rules } from "./inputs/rules.ts";
import type { Amt, Asset, Problem, TextMap, VolFields } from "./inputs/amt/asset_table.ts";

/** What a straddle table is made from. */
export interface Inputs {
  readonly amt: Amt;
  readonly chain: Chain;
  readonly overrides: Overrides;
  readonly rules: Rules;
}

/** Where the format is explained. */
const SEE = '(see "straddle help asset-table")';
const EMPTY_MAP: TextMap = new Map();
let parsedTexts = 0;

const amtCache = memoCache<Amt>("amt", { weigh: ({ assets }) => 4000 * assets.length });
const assetByUnderlyingCache = memoCache<ReadonlyMap<string, Asset>>("assetByUnderlying", {
  weigh: (assets) => 64 * assets.size,
});

/**
 * The asset table at a path, with edits if there are any, through the cache; errors as `readAmt`'s
 * and `editAmt`'s.
 */
export function loadAmt(path: string, edits: readonly Edit[] = []): Amt {
  let key: string;
  try {
    key = fileKey(path);
  } catch {
    return editAmt(readAmt(path), edits);
  }
  const amt = amtCache.get(key, () => readAmt(path));
  if (edits.length === 0) return amt;
  return amtCache.get(`${key}|${JSON.stringify(edits)}`, () => editAmt(amt, edits));
}

/** The asset table with its chain and overrides, as far as they were given. */
export function loadInputs(
  amt: Amt,
  { chain, overrides, rules = REFERENCE }: Pick<InputPaths, "chain" | "overrides" | "rules">,
): Inputs {
  return {
    amt,
    rules,
    chain: chain === undefined ? NO_CHAIN : loadChain(chain),
    overrides: overrides === undefined ? NO_OVERRIDES : loadOverrides(overrides),
  };
}

/** Reads the asset table. Exit 4 when the file cannot be opened, exit 3 when it is not an asset table. */
export function readAmt(path: string): Amt {
  try {
    return parseAmt(readText(path, "asset table"), path, () => fileKey(path));
  } catch (error) {
    if (error instanceof StraddleError && error.exitCode === EXIT.io) {
      throw ioError(`${error.message}; name the file with --amt or its folder with --data`);
    }
    throw error;
  }
}

/**
 * The asset table in a text. `makeKey` gives the cache key; without it no two results share one.
 *
 * Throws only for trouble with the file as a whole; problems of single assets are in the result.
 */
export function parseAmt(text: string, path: string, makeKey?: () => string): Amt {
  const subject = `asset table "${path}"`;
  const { value: root, duplicateKeys, respelled } = parseYaml(text, subject, SEE);
  if (root === null) throw inputError(`Cannot read ${subject}: it is empty ${SEE}`);
  if (!isMap(root)) {
    throw inputError(
      `Cannot read ${subject}: it holds ${kindOf(root)}; ` +
        `it must be a mapping with the keys "amt" and "expiry_schedules" ${SEE}`,
    );
  }
  const lineOf = lineFinder(text);
  const section = (name: string, use: string): YamlMap | undefined => {
    const value = root.get(name);
    if (value === undefined || isMap(value)) return value;
    const line = lineOf([name]);
    throw inputError(
      `Cannot read ${subject}: line ${line}: "${name}" is ${kindOf(value)}; ` +
        `it must be a mapping of ${use} ${SEE}`,
    );
  };
  const amt = section("amt", "assets");
  if (amt === undefined) {
    const slip = [...root.keys()].map(pyText).find((key) =>
      key.length > 1 && nearest(key, ["amt"]).length > 0
    );
    const mend = slip === undefined ? "put the assets under it" : `did you mean that by "${slip}"?`;
    throw inputError(`Cannot read ${subject}: it has no key "amt"; ${mend} ${SEE}`);
  }
  section("expiry_schedules", "names to lists of components like N0_F3_25");
  const key = makeKey?.() ?? `${path}#${++parsedTexts}`;
  const assets = [...amt].flatMap(([key, entry]) => toAsset(pyText(key), entry) ?? []);
  const written = { path, lineOf, duplicateKeys, respelled };
  const byUnderlying = assetByUnderlyingCache.get(key, () => byName(assets));
  return makeAmt({ key, root, assets, byUnderlying, tickersKey: () => key }, written);
}

/** What is known of the text of a table beside its content. */
type AmtText = Pick<Amt, "path" | "lineOf"> & Pick<YamlDocument, "duplicateKeys" | "respelled">;

const texts = new WeakMap<Amt, AmtText>();

function makeAmt(
  content: Pick<Amt, "key" | "root" | "assets" | "byUnderlying" | "tickersKey">,
  text: AmtText,
): Amt {
  const { root, assets } = content;
  const { path, lineOf, duplicateKeys, respelled } = text;
  const schedules = root.get("expiry_schedules");
  let problems: readonly Problem[] | undefined;
  const amt = Object.freeze({
    ...content,
    path,
    lineOf,
    assets: Object.freeze(assets),
    schedules: isMap(schedules) ? schedulesByText(schedules, assets) : EMPTY_MAP,
    // Workers never ask: main has, before it gives them work.
    get problems() {
      return problems ??= Object.freeze(findProblems(root, duplicateKeys, respelled, lineOf));
    },
  });
  texts.set(amt, text);
  return amt;
}

function byName(assets: readonly Asset[]): ReadonlyMap<string, Asset> {
  return new Map(assets.map((asset) => [asset.underlying, asset]));
}

let editedTables = 0;

/**
 * A table with edits; itself without any. Assets that no edit touches are the same objects, and keep
 * their tickers in the caches. Throws usage errors for edits that cannot be, and exit-3 errors for
 * values that are no YAML.
 */
export function editAmt(amt: Amt, edits: readonly Edit[]): Amt {
  if (edits.length === 0) return amt;
  const root = applyEdits(amt.root, edits);
  const entries = root.get("amt"), schedules = root.get("expiry_schedules") ?? EMPTY_MAP;
  if (!isMap(entries) || !isMap(schedules)) {
    throw usageError("Cannot set amt or expiry_schedules as a whole: set what is in them");
  }
  const key = `${amt.key}+${++editedTables}`;
  const before = new Map(amt.assets.map((asset) => [asset.key, asset]));
  const assets = [...entries].flatMap(([entryKey, entry]) => {
    const own = before.get(pyText(entryKey));
    return own?.raw === entry ? own : toAsset(pyText(entryKey), entry) ?? [];
  });
  const underlyings = byName(assets);
  const isKept = edits.every(keepsSeries);
  const tickersKey = (underlying: string) =>
    isKept || underlyings.get(underlying) === amt.byUnderlying.get(underlying)
      ? amt.tickersKey(underlying)
      : key;
  return makeAmt({ key, root, assets, byUnderlying: underlyings, tickersKey }, texts.get(amt)!);
}

/** What a selection of assets looks at. */
export interface Selection {
  /** Searched in the Underlying; see `compilePattern`. */
  readonly pattern: RegExp;
  /** Only live assets. */
  readonly live: boolean;
}

/**
 * The entries whose Underlying the pattern finds, in file order (L-2…L-4). An Underlying with two
 * entries comes twice, each time with its own data: the class and rule tables of the reference.
 */
export function findEntries(amt: Amt, { pattern, live }: Selection): readonly Asset[] {
  return amt.assets.filter((asset) => (asset.live || !live) && pattern.test(asset.underlying));
}

/**
 * The assets a run selects: as {@link findEntries}, but an Underlying with two entries comes twice
 * with the last entry's data, while each entry's own WeightCap decides whether it counts as live:
 * the reference did so (D-25).
 */
export function findAssets(amt: Amt, selection: Selection): readonly Asset[] {
  return findEntries(amt, selection)
    .map((entry) => amt.byUnderlying.get(entry.underlying)!);
}

function toAsset(key: string, raw: YamlValue): Asset | undefined {
  if (!isMap(raw)) return undefined;
  const underlying = raw.get("Underlying");
  if (!isTruthy(underlying)) return undefined;
  const options = raw.get("Options");
  const market = raw.get("Market");
  const vol = raw.get("Vol");
  const hedge = raw.has("Hedge") ? raw.get("Hedge") : EMPTY_MAP;
  const valuation = raw.get("Valuation");
  return Object.freeze({
    key,
    underlying: fieldText(underlying),
    cls: textOf(raw, "Class"),
    live: isLive(raw.get("WeightCap")),
    options: isTruthy(options) ? fieldText(options) : undefined,
    market: {
      field: isMap(market) ? textOf(market, "Field") : "",
      tickers: isMap(market) ? marketTickers(market.get("Tickers")) : [],
    },
    vol: isMap(vol) ? volFields(vol) : undefined,
    hedge: isMap(hedge) ? withTextKeys(hedge) : undefined,
    model: isMap(valuation) ? textOf(valuation, "Model") : "",
    raw,
  });
}

/**
 * Whether a WeightCap makes its asset live: present, not null and not at or below zero (L-3).
 * A value of a wrong type counts as live, so that a run meets the asset and refuses it by name
 * instead of dropping it in silence (D-24).
 */
function isLive(weightCap: YamlValue | undefined): boolean {
  if (weightCap === undefined || weightCap === null) return false;
  if (typeof weightCap === "boolean") return weightCap;
  if (typeof weightCap === "bigint") return weightCap > 0n;
  // NaN is not at or below zero: live.
  if (typeof weightCap === "number") return !(weightCap <= 0);
  return true;
}

function marketTickers(tickers: YamlValue | undefined): readonly string[] {
  if (isList(tickers)) return tickers.map(fieldText);
  return typeof tickers === "string" && tickers !== "" ? [tickers] : [];
}

function volFields(vol: YamlMap): VolFields {
  const nearOrFar = (key: string) => isTruthy(vol.get(key)) ? textOf(vol, key) : "";
  return {
    source: textOf(vol, "Source"),
    ticker: textOf(vol, "Ticker"),
    near: nearOrFar("Near"),
    far: nearOrFar("Far"),
  };
}

function textOf(map: YamlMap, key: string): string {
  const value = map.get(key);
  return value === undefined ? "" : fieldText(value);
}

/** All entries, keys as Python text. */
function withTextKeys(map: YamlMap): TextMap {
  if (allTextKeys(map)) return map;
  return new Map([...map].map(([key, value]) => [pyText(key), value]));
}

/**
 * The schedules that assets can name. The schedule `1:` is not the schedule `"1":`, so it is there
 * only if the Options of some asset are a number too, and never in the other's place.
 */
function schedulesByText(map: YamlMap, assets: readonly Asset[]): TextMap {
  if (allTextKeys(map)) return map;
  const texts = new Map<string, YamlValue>();
  for (const [key, value] of map) if (typeof key === "string") texts.set(key, value);
  for (const { options, raw } of assets) {
    const named = raw.get("Options");
    if (options === undefined || typeof named === "string" || texts.has(options)) continue;
    const value = map.get(equalKey(map, named as YamlKey));
    if (value !== undefined) texts.set(options, value);
  }
  return texts;
}

function allTextKeys(map: YamlMap): map is YamlMap & TextMap {
  for (const key of map.keys()) if (typeof key !== "string") return false;
  return true;
}
