/** Reads the file of a sweep: its facts, the figures of the whole of each variant, and their P&L. */
import { inputError } from "../base/errors.ts";
import { openError } from "../base/files.ts";
import { willRead } from "../base/ledger.ts";
import { NO_DAY } from "../output/chunk.ts";
import { type ParquetFooter, readFooter } from "../output/parquet/footer.ts";
import { PageReader } from "../output/parquet/pages.ts";
import type { SweepIdentity } from "./identity.ts";
import { SWEEP_FIGURES } from "./net_figures.ts";
import { METADATA_KEY } from "./write.ts";

export interface OpenedSweep {
  readonly path: string;
  readonly identity: SweepIdentity;
  /** By variant: figures of the whole, in the order of SWEEP_FIGURES, which begin with FIGURES; NaN = none. */
  readonly totals: readonly Float64Array[];
  /** By variant: why it failed; null = it did not. */
  readonly errors: readonly (string | null)[];
}

/** Opens a sweep's file. Throws exit-4 errors, and exit-3 errors for what is no sweep. */
export function openSweep(path: string): Promise<OpenedSweep> {
  willRead(path);
  return Promise.resolve(withGroups(path, (identity, groups) => {
    const count = identity.rows.length;
    const totals = Array.from(
      { length: count },
      () => new Float64Array(SWEEP_FIGURES.length).fill(NaN),
    );
    const errors = Array<string | null>(count).fill(null);
    for (const { rows, kinds, codes, ints, doubles, texts } of groups) {
      const total = kinds.indexOf("total");
      if (total < 0) continue;
      const wholes = Array.from(codes, (_, row) => row).filter((row) => codes[row] === total);
      const ids = ints("variant", new Int32Array(rows));
      SWEEP_FIGURES.forEach(({ column, kind }, k) => {
        const whole = kind === "day" || kind === "count";
        const values = whole
          ? ints(column, new Int32Array(rows))
          : doubles(column, new Float64Array(rows));
        for (const row of wholes) {
          const value = values[row]!;
          totals[ids[row]! - 1]![k] = whole && value === NO_DAY ? NaN : value;
        }
      });
      const errorCodes = new Int32Array(rows);
      const reasons = texts("error", errorCodes);
      for (const row of wholes) {
        if (errorCodes[row]! >= 0) errors[ids[row]! - 1] = reasons[errorCodes[row]!]!;
      }
    }
    return { path, identity, totals, errors };
  }));
}

/**
 * Reads columns of all variants by day or by month of entry, some at a time: `take` gets a variant's
 * position, days in rising order, and the columns, all valid until it returns. Throws as `openSweep`.
 */
export function readSeries(
  path: string,
  kind: "day" | "entry",
  names: readonly string[],
  take: (variant: number, day: Int32Array, columns: readonly Float64Array[]) => void,
): void {
  withGroups(path, (_, groups) => {
    let ids = new Int32Array(0), day = new Int32Array(0);
    let room = names.map(() => new Float64Array(0));
    for (const { rows, kinds, ints, doubles } of groups) {
      if (kinds.length !== 1 || kinds[0] !== kind) continue;
      if (ids.length < rows) {
        [ids, day] = [new Int32Array(rows), new Int32Array(rows)];
        room = names.map(() => new Float64Array(rows));
      }
      const own = ints("variant", ids.subarray(0, rows));
      const days = ints("date", day.subarray(0, rows));
      const columns = names.map((name, i) => doubles(name, room[i]!.subarray(0, rows)));
      for (let begin = 0, end; begin < rows; begin = end) {
        end = begin + 1;
        while (end < rows && own[end] === own[begin]) end++;
        const part = columns.map((column) => column.subarray(begin, end));
        take(own[begin]! - 1, days.subarray(begin, end), part);
      }
    }
  });
}

/** A row group: its parts as codes of a list, and its other columns by name, read when asked for. */
interface Group {
  readonly rows: number;
  readonly kinds: readonly string[];
  readonly codes: Int32Array;
  ints(name: string, out: Int32Array): Int32Array;
  doubles(name: string, out: Float64Array): Float64Array;
  texts(name: string, codes: Int32Array): string[];
}

function withGroups<T>(
  path: string,
  use: (identity: SweepIdentity, groups: Iterable<Group>) => T,
): T {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    throw openError(path, "sweep", error);
  }
  const fail = () =>
    inputError(`Cannot read "${path}" as a sweep: give a file that straddle sweep wrote`);
  try {
    const footer = readFooter(file);
    const facts = footer?.metadata.get(METADATA_KEY);
    if (footer === undefined || facts === undefined) throw fail();
    return use(JSON.parse(facts), groupsOf(file, footer));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw fail();
    throw error;
  } finally {
    file.close();
  }
}

function* groupsOf(file: Deno.FsFile, footer: ParquetFooter): Iterable<Group> {
  const pages = new PageReader(file);
  const place = new Map(footer.columns.map(({ name }, i) => [name, i]));
  for (const { rows, columns } of footer.groups) {
    const at = (name: string) => {
      const column = columns[place.get(name) ?? -1];
      if (column === undefined) throw new RangeError(`No column "${name}"`);
      return column;
    };
    const codes = new Int32Array(rows);
    yield {
      rows,
      kinds: pages.texts(at("part"), codes),
      codes,
      ints: (name, out) => (pages.ints(at(name), out), out),
      doubles: (name, out) => (pages.doubles(at(name), out), out),
      texts: (name, out) => pages.texts(at(name), out),
    };
  }
}
