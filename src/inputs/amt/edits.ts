/**
 * Changes to an asset table that a run asks for, so that "enter five days earlier" needs no edited
 * file: the schedules of all assets, or any value by its path. The file itself stays as it is.
 */
import { usageError } from "../../base/errors.ts";
import { parsePercent } from "../../base/numbers.ts";
import { didYouMean } from "../../base/suggest.ts";
import { parseYaml } from "../yaml/parse.ts";
import { pyText } from "../yaml/python_text.ts";
import { isList, isMap, type YamlMap, type YamlValue } from "../yaml/values.ts";

/** One change: `entry` = `N5`, `amt:expiry_schedules.schedule7` = `[N0_F3_100]`. */
export interface Edit {
  readonly name: string;
  readonly value: string;
}

/** What may be changed by a name of its own: a part of every component, or the schedule of every asset. */
export const EDIT_NAMES = ["entry", "expiry", "weight", "options"] as const;
/** What stands before the path of any other value. */
export const PATH_PREFIX = "amt:";

/** `N5`, `Fa`, or `+5` and `-5`: as many calendar days later or earlier than the table says. */
const ENTRY = /^([NF](-?\d{1,4}|[abcd])?|[+-]\d{1,4})$/;
const EXPIRY = /^((F|R|W|BD)(\d{1,2}|[abcd])|OVERRIDE)$/;

export function isEditName(name: string): boolean {
  return (EDIT_NAMES as readonly string[]).includes(name) || name.startsWith(PATH_PREFIX);
}

/** Whether an edit changes the schedules only: no series has another name by it. */
export function keepsSeries({ name }: Edit): boolean {
  return !name.startsWith(PATH_PREFIX) || pathOf(name)[0] === "expiry_schedules";
}

/**
 * The table's content with the edits: first the paths, in their order, then `options`, then the
 * parts of all components. Throws a usage error for what cannot be.
 */
export function applyEdits(root: YamlMap, edits: readonly Edit[]): YamlMap {
  let edited = root;
  for (const edit of edits) {
    if (edit.name.startsWith(PATH_PREFIX)) edited = setPath(edited, edit);
  }
  for (const edit of edits) if (edit.name === "options") edited = setOptions(edited, edit);
  const parts = edits.filter(({ name }) => PARTS.has(name));
  for (const edit of parts) requirePart(edit);
  const strange = edits.find(({ name }) => !isEditName(name));
  if (strange) {
    throw usageError(
      `Cannot set "${strange.name}": name entry, expiry, weight, options, or a path like ` +
        `amt:expiry_schedules.NAME${didYouMean(strange.name, EDIT_NAMES)}`,
    );
  }
  return parts.length === 0 ? edited : setParts(edited, parts);
}

const PARTS: ReadonlySet<string> = new Set(["entry", "expiry", "weight"]);

function requirePart({ name, value }: Edit): void {
  const [isRight, how] = name === "entry"
    ? [ENTRY.test(value), "give a code like N0 or F10, or days like -5"]
    : name === "expiry"
    ? [EXPIRY.test(value), "give a code like F3, R2, W1, BD10 or OVERRIDE"]
    : [parsePercent(value) !== undefined, "give a percent like 25"];
  if (!isRight) throw usageError(`Cannot set ${name} to "${value}": ${how}`);
}

/** The keys of `amt:expiry_schedules.schedule7`; quotes keep a key with a dot together. */
function pathOf(name: string): string[] {
  const path = name.slice(PATH_PREFIX.length);
  const keys = path.match(/"[^"]*"|[^."]+/g) ?? [];
  if (path === "" || keys.join(".") !== path) {
    throw usageError(
      `Cannot set "${name}": write a path like amt:expiry_schedules.NAME, keys with a dot in quotes`,
    );
  }
  return keys.map((key) => key.startsWith('"') ? key.slice(1, -1) : key);
}

function setPath(root: YamlMap, { name, value }: Edit): YamlMap {
  const { value: parsed } = parseYaml(value, `the value of "${name}"`);
  const set = (node: YamlValue, keys: readonly string[]): YamlValue => {
    const [key, ...rest] = keys;
    if (key === undefined) return parsed;
    if (isList(node)) {
      const at = /^\d+$/.test(key) ? Number(key) : -1;
      if (at < 0 || at >= node.length) throw noPath(name, key, node.map((_, i) => String(i)));
      return node.map((child, i) => i === at ? set(child, rest) : child);
    }
    if (!isMap(node)) throw noPath(name, key, []);
    const own = node.has(key) ? key : [...node.keys()].find((other) => pyText(other) === key);
    if (own === undefined) throw noPath(name, key, [...node.keys()].map(pyText));
    return new Map([...node].map(([k, child]) => [k, k === own ? set(child, rest) : child]));
  };
  return set(root, pathOf(name)) as YamlMap;
}

function noPath(name: string, key: string, known: readonly string[]) {
  return usageError(
    `Cannot set "${name}": the asset table has no "${key}" there${didYouMean(key, known)}`,
  );
}

function setOptions(root: YamlMap, { value }: Edit): YamlMap {
  const schedules = root.get("expiry_schedules");
  const names = isMap(schedules) ? [...schedules.keys()].map(pyText) : [];
  if (!names.includes(value)) {
    throw usageError(
      `Cannot set options to "${value}": the asset table has no such schedule` +
        didYouMean(value, names),
    );
  }
  const entries = new Map(
    [...root.get("amt") as YamlMap].map(([key, entry]) => [
      key,
      isMap(entry) ? new Map([...entry, ["Options", value] as const]) : entry,
    ]),
  );
  return new Map([...root].map(([key, node]) => [key, key === "amt" ? entries : node]));
}

function setParts(root: YamlMap, edits: readonly Edit[]): YamlMap {
  const schedules = root.get("expiry_schedules");
  if (!isMap(schedules)) return root;
  const changed = new Map(
    [...schedules].map(([key, components]) => [
      key,
      isList(components)
        ? components.map((component) => typeof component === "string" ? edit(component) : component)
        : components,
    ]),
  );
  function edit(component: string): string {
    const [entry = "", expiry, weight] = component.split("_");
    const parts = { entry, expiry, weight };
    for (const { name, value } of edits) {
      if (name === "entry") parts.entry = enter(entry, value, component);
      else if (name === "expiry") parts.expiry = value;
      else parts.weight = value;
    }
    const texts = [parts.entry, parts.expiry ?? (parts.weight === undefined ? undefined : "")];
    return [...texts, parts.weight].filter((part) => part !== undefined).join("_");
  }
  return new Map([...root].map(([k, node]) => [k, k === "expiry_schedules" ? changed : node]));
}

/** The entry of a component: another one, or its own some days later or earlier. */
function enter(entry: string, value: string, component: string): string {
  if (!/^[+-]/.test(value)) return value;
  const [, code, days] = /^([A-Z]+)(-?\d*)$/.exec(entry) ?? [];
  if (code === undefined) {
    throw usageError(
      `Cannot enter "${component}" ${value} days later: its entry is no number of days; name an ` +
        "entry like N5",
    );
  }
  return `${code}${Number(days) + Number(value)}`;
}
