/**
 * The values a YAML file can hold, and questions about them that every reader asks.
 */

/** Any value a YAML node without children can have. Whole numbers are exact: `bigint`. */
export type YamlScalar = string | bigint | number | boolean | null | PlainDate;

/** Mapping keys are scalars; PyYAML refuses lists and mappings as keys ("unhashable"). */
export type YamlKey = YamlScalar;

/** Any YAML value. Aliased nodes are the same object in every place. */
export type YamlValue = YamlScalar | readonly YamlValue[] | YamlMap;

/** A mapping in file order. */
export type YamlMap = ReadonlyMap<YamlKey, YamlValue>;

/** The clock part of a YAML timestamp. */
export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes east of UTC; undefined when the file gives no zone. */
  readonly offsetMinutes: number | undefined;
}

/** A date of the file, or a date and time; without a `Date`'s time zone traps. Immutable. */
export class PlainDate {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
    readonly time?: ClockTime,
  ) {
    Object.freeze(this);
  }

  /** `2001-01-01`, or what Python's `str(datetime)` gives. */
  toString(): string {
    const date = `${digits(this.year, 4)}-${digits(this.month, 2)}-${digits(this.day, 2)}`;
    const time = this.time;
    if (time === undefined) return date;
    const clock = `${digits(time.hour, 2)}:${digits(time.minute, 2)}:${digits(time.second, 2)}`;
    const fraction = time.microsecond === 0 ? "" : `.${digits(time.microsecond, 6)}`;
    return `${date} ${clock}${fraction}${zoneText(time.offsetMinutes)}`;
  }
}

/** Keys and list indexes from the root to a node. */
export type YamlPath = readonly YamlKey[];

/** The key the map already has for an equal value: in Python `1 == 1.0 == True`. */
export function equalKey(map: YamlMap, key: YamlKey): YamlKey {
  if (typeof key === "string") return key;
  const isNumber = typeof key === "bigint" || typeof key === "boolean" || Number.isInteger(key);
  if (map.has(key) || !isNumber) return key;
  const whole = BigInt(key as bigint | boolean | number);
  const twins: YamlKey[] = [whole, Number(whole)];
  if (whole === 0n || whole === 1n) twins.push(whole === 1n);
  return twins.find((twin) => map.has(twin)) ?? key;
}

/** Whether a value is a mapping. */
export function isMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

/** Whether a value is a list. */
export function isList(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** Python's truth: null, false, zero and everything empty are false. */
export function isTruthy(value: YamlValue | undefined): value is YamlValue {
  if (isMap(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return Number.isNaN(value) || Boolean(value);
}

/** What a value is, in words, for messages. */
export function kindOf(value: YamlValue): string {
  if (value === null) return "empty (null)";
  if (isMap(value)) return "a mapping";
  if (isList(value)) return "a list";
  if (value instanceof PlainDate) return `the date ${value}`;
  if (typeof value === "string") return `the text "${value}"`;
  return `the ${typeof value === "boolean" ? "boolean" : "number"} ${value}`;
}

function zoneText(offsetMinutes: number | undefined): string {
  if (offsetMinutes === undefined) return "";
  const size = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? "-" : "+";
  return `${sign}${digits(Math.floor(size / 60), 2)}:${digits(size % 60, 2)}`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/**
 * The value at a dot path; mappings only, text keys only (L-7). Undefined when there is none, null
 * when the file says null.
 */
export function getValue(root: YamlMap, path: string): YamlValue | undefined {
  if (path === "") return undefined;
  let value: YamlValue | undefined = root;
  for (const key of path.split(".")) {
    if (!isMap(value)) return undefined;
    value = value.get(key);
  }
  return value;
}
