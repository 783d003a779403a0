/** A value of the asset table as JSON has it, for programs. */
import { pyText } from "./python_text.ts";
import { isList, isMap, PlainDate, type YamlValue } from "./values.ts";

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Maps as objects under their keys' texts, dates as texts, whole numbers that a double does not hold
 * and numbers that are none (`.nan`, `.inf`) as texts. Throws an {@link EndlessValue} as `pyText` does.
 */
export function jsonOf(value: YamlValue): JsonValue {
  // Aliases that expand without end are found where they are counted.
  pyText(value);
  return convert(value);
}

function convert(value: YamlValue): JsonValue {
  if (isMap(value)) {
    return Object.fromEntries([...value].map(([key, cell]) => [pyText(key), convert(cell)]));
  }
  if (isList(value)) return value.map(convert);
  if (value instanceof PlainDate) return String(value);
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return typeof value === "number" && !Number.isFinite(value) ? pyText(value) : value as JsonValue;
}
