/**
 * What one plain YAML scalar means: the YAML 1.1 rules as PyYAML 6 applies them in safe mode (F-8).
 *
 * The patterns restate PyYAML's implicit resolvers, deviations included: `y` is text, `-.5` is text,
 * `1e5` is text, `010` is 8. Nothing here knows about documents, anchors or positions.
 */

import { PlainDate, type YamlScalar } from "./values.ts";

/** A scalar that looks like a type but is not a value of it, such as `2001-13-45`. */
export class ScalarError extends Error {}

const FLOAT = new RegExp(
  "^(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?" +
    "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?" +
    "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*" +
    "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$",
);
const INT = new RegExp(
  "^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)" +
    "|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
);
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIMESTAMP = new RegExp(
  "^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)(?:(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})" +
    "(?:\\.([0-9]*))?(?:[ \\t]*(?:Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?)?$",
);
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((w) => [w, true] as const),
  ...["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]
    .map((w) => [w, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((w) => [w, null] as const),
]);
/** Longest word in WORDS: anything longer that starts with a letter is text, without a look-up. */
const LONGEST_WORD = 5;
/** Python refuses to read longer decimal integers (sys.int_info.default_max_str_digits). */
const MAX_INT_DIGITS = 4300;

/** The value of a plain scalar without a tag. Throws {@link ScalarError}. */
export function resolvePlain(text: string): YamlScalar {
  if (text.length === 0) return null;
  const c = text.charCodeAt(0);
  if (c >= 0x30 && c <= 0x39 || c === 0x2d || c === 0x2b || c === 0x2e) { // 0-9 - + .
    if (INT.test(text)) return toInt(text);
    if (FLOAT.test(text)) return toFloat(text);
    if (c >= 0x30 && c <= 0x39 && (DATE.test(text) || text.length > 10 && isTimestamp(text))) {
      return toTimestamp(text);
    }
    return text;
  }
  if (text.length > LONGEST_WORD) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text === "=") {
    throw new ScalarError(
      'a bare "=" has a special meaning in YAML; quote it to mean the character',
    );
  }
  if (text === "<<") {
    throw new ScalarError(
      'a bare "<<" merges mappings and can only be a key; quote it to mean text',
    );
  }
  return text;
}

/** The value of a scalar with an explicit core tag (`!!int "3"`); undefined for other tags. */
export function resolveTagged(tag: string, text: string): YamlScalar | undefined {
  switch (tag) {
    case "str":
      return text;
    case "null":
      return null;
    case "bool": {
      const word = WORDS.get(text.toLowerCase());
      if (typeof word !== "boolean") throw new ScalarError(`"${text}" is not a boolean`);
      return word;
    }
    case "int":
      if (!INT.test(text) && !/^[-+]?[0-9]+$/.test(text)) {
        throw new ScalarError(`"${text}" is not an integer`);
      }
      return toInt(text);
    case "float":
      if (!FLOAT.test(text) && !/^[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?$/.test(text)) {
        throw new ScalarError(`"${text}" is not a number`);
      }
      return toFloat(text);
    case "timestamp":
      if (!TIMESTAMP.test(text)) throw new ScalarError(`"${text}" is not a date`);
      return toTimestamp(text);
    default:
      return undefined;
  }
}

function toInt(text: string): bigint {
  let rest = text.includes("_") ? text.replaceAll("_", "") : text;
  const sign = rest.startsWith("-") ? -1n : 1n;
  if (rest.startsWith("-") || rest.startsWith("+")) rest = rest.slice(1);
  if (rest.length > MAX_INT_DIGITS) throw new ScalarError("the integer has more than 4,300 digits");
  try {
    if (rest.startsWith("0b") || rest.startsWith("0x")) {
      // BigInt("0x") throws, as int("", 16) does.
      return sign * BigInt(rest);
    }
    if (rest.length > 1 && rest.startsWith("0")) return sign * BigInt("0o" + rest.slice(1));
    if (rest.includes(":")) {
      return sign * rest.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
    }
    return sign * BigInt(rest);
  } catch {
    throw new ScalarError(`"${text}" is not an integer; quote it to mean text`);
  }
}

function toFloat(text: string): number {
  let rest = text.replaceAll("_", "").toLowerCase();
  const sign = rest.startsWith("-") ? -1 : 1;
  if (rest.startsWith("-") || rest.startsWith("+")) rest = rest.slice(1);
  if (rest === ".inf") return sign * Infinity;
  if (rest === ".nan") return NaN;
  if (rest.includes(":")) {
    // Same order of additions as PyYAML: from the seconds up.
    let base = 1;
    let sum = 0;
    for (const part of rest.split(":").reverse()) {
      sum += Number(part) * base;
      base *= 60;
    }
    return sign * sum;
  }
  return sign * Number(rest);
}

/** A time of day is required here: `2001-1-5` alone stays text. */
function isTimestamp(text: string): boolean {
  return TIMESTAMP.exec(text)?.[4] !== undefined;
}

function toTimestamp(text: string): PlainDate {
  const match = TIMESTAMP.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as number[];
  if (!isCalendarDay(year!, month!, day!)) {
    throw new ScalarError(`"${text}" is not a day of the calendar; quote it to mean text`);
  }
  if (match[4] === undefined) return new PlainDate(year!, month!, day!);
  if (hour! > 23 || minute! > 59 || second! > 59) {
    throw new ScalarError(`"${text}" is not a time of day; quote it to mean text`);
  }
  const microsecond = Number((match[7] ?? "").slice(0, 6).padEnd(6, "0"));
  const zone = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  const offsetMinutes = match[8] !== undefined
    ? (match[8] === "-" ? -zone : zone)
    : text.endsWith("Z")
    ? 0
    : undefined;
  const time = { hour: hour!, minute: minute!, second: second!, microsecond, offsetMinutes };
  return new PlainDate(year!, month!, day!, Object.freeze(time));
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
