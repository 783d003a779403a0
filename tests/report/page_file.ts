/** Reads back what a report's page was given. */
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { PageData } from "../../src/report/page_data.ts";
import { type PackedColumn, unpack } from "../../src/report/packed.ts";

export interface PageFile {
  readonly data: PageData;
  /** All packed columns. */
  readonly columns: Uint8Array;
  column(column: PackedColumn): Float64Array;
}

/** The data of a page's HTML. */
export function readPage(html: string): PageFile {
  const text = /<script[^>]*id="run-data"[^>]*>([^<]*)<\/script>/.exec(html);
  assert.ok(text, "the page has its data");
  const bytes = gunzipSync(Uint8Array.fromBase64(text[1]!.trim()));
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const data = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  const columns = bytes.subarray(4 + size);
  return { data, columns, column: (column) => unpack(columns, column) };
}
