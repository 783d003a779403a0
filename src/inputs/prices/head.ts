/** What is given for prices: Parquet, a text, or what is neither, told by its first bytes. */
import { inputError } from "../../base/errors.ts";

/** What files of other kinds begin with, and what to do with them. */
const STARTS: readonly (readonly [what: string, ...starts: string[]])[] = [
  ["it is encrypted; write it anew without encryption", "PARE"],
  [
    "it is a compressed file; unpack it first",
    ...["\x28\xb5\x2f\xfd", "BZh", "\xfd7zXZ"],
  ],
  [
    "it is a ZIP or Excel file, not a Parquet file; straddle prices import makes one of a workbook",
    "PK\x03\x04",
  ],
  ["it is an Arrow file, not a Parquet file; write it anew as Parquet", "ARROW1", "FEA1"],
];
const NO_PRICES = "it is not a Parquet file, nor a text with columns; name one, or write it anew";
const NO_NAMES = "its first line names no column of ticker, field, date and value; " +
  "straddle prices import reads other tables";

/** So many bytes tell. */
const HEAD_BYTES = 512;

/** Why bytes are not the first of a readable file of prices; undefined = they may be. */
export function headFault(bytes: Uint8Array): string | undefined {
  const head = headOf(bytes);
  if (head.startsWith("PAR1")) return undefined;
  if (head === "") return "it is empty, not a Parquet file; write it anew";
  const kind = STARTS.find(([, ...starts]) => starts.some((start) => head.startsWith(start)));
  if (kind !== undefined) return kind[0];
  if (isPacked(head) || isWide(head) || /^\s*\{/.test(head)) return undefined;
  if (/^\s*\[/.test(head)) {
    return "it is a JSON array; write one object a line (NDJSON), or write it anew as Parquet";
  }
  const isBinary = /[^\P{Cc}\t\r\n]/u.test(head.replace(/[\x80-\x9f]/g, ""));
  if (isBinary || !/^[^\n]*[,;\t|]/.test(head)) return NO_PRICES;
  return /^("?sep=[^\n]*\n)?[^\n]*(ticker|field|date|value)/i.test(head) ? undefined : NO_NAMES;
}

/** Whether the first bytes of what {@link headFault} lets through are those of a text. */
export function isText(bytes: Uint8Array): boolean {
  return !headOf(bytes).startsWith("PAR1");
}

function headOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
}

function isPacked(head: string): boolean {
  return head.startsWith("\x1f\x8b");
}

/** UTF-16, by its mark or its zeros. */
function isWide(head: string): boolean {
  return /^(\xff\xfe|\xfe\xff|[ -~]\0[ -~]\0|\0[ -~]\0[ -~])/.test(head);
}

/** Throws the exit-3 error for prices that begin with these bytes and are no such file. */
export function refuseNoPrices(bytes: Uint8Array, path: string): void {
  const fault = headFault(bytes);
  if (fault !== undefined) throw inputError(`Cannot read prices "${path}": ${fault}`);
}

/** The first bytes of a file; none if it cannot be opened, which whoever reads it will tell. */
export function firstBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  try {
    using file = Deno.openSync(path);
    return bytes.subarray(0, file.readSync(bytes) ?? 0);
  } catch {
    return bytes.subarray(0, 0);
  }
}
