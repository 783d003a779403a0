/**
 * Tables kept inside the asset table: plain ones, rule tables that give each asset a value, and the
 * class and group tables made of them (L-5, L-8…L-11). The latter take assets as `findEntries` gives
 * them: of an Underlying with two entries, each entry's own data.
 */

import { inputError, nothingError, StraddleError } from "../../base/errors.ts";
import { getValue, isList, isMap, kindOf, type YamlMap, type YamlValue } from "../yaml/values.ts";
import type { Amt, Asset } from "./asset_table.ts";
import { compilePattern } from "../../base/pattern.ts";
import { pyText } from "../yaml/python_text.ts";

/** Columns and rows; cells keep their YAML type. */
export interface ValueTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly YamlValue[])[];
}

/** A table as the file has it; `types` are returned, never enforced (F-7). */
export interface EmbeddedTable extends ValueTable {
  readonly types: readonly string[] | undefined;
}

/** A rule table's column: the value of the first rule that matches, else the default (L-9). */
export interface RuleColumn {
  /** The table's name in the file. */
  readonly table: string;
  readonly fallback: YamlValue;
}

const RULE_FIELDS = ["Underlying", "Class"] as const;
const RULE_COLUMNS = ["field", "rgx", "value"] as const;
/** L-11; note that the default liquidity is text. */
const GROUP_COLUMNS: readonly RuleColumn[] = [
  { table: "group_table", fallback: "error" },
  { table: "subgroup_table", fallback: "" },
  { table: "liquidity_table", fallback: "1" },
  { table: "limit_overrides", fallback: "" },
];

/**
 * The table at a dot path (L-8). Exit 1 when the path leads nowhere, exit 3 when it leads to
 * something that is not a table.
 */
export function embeddedTable(amt: Amt, path: string): EmbeddedTable {
  const value = getValue(amt.root, path);
  if (value === undefined) {
    throw nothingError(`Cannot find table "${path}" in "${amt.path}": there is no such key`);
  }
  const fail = (reason: string, ...inner: (string | number)[]): never => {
    const line = amt.lineOf([...path.split("."), ...inner]);
    throw inputError(`Cannot read table "${path}" in "${amt.path}": line ${line}: ${reason}`);
  };
  if (!isMap(value)) return fail(`it is ${kindOf(value)}, not a mapping with Columns and Rows`);
  const list = (key: string): readonly YamlValue[] => {
    const found = value.get(key);
    if (found === undefined) return fail(`it has no ${key}; a table needs Columns and Rows`);
    return isList(found) ? found : fail(`${key} is ${kindOf(found)}, not a list`, key);
  };
  const columns = list("Columns").map(pyText);
  const rows = list("Rows").map((row, i) =>
    isList(row) ? row : fail(`row ${i + 1} is ${kindOf(row)}, not a list`, "Rows", i)
  );
  const types = value.get("Types");
  return { columns, types: isList(types) ? types.map(pyText) : undefined, rows };
}

/** `asset` and one column a rule table, side by side, for the given assets (L-9). */
export function ruleTables(
  amt: Amt,
  assets: readonly Asset[],
  columns: readonly RuleColumn[],
): ValueTable {
  const rules = columns.map(({ table }) => readRules(amt, table));
  return {
    columns: ["asset", ...columns.map(({ table }) => table.replace(/_table$/, ""))],
    rows: assets.map((asset) => [
      asset.underlying,
      ...columns.map(({ fallback }, i) => {
        const rule = rules[i]!.find(({ field, pattern }) => pattern.test(ruleText(asset, field)));
        return rule === undefined ? fallback : rule.value;
      }),
    ]),
  };
}

/** Class, sources and model of the given assets (L-10). */
export function classTable(assets: readonly Asset[]): ValueTable {
  return {
    columns: ["asset", "cls", "volsrc", "hdgsrc", "model"],
    rows: assets.map((asset) => [
      asset.underlying,
      cellOf(asset.raw, "Class"),
      cellOf(asset.raw.get("Vol"), "Source"),
      cellOf(asset.raw.get("Hedge"), "Source"),
      cellOf(asset.raw.get("Valuation"), "Model"),
    ]),
  };
}

/** Group, subgroup, liquidity and limit override of the given assets (L-11). */
export function groupTable(amt: Amt, assets: readonly Asset[]): ValueTable {
  return ruleTables(amt, assets, GROUP_COLUMNS);
}

interface Rule {
  readonly field: typeof RULE_FIELDS[number];
  readonly pattern: RegExp;
  readonly value: YamlValue;
}

function readRules(amt: Amt, name: string): Rule[] {
  const { columns, rows } = embeddedTable(amt, name);
  const [fieldAt, rgxAt, valueAt] = RULE_COLUMNS.map((column) => {
    const at = columns.indexOf(column);
    if (at >= 0) return at;
    const line = amt.lineOf([...name.split("."), "Columns"]);
    throw inputError(
      `Cannot use "${name}" in "${amt.path}" as a rule table: line ${line}: ` +
        `it has no column "${column}"; rule tables have field, rgx and value`,
    );
  });
  return rows.map((row, i) => {
    const fail = (reason: string): never => {
      const line = amt.lineOf([...name.split("."), "Rows", i]);
      throw inputError(
        `Cannot use rule ${i + 1} of "${name}" in "${amt.path}": line ${line}: ${reason}`,
      );
    };
    const field = RULE_FIELDS.find((known) => known === row[fieldAt!]);
    const source = row[rgxAt!];
    const value = row[valueAt!];
    if (source === undefined || value === undefined) return fail("it has fewer cells than columns");
    if (field === undefined) {
      const found = pyText(row[fieldAt!] ?? "");
      return fail(`unknown field "${found}"; rules know ${RULE_FIELDS.join(" and ")}`);
    }
    if (typeof source !== "string") return fail(`the pattern is ${kindOf(source)}; quote it`);
    try {
      return { field, pattern: compilePattern(source, { atStart: true }), value };
    } catch (error) {
      if (!(error instanceof StraddleError)) throw error;
      return fail(error.message.replace(/^C/, "c"));
    }
  });
}

function ruleText(asset: Asset, field: Rule["field"]): string {
  return field === "Class" ? asset.cls : asset.underlying;
}

function cellOf(section: YamlValue | undefined | YamlMap, key: string): YamlValue {
  return isMap(section) ? section.get(key) ?? "" : "";
}
