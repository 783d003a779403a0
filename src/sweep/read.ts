/** Reads the file of a sweep: its facts, and the figures of the whole of each variant. */
import { inputError } from "../base/errors.ts";
import { openError } from "../base/files.ts";
import { willRead } from "../base/ledger.ts";
import { NO_DAY } from "../output/chunk.ts";
import { readFooter } from "../output/parquet/footer.ts";
import { PageReader } from "../output/parquet/pages.ts";
import { FIGURES } from "../runs/figures.ts";
import type { SweepIdentity } from "./identity.ts";
import { METADATA_KEY } from "./write.ts";

export interface OpenedSweep {
  readonly path: string;
  readonly identity: SweepIdentity;
  /** By variant: figures of the whole, in the order of FIGURES; NaN = none. */
  readonly totals: readonly Float64Array[];
  /** By variant: why it failed; null = it did not. */
  readonly errors: readonly (string | null)[];
}

/** Opens a sweep's file. Throws exit-4 errors, and exit-3 errors for what is no sweep. */
export function openSweep(path: string): Promise<OpenedSweep> {
  willRead(path);
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
    const identity: SweepIdentity = JSON.parse(facts);
    const pages = new PageReader(file);
    const place = new Map(footer.columns.map(({ name }, i) => [name, i]));
    const count = identity.rows.length;
    const totals = Array.from({ length: count }, () => new Float64Array(FIGURES.length).fill(NaN));
    const errors = Array<string | null>(count).fill(null);
    for (const { rows, columns } of footer.groups) {
      const at = (name: string) => columns[place.get(name)!]!;
      const codes = new Int32Array(rows);
      const kinds = pages.texts(at("part"), codes);
      if (kinds.length === 1 && (kinds[0] === "day" || kinds[0] === "entry")) continue;
      const total = kinds.indexOf("total");
      const wholes = Array.from(codes, (_, row) => row).filter((row) => codes[row] === total);
      const ids = new Int32Array(rows);
      pages.ints(at("variant"), ids);
      FIGURES.forEach(({ column, kind }, k) => {
        const whole = kind === "day" || kind === "count";
        const values = whole ? new Int32Array(rows) : new Float64Array(rows);
        if (values instanceof Int32Array) pages.ints(at(column), values);
        else pages.doubles(at(column), values);
        for (const row of wholes) {
          const value = values[row]!;
          totals[ids[row]! - 1]![k] = whole && value === NO_DAY ? NaN : value;
        }
      });
      const errorCodes = new Int32Array(rows);
      const texts = pages.texts(at("error"), errorCodes);
      for (const row of wholes) {
        if (errorCodes[row]! >= 0) errors[ids[row]! - 1] = texts[errorCodes[row]!]!;
      }
    }
    return Promise.resolve({ path, identity, totals, errors });
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw fail();
    throw error;
  } finally {
    file.close();
  }
}
