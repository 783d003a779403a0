/** Reads a run into typed arrays, whatever files it is in. */
import { NO_DAY } from "../base/calendar.ts";
import { usageError } from "../base/errors.ts";
import { positionsOf } from "../output/choose_columns.ts";
import { OwnFile } from "../runs/analysis/own_file.ts";
import { RunDatabase } from "../runs/database.ts";
import { fromMetadata } from "../runs/facts.ts";
import { findRun, type RunFiles } from "../runs/find_run.ts";
import { cell, KEYS, scan, typeOfColumn } from "../runs/sql.ts";
import { Run, type TextColumn } from "./run.ts";

interface Columns {
  readonly numbers: Map<string, Float64Array>;
  readonly days: Map<string, Int32Array>;
  readonly texts: Map<string, TextColumn>;
}

const noColumns = (): Columns => ({ numbers: new Map(), days: new Map(), texts: new Map() });

/** The rows of a run in their order; `wanted` = these columns only. Throws exit-coded errors. */
export async function readColumns(
  names: readonly string[],
  wanted: readonly string[] | undefined,
): Promise<Run> {
  if (names.length === 0) throw usageError("Name a file of the run, or a pattern or folder");
  const files = findRun(names);
  const [path, ...others] = files.paths;
  const own = others.length === 0 ? await OwnFile.open(path!) : undefined;
  if (own === undefined) return await readAnyFile(files, wanted);
  try {
    return readOwnFile(own, wanted);
  } catch (error) {
    // What we do not understand, DuckDB may.
    if (!(error instanceof RangeError)) throw error;
    return await readAnyFile(files, wanted);
  } finally {
    own.close();
  }
}

function chosenOf(all: readonly string[], wanted: readonly string[] | undefined) {
  return wanted === undefined ? all : positionsOf(wanted, all).map((at) => all[at]!);
}

function readOwnFile(file: OwnFile, wanted: readonly string[] | undefined): Run {
  const { groups, columns: own, rows, metadata } = file.footer;
  const columns = chosenOf(own.map(({ name }) => name), wanted);
  const held = noColumns();
  for (const name of columns) {
    switch (typeOfColumn(name)!) {
      case "number":
        held.numbers.set(
          name,
          filled(new Float64Array(rows), groups, (group, out) => file.doubles(group, name, out)),
        );
        break;
      case "date":
        held.days.set(
          name,
          filled(new Int32Array(rows), groups, (group, out) => file.days(group, name, out)),
        );
        break;
      case "text": {
        const dictionary = new Dictionary();
        const isKey = (KEYS as readonly string[]).includes(name);
        const placeOf = (text: string) =>
          !isKey && (text === "" || text === "-") ? -1 : dictionary.codeOf(text);
        const codes = filled(new Int32Array(rows), groups, (group, out) => {
          const places = file.texts(group, name, out).map(placeOf);
          for (let i = 0; i < out.length; i++) if (out[i]! >= 0) out[i] = places[out[i]!]!;
        });
        held.texts.set(name, { texts: dictionary.texts, codes });
      }
    }
  }
  return new Run(rows, columns, fromMetadata(metadata), held);
}

/** A column filled row group by row group. */
function filled<T extends Float64Array | Int32Array>(
  column: T,
  groups: readonly { readonly rows: number }[],
  read: (group: number, out: T) => void,
): T {
  let begin = 0;
  groups.forEach(({ rows }, group) => {
    read(group, column.subarray(begin, begin + rows) as T);
    begin += rows;
  });
  return column;
}

async function readAnyFile(files: RunFiles, wanted: readonly string[] | undefined): Promise<Run> {
  // One thread: rows keep the order of the files.
  const database = await RunDatabase.open([files], 1);
  try {
    const facts = await database.facts();
    const { columns: all = [], parts } = database.runs[0]!;
    const columns = chosenOf(all, wanted);
    const held = noColumns();
    if (columns.length === 0) return new Run(0, columns, facts, held);
    const run = { columns: all, parts };
    const of = (type: string) => columns.filter((name) => typeOfColumn(name) === type);
    const [texts, days, numbers] = [of("text"), of("date"), of("number")];
    for (const name of texts) held.texts.set(name, await readTexts(database, run, name));
    const sql = [
      ...days.map((name) =>
        `coalesce(date_diff('day', DATE '1970-01-01', ${cell(run, name)}), ${NO_DAY})::INTEGER`
      ),
      ...numbers.map((name) => `coalesce(${cell(run, name)}, 'nan'::DOUBLE)`),
    ];
    if (sql.length > 0) {
      const read = await database.columns(
        `SELECT ${sql.join(", ")} FROM ${scan(run)}`,
        days.length,
      );
      days.forEach((name, i) => held.days.set(name, read[i] as Int32Array));
      numbers.forEach((name, i) => held.numbers.set(name, read[days.length + i] as Float64Array));
    }
    const [any] = [
      ...held.numbers.values(),
      ...held.days.values(),
      ...[...held.texts.values()].map(({ codes }) => codes),
    ];
    return new Run(any!.length, columns, facts, held);
  } finally {
    database.close();
  }
}

/** A column of texts; DuckDB finds which there are, and gives each row its text's position. */
async function readTexts(
  database: RunDatabase,
  run: Parameters<typeof scan>[0],
  name: string,
): Promise<TextColumn> {
  const text = cell(run, name);
  const kind = `"texts of ${name}"`;
  await database.run(
    `CREATE TYPE ${kind} AS ENUM (SELECT DISTINCT ${text} AS text FROM ${scan(run)}
      WHERE ${text} IS NOT NULL ORDER BY text)`,
  );
  const texts = await database.rows(`SELECT unnest(enum_range(NULL::${kind}))::VARCHAR AS text`);
  const [codes] = await database.columns(
    `SELECT coalesce(enum_code((${text})::${kind})::INTEGER, -1) FROM ${scan(run)}`,
    1,
  );
  return { texts: texts.map(({ text }) => String(text)), codes: codes as Int32Array };
}

/** Texts by their codes, in the order in which they come. */
class Dictionary {
  readonly texts: string[] = [];
  readonly #codes = new Map<string, number>();

  codeOf(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.texts.push(text) - 1;
      this.#codes.set(text, code);
    }
    return code;
  }
}
