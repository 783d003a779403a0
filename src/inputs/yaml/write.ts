/**
 * YAML values as block YAML that reads back as the same values, by the rules of scalars.ts
 * (and so by PyYAML): texts that look like something else are quoted, `10.0` keeps its point.
 */
import { EndlessValue } from "./endless.ts";
import { pyFloat } from "./python_text.ts";
import { resolvePlain } from "./scalars.ts";
import { isList, isMap, PlainDate, type YamlScalar, type YamlValue } from "./values.ts";

/** A short file can describe a huge value through aliases; nobody means to print one. */
const MOST_VALUES = 1_000_000;

/** The value as lines of YAML, mappings in their order, with a line feed at the end. */
export function yamlText(value: YamlValue): string {
  return new YamlWriter().lines(value).join("\n") + "\n";
}

class YamlWriter {
  #values = 0;

  lines(value: YamlValue): string[] {
    if (++this.#values > MOST_VALUES) {
      throw new EndlessValue("a million values");
    }
    if (isList(value)) {
      if (value.length === 0) return ["[]"];
      return value.flatMap((item) =>
        this.lines(item).map((line, i) => `${i === 0 ? "- " : "  "}${line}`)
      );
    }
    if (isMap(value)) {
      if (value.size === 0) return ["{}"];
      return [...value].flatMap(([key, item]) => {
        const lines = this.lines(item);
        const name = scalarText(key);
        return isBlock(item)
          ? [`${name}:`, ...lines.map((line) => `  ${line}`)]
          : [`${name}: ${lines[0]}`];
      });
    }
    return [scalarText(value)];
  }
}

function isBlock(value: YamlValue): boolean {
  return isList(value) ? value.length > 0 : isMap(value) && value.size > 0;
}

function scalarText(value: YamlScalar): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteIfNeeded(value);
  if (typeof value === "number") return floatText(value);
  return value instanceof PlainDate ? value.toString() : String(value);
}

/** YAML 1.1 knows a float by its point: `1e-05` would be text. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return pyFloat(value).replace(/^(-?\d+)e/, "$1.0e");
}

/** Texts that need no quotes wherever they stand; a few more would not, but quotes do no harm. */
const PLAIN = /^[\p{L}\p{N}_/(](?:[\p{L}\p{N}_/()+*%$^&=<>@!?~.,;|'"-]| (?! *$)|:(?=[^ ]))*$/u;
/** What single quotes cannot hold as it is. */
const SPECIAL = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function quoteIfNeeded(text: string): string {
  if (PLAIN.test(text) && isPlainText(text)) return text;
  if (!SPECIAL.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const escaped = [...text].map((c) => {
    if (c === '"' || c === "\\") return `\\${c}`;
    if (!SPECIAL.test(c)) return c;
    const code = c.codePointAt(0)!;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

function isPlainText(text: string): boolean {
  try {
    return resolvePlain(text) === text;
  } catch {
    return false;
  }
}
