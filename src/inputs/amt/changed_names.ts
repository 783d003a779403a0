/** Names that YAML made into something else: `NO` is a boolean, `0700` and `2_2` are other numbers. */
import type { LineFinder } from "../yaml/lines.ts";
import { pyText } from "../yaml/python_text.ts";
import { isList, isMap, type YamlKey, type YamlMap, type YamlValue } from "../yaml/values.ts";
import type { FieldProblem } from "./section_problems.ts";

/** The fields that name something, by section; `undefined` = of the entry itself. */
const NAMES: readonly (readonly [string | undefined, readonly string[]])[] = [
  [undefined, ["Underlying", "Class", "Options"]],
  ["Market", ["Field", "Tickers"]],
  ["Vol", ["Source", "Ticker", "Near", "Far"]],
  [
    "Hedge",
    ["Source", "Ticker", "Field", "hedge", "hedge1", "fut_code", "market_code", "ccy", "tenor"],
  ],
  ["Valuation", ["Model"]],
];

/**
 * The fields of an entry whose names are not what the file says. `respelled` are the numbers that the
 * file writes otherwise than Python does: only where they are names the text is read again.
 */
export function changedNames(
  entry: YamlMap,
  path: readonly YamlKey[],
  respelled: ReadonlySet<number | bigint>,
  lineOf: LineFinder,
): FieldProblem[] {
  const findings: FieldProblem[] = [];
  const look = (inner: readonly YamlKey[], name: string, value: YamlValue | undefined): void => {
    if (isList(value)) return value.forEach((item, i) => look([...inner, i], name, item));
    const isNumber = typeof value === "number" || typeof value === "bigint";
    if (typeof value !== "boolean" && !(isNumber && respelled.has(value))) return;
    const written = lineOf.written([...path, ...inner]);
    const read = pyText(value);
    if (written === undefined || written === read) return;
    findings.push({
      severity: "warning",
      path: inner,
      kind: "changed name",
      what: `${name} ${written} is read as ${read}, as YAML has it`,
      mend: `write "${written}", in quotes`,
    });
  };
  for (const [section, keys] of NAMES) {
    const map = section === undefined ? entry : entry.get(section);
    if (!isMap(map)) continue;
    for (const [key, value] of map) {
      if (typeof key !== "string" || !keys.includes(key)) continue;
      const inner = section === undefined ? [key] : [section, key];
      look(inner, inner.join("."), value);
    }
  }
  return findings;
}
