/** Opens a file as a table, by what it holds, whatever its name says. */
import { inputError } from "../../base/errors.ts";
import { bytesOf, gunzip, rejoin, TextPieces } from "./bytes.ts";
import type { Meter, Table } from "./cell.ts";

/** Endings of files that may hold prices; of a folder only those are taken. */
export const ENDINGS = /\.(csv|tsv|tab|txt|ndjson|jsonl)(\.gz)?$|\.(parquet|pq|xlsx|xlsm)$/i;

/**
 * Opens a table of any known kind. `sheet` is the workbook's, by name or number.
 * Throws exit-4 errors for files that cannot be opened, exit 3 for kinds that are none.
 */
export async function openTable(
  path: string,
  sheet: string | undefined,
  meter: Meter,
): Promise<Table> {
  return await openBytes(path, bytesOf(path, meter), sheet, meter);
}

async function openBytes(
  path: string,
  bytes: AsyncGenerator<Uint8Array>,
  sheet: string | undefined,
  meter: Meter,
): Promise<Table> {
  const next = await bytes.next();
  if (next.done) throw inputError(`Cannot read "${path}": the file is empty`);
  const head = next.value;
  const whole = rejoin(head, bytes);
  if (startsWith(head, 0x1f, 0x8b)) return await openBytes(path, gunzip(path, whole), sheet, meter);
  if (startsWith(head, ..."PAR1")) {
    await bytes.return(undefined);
    const { parquetTable } = await import("./parquet.ts");
    return await parquetTable(path, sizeOf(path), { read: meter.read });
  }
  if (startsWith(head, ..."PK\x03\x04")) {
    const { xlsxTable } = await import("./xlsx.ts");
    return await xlsxTable(path, await joined(whole), sheet);
  }
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw inputError(`Cannot read "${path}": it is a workbook of Excel 2003; save it as .xlsx`);
  }
  const text = new TextPieces(path, whole);
  const first = firstSign(head);
  if (first === "{") {
    const { ndjsonTable } = await import("./ndjson.ts");
    return ndjsonTable(text);
  }
  if (first === "[") {
    throw inputError(
      `Cannot read "${path}": it is a JSON array; write one object a line (NDJSON)`,
    );
  }
  const { delimitedTable } = await import("./delimited.ts");
  return await delimitedTable(text);
}

/** The first sign of a text that is no blank; byte-order marks and the zeros of UTF-16 are none. */
function firstSign(head: Uint8Array): string {
  const sign = head.find((byte) => byte > 0x20 && byte < 0x7f);
  return sign === undefined ? "" : String.fromCharCode(sign);
}

function startsWith(bytes: Uint8Array, ...signs: readonly (number | string)[]): boolean {
  return signs.every((sign, i) =>
    bytes[i] === (typeof sign === "number" ? sign : sign.charCodeAt(0))
  );
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) parts.push(piece as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
