/**
 * The rows of a finished run straddle by straddle, whatever file it is in: for what needs the days
 * of each straddle in order, and of which sums by day (aggregates.ts) no longer tell.
 */
import { NO_DAY } from "../../base/calendar.ts";
import { letSignalsIn } from "../../base/cancel.ts";
import { showShare } from "../../base/share.ts";
import { compareText } from "../../base/text.ts";
import { usageError } from "../../base/errors.ts";
import { basename } from "node:path";
import { isBook } from "../book_columns.ts";
import { fromMetadata, type RunFacts } from "../facts.ts";
import type { RunFiles } from "../find_run.ts";
import { noRows } from "../head.ts";
import { cell, scan } from "../sql.ts";
import { OwnFile } from "./own_file.ts";

/** One straddle's days with a value, each once, in order. The arrays are reused for the next one. */
export interface StraddleRows {
  readonly asset: string;
  readonly straddle: string;
  readonly model: string;
  /** How often the run has it: as often as its schedule names the component. */
  readonly copies: number;
  readonly count: number;
  readonly day: Int32Array;
  /** NO_DAY = it has none. */
  readonly expiry: number;
  /** By column; NaN = missing, and so is a column that the run does not have. */
  readonly values: Readonly<Record<string, Float64Array>>;
}

/** Some of a straddle's days: from `begin` to before `end`. */
export interface Stretch {
  readonly begin: number;
  readonly end: number;
}

export type Visit = (rows: StraddleRows) => void;

/** Who walks through a run: is told what is known of it, and then of each straddle. */
export type Walker = (facts: RunFacts, columns: readonly string[]) => Visit;

/**
 * Walks through the straddles of the run that have a value, in the order of asset and straddle;
 * `names` are the columns of numbers to read. Throws exit-3 errors for what is no run, exit 4 for
 * what cannot be opened, exit 1 for a run without rows, and what `walker` throws.
 */
export async function walkStraddles(
  run: RunFiles,
  names: readonly string[],
  walker: Walker,
): Promise<void> {
  const progress = showShare(`reading ${basename(run.name)}`);
  try {
    const [path, ...others] = run.paths;
    if (others.length === 0 && await walkOwnFile(path!, names, walker, progress.set)) return;
    // The rows are not in order, or in several files, or another program wrote them: begin again.
    await walkInSql(run, names, walker, progress.set);
  } finally {
    progress.stop();
  }
}

/** Columns of rows, of one straddle or of many. */
export interface Columns {
  readonly day: Int32Array;
  readonly expiry: Int32Array;
  readonly mv: Float64Array;
  readonly numbers: readonly Float64Array[];
}

/** Collects the rows of the straddle at hand and hands it on when the next one begins. */
export class Collector {
  #asset: string | undefined;
  #straddle = "";
  #model = "";
  #count = 0;
  #copies = 1;
  /** Rows of the day at hand. */
  #same = 0;
  #expiry = NO_DAY;
  #day = new Int32Array(128);
  /** The columns that the run has, then NaN for those that it lacks. */
  #values: Float64Array[];
  #lacking = new Float64Array(128).fill(NaN);
  #byName: StraddleRows["values"] | undefined;

  /** `present` are those of the names that the run has, in the order of the rows' numbers. */
  constructor(
    readonly names: readonly string[],
    readonly present: readonly string[],
    readonly visit: Visit,
  ) {
    this.#values = present.map(() => new Float64Array(128));
  }

  /** Begins a straddle, unless it is the one at hand; false = it must not come here. */
  begin(asset: string, straddle: string, model: string): boolean {
    if (asset === this.#asset && straddle === this.#straddle) return true;
    if (this.#asset !== undefined) {
      const order = compareText(asset, this.#asset) || compareText(straddle, this.#straddle);
      if (order < 0) return false;
    }
    this.end();
    this.#asset = asset;
    this.#straddle = straddle;
    this.#model = model;
    return true;
  }

  /** Adds those of the rows that have a value; false = their days are not in order. */
  add({ day, expiry, mv, numbers }: Columns, begin: number, end: number): boolean {
    for (let row = begin; row < end; row++) {
      const value = mv[row]!;
      // Neither missing nor infinite.
      if (value - value !== 0) continue;
      const last = this.#count - 1;
      if (last >= 0 && day[row] === this.#day[last]) {
        this.#copies = Math.max(this.#copies, ++this.#same);
        continue;
      }
      if (last >= 0 && day[row]! < this.#day[last]!) return false;
      if (this.#count === this.#day.length) this.#grow();
      this.#same = 1;
      if (expiry[row]! > this.#expiry) this.#expiry = expiry[row]!;
      this.#day[this.#count] = day[row]!;
      for (let k = 0; k < numbers.length; k++) this.#values[k]![this.#count] = numbers[k]![row]!;
      this.#count++;
    }
    return true;
  }

  #grow(): void {
    const size = 2 * this.#day.length;
    const larger = <T extends Int32Array | Float64Array>(old: T, made: T) => (made.set(old), made);
    this.#day = larger(this.#day, new Int32Array(size));
    this.#values = this.#values.map((old) => larger(old, new Float64Array(size)));
    this.#lacking = new Float64Array(size).fill(NaN);
    this.#byName = undefined;
  }

  /** Made anew only when the arrays are. */
  #named(): StraddleRows["values"] {
    if (this.#byName !== undefined) return this.#byName;
    const place = (name: string) => this.present.indexOf(name);
    return this.#byName = Object.fromEntries(
      this.names.map((name) => [name, this.#values[place(name)] ?? this.#lacking]),
    );
  }

  /** Hands on the straddle at hand, if it has a value. */
  end(): void {
    if (this.#asset !== undefined && this.#count > 0) {
      this.visit({
        asset: this.#asset,
        straddle: this.#straddle,
        model: this.#model,
        copies: this.#copies,
        count: this.#count,
        day: this.#day,
        expiry: this.#expiry,
        values: this.#named(),
      });
    }
    this.#count = this.#same = 0;
    this.#copies = 1;
    this.#expiry = NO_DAY;
  }
}

type Progress = (share: number) => void;

/** A file as straddle backtest writes them; false = it is another, or its rows are not in order. */
async function walkOwnFile(
  path: string,
  names: readonly string[],
  walker: Walker,
  progress: Progress,
): Promise<boolean> {
  const file = await OwnFile.open(path);
  if (file === undefined) return false;
  try {
    const columns = file.footer.columns.map(({ name }) => name);
    refuseBook(path, columns);
    const { groups, metadata } = file.footer;
    const present = names.filter((name) => columns.includes(name));
    const collector = new Collector(names, present, walker(fromMetadata(metadata), columns));
    const most = Math.max(0, ...groups.map(({ rows }) => rows));
    const ints = () => new Int32Array(most), doubles = () => new Float64Array(most);
    const [asset, straddle, model] = [ints(), ints(), ints()];
    const rows = { day: ints(), expiry: ints(), mv: doubles(), numbers: present.map(doubles) };
    for (const [group, { rows: count }] of groups.entries()) {
      const texts = (name: string, out: Int32Array) =>
        file.texts(group, name, out.subarray(0, count));
      const assets = texts("asset", asset), straddles = texts("straddle", straddle);
      const models = texts("model", model);
      file.days(group, "date", rows.day.subarray(0, count));
      file.days(group, "expiry", rows.expiry.subarray(0, count));
      file.doubles(group, "mv", rows.mv.subarray(0, count));
      present.forEach((name, k) => file.doubles(group, name, rows.numbers[k]!.subarray(0, count)));
      for (let begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && straddle[end] === straddle[begin] && asset[end] === asset[begin]) {
          end++;
        }
        const sorted = collector.begin(
          assets[asset[begin]!]!,
          straddles[straddle[begin]!]!,
          models[model[begin]!] ?? "",
        ) && collector.add(rows, begin, end);
        if (!sorted) return false;
      }
      progress((group + 1) / groups.length);
      await letSignalsIn();
    }
    collector.end();
    if (most === 0) throw noRows(path);
    return true;
  } finally {
    file.close();
  }
}

/** So many straddles are read with a query. */
const BATCH = 10_000;

/** Any files of a run, sorted by DuckDB, which may do so on the disk. */
async function walkInSql(
  files: RunFiles,
  names: readonly string[],
  walker: Walker,
  progress: Progress,
): Promise<void> {
  const { RunDatabase } = await import("../database.ts");
  const database = await RunDatabase.open([files]);
  try {
    const { columns, parts } = database.runs[0]!;
    if (columns === undefined) throw noRows(files.name);
    refuseBook(files.name, columns);
    const run = { columns, parts };
    const visit = walker(await database.facts(), columns);
    const known = names.filter((name) => columns.includes(name));
    const finite = (name: string) =>
      `coalesce(CASE WHEN isfinite(${cell(run, name)}) THEN ${cell(run, name)} END, 'nan')`;
    const date = (name: string) => `date_diff('day', DATE '1970-01-01', ${name})::INTEGER`;
    await database.run(`CREATE TEMP TABLE walked AS
      SELECT ${cell(run, "asset")} AS asset, ${cell(run, "straddle")} AS straddle,
        ${cell(run, "model")} AS model, ${cell(run, "date")} AS date,
        ${cell(run, "expiry")} AS expiry, ${finite("mv")} AS mv
        ${known.map((name) => `, ${finite(name)} AS c_${name}`).join("")}
      FROM ${scan(run)} WHERE isfinite(${cell(run, "mv")})`);
    await database.run(`CREATE TEMP TABLE places AS
      SELECT asset, straddle, any_value(model) AS model,
        (row_number() OVER (ORDER BY asset, straddle) - 1)::INTEGER AS place
      FROM walked GROUP BY asset, straddle`);
    const places = await database.rows("SELECT asset, straddle, model FROM places ORDER BY place");
    if (places.length === 0) throw noRows(files.name);
    const collector = new Collector(names, known, visit);
    for (let first = 0; first < places.length; first += BATCH) {
      const result = await database.columns(
        `SELECT place, ${date("date")}, coalesce(${date("expiry")}, ${NO_DAY}), mv
          ${known.map((name) => `, c_${name}`).join("")}
        FROM walked JOIN places USING (asset, straddle)
        WHERE place BETWEEN ${first} AND ${first + BATCH - 1} ORDER BY place, date`,
        3,
      );
      const [place, day, expiry] = result as [Int32Array, Int32Array, Int32Array];
      const [mv, ...numbers] = result.slice(3) as [Float64Array, ...Float64Array[]];
      for (let begin = 0, end; begin < place.length; begin = end) {
        end = begin + 1;
        while (end < place.length && place[end] === place[begin]) end++;
        const { asset, straddle, model } = places[place[begin]!]!;
        collector.begin(String(asset), String(straddle), String(model ?? ""));
        collector.add({ day, expiry, mv, numbers }, begin, end);
      }
      progress((first + BATCH) / places.length);
      await letSignalsIn();
    }
    collector.end();
  } finally {
    database.close();
  }
}

/** Throws a usage error for a book, whose rows are of no straddle. */
function refuseBook(name: string, columns: readonly string[]): void {
  if (isBook(columns)) {
    throw usageError(
      `Cannot look at straddles of "${name}": it is a book; name the run it is made of`,
    );
  }
}
