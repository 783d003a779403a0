/**
 * Python's `str()` and `repr()` of YAML values.
 *
 * The old system built its texts with f-strings (spec texts, tickers, `--value`), so equal output
 * needs Python's spelling: `True`, `None`, `250.0`, `1e-05`, `{'a': 1}`.
 */

import { SHORT_ESCAPES } from "../../base/text.ts";
import { EndlessValue } from "./endless.ts";
import { isList, isMap, PlainDate, type YamlValue } from "./values.ts";

/** A short file can describe a huge value through aliases; nobody means to print one. */
const MAX_TEXT_LENGTH = 50_000_000;

/** `str(value)`: texts as they are, everything else as `repr` shows it. */
export function pyText(value: YamlValue): string {
  if (typeof value === "string") return value;
  if (value instanceof PlainDate) return value.toString();
  return pyRepr(value);
}

/**
 * A field's text. A list or mapping in its place has none: it is a problem that stops a run, and its
 * aliases could make a text without end.
 */
export function fieldText(value: YamlValue): string {
  return isList(value) || isMap(value) ? "" : pyText(value);
}

/** `repr(value)`: texts quoted, dates as constructor calls. */
export function pyRepr(value: YamlValue): string {
  return new ReprWriter().write(value);
}

/** `str(float)`: the shortest text that reads back as the same number, in Python's notation. */
export function pyFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    // JavaScript's shortest digits are Python's; only the exponent needs two digits.
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

class ReprWriter {
  #length = 0;

  write(value: YamlValue): string {
    const text = this.#render(value);
    this.#length += text.length;
    if (this.#length > MAX_TEXT_LENGTH) {
      throw new EndlessValue("50 million characters");
    }
    return text;
  }

  #render(value: YamlValue): string {
    if (value === null) return "None";
    if (typeof value === "string") return quoted(value);
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "bigint") return String(value);
    if (typeof value === "number") return pyFloat(value);
    if (value instanceof PlainDate) return dateCall(value);
    if (value instanceof Map) {
      const pairs = [...value].map(([key, item]) => `${this.write(key)}: ${this.write(item)}`);
      return `{${pairs.join(", ")}}`;
    }
    return `[${(value as readonly YamlValue[]).map((item) => this.write(item)).join(", ")}]`;
  }
}

/** Characters `repr` escapes: controls, separators other than the blank, unassigned, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replaceAll("\\", "\\\\")
    .replaceAll(mark, mark === "'" ? "\\'" : mark)
    .replace(UNPRINTABLE, escapeOf);
  return mark + body + mark;
}

function escapeOf(char: string): string {
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

function dateCall(date: PlainDate): string {
  const day = `${date.year}, ${date.month}, ${date.day}`;
  const time = date.time;
  if (time === undefined) return `datetime.date(${day})`;
  const parts = [day, time.hour, time.minute];
  if (time.second !== 0 || time.microsecond !== 0) parts.push(time.second);
  if (time.microsecond !== 0) parts.push(time.microsecond);
  if (time.offsetMinutes !== undefined) parts.push(`tzinfo=${zoneCall(time.offsetMinutes)}`);
  return `datetime.datetime(${parts.join(", ")})`;
}

function zoneCall(offsetMinutes: number): string {
  if (offsetMinutes === 0) return "datetime.timezone.utc";
  // A negative timedelta is days=-1 plus the rest of the day.
  const seconds = offsetMinutes * 60;
  const delta = seconds < 0 ? `days=-1, seconds=${86400 + seconds}` : `seconds=${seconds}`;
  return `datetime.timezone(datetime.timedelta(${delta}))`;
}
