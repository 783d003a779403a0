/** Keys of an asset table that nothing reads, most of them slips: `Weightcap`, `Underlyng`, `near`. */
import type { FieldProblem } from "./section_problems.ts";
import { ASSET_KEYS, HEDGE_KEYS, type Keys, SECTION_KEYS, TABLE_KEYS } from "./keys.ts";
import { pyText } from "../yaml/python_text.ts";
import { nearest } from "../../base/suggest.ts";
import { isMap, type YamlKey, type YamlMap } from "../yaml/values.ts";

const ANY_HEDGE: Keys = {
  read: [...new Set([...HEDGE_KEYS.values()].flatMap(({ read }) => read))],
  carried: ["generic"],
};

/** The sections that know a key: `Near` → `Vol`. */
const PLACES: ReadonlyMap<string, readonly string[]> = (() => {
  const places = new Map<string, string[]>();
  const sections = { ...SECTION_KEYS, Hedge: ANY_HEDGE };
  for (const [section, { read }] of Object.entries(sections)) {
    for (const key of read) places.set(key, [...places.get(key) ?? [], section]);
  }
  return places;
})();

/** Keys at the top that are nearly one the program reads; others are tables of the owner's. */
export function topKeyFindings(root: YamlMap): FieldProblem[] {
  return [...root.keys()].flatMap((key) => {
    const text = pyText(key);
    if (TABLE_KEYS.includes(text)) return [];
    const near = nearest(text, missingFrom(root, TABLE_KEYS));
    return near.length === 0 ? [] : [finding([key], text, near)];
  });
}

/** Unknown keys of an entry under `amt` and of its sections, as paths from the entry. */
export function assetKeyFindings(entry: YamlMap): FieldProblem[] {
  const findings = unknownKeys(entry, "", ASSET_KEYS, (key) => missingSections(entry, key));
  const missing = missingFrom(entry, ASSET_KEYS.read);
  const upstairs = (key: string) => missing.filter((name) => name === key);
  for (const section of ["Market", "Vol", "Valuation"] as const) {
    const map = entry.get(section);
    if (isMap(map)) findings.push(...unknownKeys(map, section, SECTION_KEYS[section], upstairs));
  }
  const hedge = entry.get("Hedge");
  if (!isMap(hedge)) return findings;
  const source = hedge.get("Source");
  const known = typeof source === "string" ? HEDGE_KEYS.get(source) : undefined;
  const unknown = unknownKeys(hedge, "Hedge", known ?? ANY_HEDGE, upstairs);
  // The keys of a source that nobody knows are nobody's business, but for slips.
  findings.push(...known ? unknown : unknown.filter(({ severity }) => severity === "warning"));
  return findings;
}

/** The sections of an entry that lack the key and know it. */
function missingSections(entry: YamlMap, key: string): string[] {
  return (PLACES.get(key) ?? []).filter((section) => {
    const map = entry.get(section);
    return !isMap(map) || !map.has(key);
  }).map((section) => `${section}.${key}`);
}

/** `placesOf` gives the places outside the map where a key belongs and is not. */
function unknownKeys(
  map: YamlMap,
  section: string,
  known: Keys,
  placesOf: (key: string) => readonly string[],
): FieldProblem[] {
  const findings: FieldProblem[] = [];
  for (const key of map.keys()) {
    const text = pyText(key);
    if (known.read.includes(text) || known.carried.includes(text)) continue;
    const prefix = section === "" ? "" : `${section}.`;
    const near = nearest(text, missingFrom(map, known.read)).map((name) => prefix + name);
    const elsewhere = placesOf(text);
    const path = section === "" ? [key] : [section, key];
    findings.push(finding(path, prefix + text, elsewhere.length > 0 ? elsewhere : near));
  }
  return findings;
}

/** Whoever has the right key already did not mean it by the other one. */
function missingFrom(map: YamlMap, names: readonly string[]): string[] {
  return names.filter((name) => !map.has(name));
}

/** A key that is longer than any comes from a broken file. */
const LONGEST = 60;

/** Without a near name it is a note: perhaps the owner's own. */
function finding(path: YamlKey[], fullName: string, near: readonly string[]): FieldProblem {
  const name = fullName.length > LONGEST ? `${fullName.slice(0, LONGEST)}…` : fullName;
  if (near.length > 0) {
    return {
      severity: "warning",
      path,
      kind: "unknown key",
      what: `Unknown key "${name}"`,
      meant: near,
      general: { what: `Nothing reads the key "${name}"` },
    };
  }
  return {
    severity: "note",
    path,
    kind: "unknown key",
    what: `Nothing reads the key "${name}"`,
    mend: "remove it, unless it is a note of your own",
    general: {
      what: "Nothing reads these keys",
      mend: "remove them, unless they are notes of your own",
      detail: name,
    },
  };
}
