/** Which format a run's file has, by what is in it: files are renamed, their first bytes are not. */
import { inputError, nothingError } from "../base/errors.ts";
import { openError, TABLE_BYTES } from "../base/files.ts";
import { takeFile } from "../base/intake.ts";
import { willRead } from "../base/ledger.ts";
import { columnFault, type RunFormat, typeOfColumn } from "./sql.ts";

/** A run's header line is far shorter. */
const HEAD_BYTES = 1 << 16;

/** What the first bytes of a run say. */
export interface RunHead {
  readonly format: RunFormat;
  /** From the header line of csv and tsv; other formats know better themselves. */
  readonly columns: readonly string[] | undefined;
  /** A JSON file without a row, which cannot name its columns. */
  readonly empty: boolean;
}

/** The exit-3 error for a file that is no run of ours. */
export function notARun(path: string, reason: string): Error {
  return inputError(
    `Cannot read "${path}" as a run: ${reason}; give a file that straddle backtest wrote as ` +
      `parquet, csv, tsv, json or ndjson`,
  );
}

/** The exit-3 error for a weight that is no number, which must not count as 100 %. */
export function noWeight(path: string, percent: string, component: string): Error {
  return notARun(path, `the weight "${percent}" of "${component}" is no number`);
}

/** The exit-1 error for a run that holds nothing. */
export function noRows(name: string): Error {
  return nothingError(`Nothing to sum up: the run "${name}" has no rows`);
}

/** A file with a run's bytes, whatever they come from; see {@link takeFile}. */
export async function takeRun(path: string): Promise<string> {
  return await takeFile(path, { what: "run", maxBytes: TABLE_BYTES, look: headOf });
}

/**
 * Looks into a file; messages call it `path`. Throws exit-4 errors when it cannot be opened, exit 3
 * when it is no run.
 */
export function readRunHead(file: string, path: string): RunHead {
  willRead(path);
  return headOf(firstBytes(file, path), path);
}

/** What the first bytes say of the run that is called `path`. */
function headOf(bytes: Uint8Array, path: string): RunHead {
  const text = new TextDecoder().decode(bytes);
  const head = (format: RunFormat, rest: Partial<RunHead> = {}) => ({
    format,
    columns: undefined,
    empty: false,
    ...rest,
  });
  if (text.startsWith("PAR1")) return head("parquet");
  if (text === "") return head("ndjson", { empty: true });
  if (/^\s*\[\s*\]\s*$/.test(text)) return head("json", { empty: true });
  if (/^\s*\[\s*\{/.test(text)) return head("json");
  if (/^\s*\{/.test(text)) return head("ndjson");
  if (text.startsWith("┌")) throw notARun(path, "it is a preview for people, not the data");
  const line = text.split(/\r?\n/, 1)[0]!;
  const separator = line.includes("\t") ? "\t" : ",";
  const columns = line.split(separator).map((name) => name.replace(/^"(.*)"$/, "$1"));
  if (!columns.some((name) => typeOfColumn(name.toLowerCase()) !== undefined)) {
    throw notARun(path, "it has no column names that are a run's");
  }
  // Said before an endless pipe is read to its end.
  const fault = columnFault(columns, path);
  if (fault !== undefined) throw notARun(path, fault);
  return head(separator === "\t" ? "tsv" : "csv", { columns });
}

function firstBytes(source: string, path: string): Uint8Array {
  try {
    using file = Deno.openSync(source);
    const bytes = new Uint8Array(HEAD_BYTES);
    let length = 0;
    while (length < HEAD_BYTES) {
      const read = file.readSync(bytes.subarray(length));
      if (read === null) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw openError(path, "run", error);
  }
}
