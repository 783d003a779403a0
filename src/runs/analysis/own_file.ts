/**
 * A run's Parquet file as straddle backtest writes it, its columns read row group by row group as
 * typed arrays: several times faster than any reader of all that Parquet can be, and never more of
 * it in memory than a row group.
 */
import {
  type ParquetFooter,
  readFooter,
  readInto,
  type RowGroup,
  type SchemaColumn,
} from "../../output/parquet/footer.ts";
import { PageReader } from "../../output/parquet/pages.ts";
import { willRead } from "../../base/ledger.ts";
import { takeRun } from "../head.ts";
import { columnFault, typeOfColumn } from "../sql.ts";

export type AssetBounds = readonly [first: string, last: string];

const utf8 = new TextDecoder();

export class OwnFile {
  readonly #file: Deno.FsFile;
  readonly #pages: PageReader;
  readonly #positions: ReadonlyMap<string, number>;

  private constructor(file: Deno.FsFile, readonly footer: ParquetFooter) {
    this.#file = file;
    this.#pages = new PageReader(file);
    this.#positions = new Map(footer.columns.map(({ name }, i) => [name, i]));
  }

  /** Opens a file; undefined = it is none of ours. Throws as `takeRun` does. */
  static async open(path: string): Promise<OwnFile | undefined> {
    const source = await takeRun(path);
    willRead(path);
    let file: Deno.FsFile | undefined;
    try {
      file = Deno.openSync(source);
      const footer = readFooter(file);
      if (footer !== undefined && isOurs(footer)) return new OwnFile(file, footer);
    } catch {
      // Whoever tries next says why.
    }
    file?.close();
    return undefined;
  }

  has(column: string): boolean {
    return this.#positions.has(column);
  }

  /** Columns of numbers of a row group; NaN = missing. Throws a RangeError for what is not ours. */
  doubles(group: number, name: string, out: Float64Array): void {
    this.#pages.doubles(this.#chunk(group, name), out);
  }

  /** A column of days; NO_DAY = missing. Throws as `doubles` does. */
  days(group: number, name: string, out: Int32Array): void {
    this.#pages.ints(this.#chunk(group, name), out);
  }

  /** A column of texts as positions in the list it gives; -1 = missing. Throws as `doubles` does. */
  texts(group: number, name: string, out: Int32Array): string[] {
    return this.#pages.texts(this.#chunk(group, name), out);
  }

  /** The first and the last asset of a row group; undefined = it does not tell. */
  assetBounds({ columns }: RowGroup): AssetBounds | undefined {
    const { low, high, nulls } = columns[this.#positions.get("asset")!]!;
    return low === undefined || high === undefined || nulls !== 0
      ? undefined
      : [utf8.decode(low), utf8.decode(high)];
  }

  /** Fills `out` from a place of the file; false = the file ends before. */
  bytes(at: number, out: Uint8Array): boolean {
    return readInto(this.#file, at, out);
  }

  isSameFile(other: OwnFile): boolean {
    const [own, its] = [this.#file.statSync(), other.#file.statSync()];
    return own.ino !== null && own.ino === its.ino && own.dev === its.dev;
  }

  close(): void {
    this.#file.close();
  }

  #chunk(group: number, name: string) {
    return this.footer.groups[group]!.columns[this.#positions.get(name)!]!;
  }
}

/** `Type`, `FieldRepetitionType` and `ConvertedType` of our columns by what they hold. */
const TYPES = { text: [6, 0], date: [1, 6], number: [5, undefined] } as const;
const OPTIONAL = 1;

function isOurs({ createdBy, columns, groups, rows }: ParquetFooter): boolean {
  return createdBy === "straddle" && columnFault(columns.map(({ name }) => name)) === undefined &&
    columns.every(hasOurType) && groups.reduce((sum, group) => sum + group.rows, 0) === rows;
}

function hasOurType({ name, physical, repetition, converted }: SchemaColumn): boolean {
  const [ours, meaning] = TYPES[typeOfColumn(name)!];
  return physical === ours && converted === meaning && repetition === OPTIONAL;
}
