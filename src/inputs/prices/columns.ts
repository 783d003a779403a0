/** How the four columns of the price files are read, by the types that each file gives them. */
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { ints } from "../../base/duckdb/columns.ts";
import { globLiteral, setVariable } from "../../base/duckdb/files.ts";
import { inputError } from "../../base/errors.ts";
import {
  COLUMN_NAMES as NAMES,
  type ColumnName,
  isFolderColumn,
  lacksColumn,
} from "./columns_needed.ts";
import { quoteFiles } from "./errors.ts";

/** Price files with the same columns of the same types, and SQL for their rows. */
export interface PriceGroup {
  /** What stands after FROM. */
  readonly from: string;
  /** Text. */
  readonly ticker: string;
  readonly field: string;
  /** The date, or the time, of a row. */
  readonly date: string;
  /** DOUBLE. */
  readonly value: string;
  /** SQL for days since 1970-01-01 of `date`, or of an aggregate of it. */
  day(expression: string): string;
  /** Whether the rows have stamps, not days. */
  readonly stamped: boolean;
  /** Microseconds since midnight of a row's stamp, DOUBLE. */
  readonly time: string;
  /** DOUBLE that grows by files in the order given, and in each by rows. */
  readonly place: string;
  /** What the group adds to its files' columns: those that the names of folders fill in. */
  readonly filled: Readonly<Record<string, string>>;
}

/** The files by groups; the order of files and groups is that in which they were given. */
export type PriceColumns = readonly PriceGroup[];

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const TEXT = /^(VARCHAR|ENUM\(.*\))$/s;
/** A column that holds nothing but NULL may have been written without a type. */
const UNTYPED = "SQLNULL";

const NEEDED = {
  ticker: [TEXT, "text"],
  field: [TEXT, "text"],
  date: [/^(DATE|TIMESTAMP.*|VARCHAR)$/, "a date or timestamp"],
  value: [NUMERIC, "a number"],
} as const satisfies Record<ColumnName, readonly [pattern: RegExp, kind: string]>;

/** Folder names are never read as columns: they would replace those of the files. */
const HOW = "binary_as_string = true, hive_partitioning = false";
/** The path of a row's file, in a group where folder names fill in a column. */
const PATH = "straddle_path";

/** A SELECT for each group, one after the other. */
export function unionOf(columns: PriceColumns, select: (group: PriceGroup) => string): string {
  return columns.map(select).join("\nUNION ALL\n");
}

/** Looks at the columns of each file. Throws exit-3 errors that name the file that lacks one. */
export async function describe(
  connection: duckdb.Connection,
  read: (sql: string) => Promise<duckdb.Result>,
  files: readonly string[],
  zone: string | undefined,
): Promise<PriceColumns> {
  const groups = new Map<string, { types: Types; members: number[] }>();
  let refusal: Error | undefined;
  for (const [index, file] of files.entries()) {
    await setVariable(connection, "probed", [globLiteral(file)]);
    const probed = `read_parquet(getvariable('probed'), ${HOW})`;
    const types = typesOf(await read(`SELECT * FROM ${probed} LIMIT 0`));
    const fault = faultOf(types, file);
    if (fault !== undefined) {
      const result = await read(`SELECT count(*)::INT FROM ${probed}`);
      const rows = ints(duckdb.result_get_chunk(result, 0), 0)[0]!;
      const error = inputError(`Cannot read prices ${quoteFiles([file])}: ${fault.text}`);
      refusal ??= error;
      // Writers give a column without rows any type; beside other files it does no harm.
      if (rows > 0 || fault.lacks) throw error;
      continue;
    }
    const filled = NAMES.filter((name) => !types.has(name));
    const key = JSON.stringify([
      filled,
      [...types.values()].map(({ name, type }) => [name, type]).sort(),
    ]);
    const group = groups.get(key);
    if (group) group.members.push(index);
    else groups.set(key, { types, members: [index] });
  }
  if (groups.size === 0 && refusal !== undefined) throw refusal;
  return [...groups.values()].map(({ types, members }) =>
    groupOf(types, members.length === files.length ? undefined : members, zone)
  );
}

/** Columns by their names in small letters. */
type Types = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

function typesOf(result: duckdb.Result): Types {
  const types = new Map<string, { name: string; type: string }>();
  for (let i = 0; i < duckdb.column_count(result); i++) {
    const name = duckdb.column_name(result, i);
    const type = typeName(duckdb.column_logical_type(result, i));
    types.set(name.toLowerCase(), { name, type });
  }
  return types;
}

/** What is wrong with the columns of a file, if anything is. */
function faultOf(types: Types, file: string): { text: string; lacks: boolean } | undefined {
  for (const name of NAMES) {
    const column = types.get(name);
    if (column === undefined) {
      if (isFolderColumn(name, file)) continue;
      return { text: lacksColumn(name, [...types.values()].map(({ name }) => name)), lacks: true };
    }
    const { type } = column;
    const [pattern, kind] = NEEDED[name];
    if (pattern.test(type) || type === UNTYPED) continue;
    const text = `column "${name}" is ${type}, not ${kind}; write it anew as ${kind}` +
      (type === "JSON" ? ` (in DuckDB: ${name} ->> '$')` : "");
    return { text, lacks: false };
  }
  return undefined;
}

/** How to read files of these types; `members` are those of the group, undefined = all. */
function groupOf(
  types: Types,
  members: readonly number[] | undefined,
  zone: string | undefined,
): PriceGroup {
  const missing = NAMES.filter((name) => !types.has(name));
  const filled = Object.fromEntries(missing.map((name) => {
    const text = `regexp_extract(${PATH}, '(?i).*[/\\\\]${name}=([^/\\\\]+)[/\\\\]', 1)`;
    return [name, `nullif(url_decode(${text}), '__HIVE_DEFAULT_PARTITION__')`];
  }));
  const typeOf = (name: ColumnName) => types.get(name)?.type ?? "VARCHAR";
  const sql = (name: ColumnName) => filled[name] ?? name;
  const text = (name: ColumnName) =>
    typeOf(name) === "VARCHAR" ? sql(name) : `${sql(name)}::VARCHAR`;
  const listed = members === undefined
    ? "getvariable('files')"
    : `list_select(getvariable('files'), [${members.map((index) => index + 1).join(", ")}])`;
  const path = missing.length === 0 ? "" : `, filename = '${PATH}'`;
  const number = members === undefined
    ? "file_index"
    : `list_extract([${members.join(", ")}], file_index::INT + 1)`;
  const type = typeOf("date");
  // A text that is no day fails the query, which names it.
  const isText = type === "VARCHAR" || type === UNTYPED;
  // In a zone, what a text says of its own zone counts; without one the day does that is written.
  const stampType = !isText ? type : zone === undefined ? "TIMESTAMP" : "TIMESTAMPTZ";
  const date = isText ? `(${sql("date")})::${stampType}` : "date";
  const day = dayOf(stampType, zone);
  return {
    from: `read_parquet(${listed}, ${HOW}${path})`,
    ticker: text("ticker"),
    field: text("field"),
    date,
    value: typeOf("value") === "DOUBLE" ? sql("value") : `(${sql("value")})::DOUBLE`,
    day,
    stamped: type !== "DATE",
    time: type === "DATE" ? "0::DOUBLE" : timeOf(stampType, date, zone),
    place: `(${number} * ${FILE_ROWS} + file_row_number)::DOUBLE`,
    filled,
  };
}

/** More rows than a file has; two files' places are as far apart. */
const FILE_ROWS = 2 ** 34;

/** SQL for the day of a stamp of the type: in UTC, or in the zone. */
function dayOf(type: string, zone: string | undefined): PriceGroup["day"] {
  const plain: PriceGroup["day"] = (stamp) => `(${stamp}::DATE - DATE '1970-01-01')::INT`;
  if (type === "DATE") return plain;
  if (zone !== undefined) return (stamp) => plain(localStamp(type, stamp, zone));
  // Whole days in UTC; a cast to DATE would follow the machine's time zone.
  if (type === "TIMESTAMPTZ") return (stamp) => `floor(epoch_us(${stamp}) / 86400000000)::INT`;
  return plain;
}

/** SQL for a stamp as clocks of the zone have it. Its name was checked: it has no quotes. */
function localStamp(type: string, stamp: string, zone: string): string {
  const instant = type === "TIMESTAMPTZ" ? stamp : `timezone('UTC', ${stamp}::TIMESTAMP)`;
  return `timezone('${zone}', ${instant})`;
}

function timeOf(type: string, date: string, zone: string | undefined): string {
  if (type === "TIMESTAMP_NS" && zone === undefined) {
    return `((epoch_ns(${date}) % 86400000000000 + 86400000000000) % 86400000000000 / 1000.0)::DOUBLE`;
  }
  const stamp = zone !== undefined
    ? localStamp(type, date, zone)
    : type === "TIMESTAMPTZ"
    ? date
    : `${date}::TIMESTAMP`;
  return `((epoch_us(${stamp}) % 86400000000 + 86400000000) % 86400000000)::DOUBLE`;
}

function typeName(type: duckdb.LogicalType): string {
  // JSON is text by another name, which compares as JSON does.
  const alias = duckdb.logical_type_get_alias(type);
  if (alias !== null) return alias;
  switch (duckdb.get_type_id(type)) {
    case duckdb.Type.VARCHAR:
      return "VARCHAR";
    case duckdb.Type.ENUM:
      return "ENUM()";
    case duckdb.Type.DECIMAL:
      return `DECIMAL(${duckdb.decimal_width(type)},${duckdb.decimal_scale(type)})`;
    case duckdb.Type.TIMESTAMP_TZ:
      return "TIMESTAMPTZ";
    default:
      return duckdb.Type[duckdb.get_type_id(type)] ?? "an unknown type";
  }
}
