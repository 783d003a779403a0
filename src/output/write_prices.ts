/** The prices as the Parquet file that the other commands read fastest. */
import type { Chunk, ColumnSpec } from "./chunk.ts";
import type { WrittenChunk } from "./format.ts";
import { loadFormat } from "./formats.ts";
import { giveMemory } from "../base/buffers.ts";
import { createFile, openAppender } from "./sink.ts";

const column = (name: string, type: ColumnSpec["type"]): ColumnSpec => ({
  name,
  type,
  missing: "-",
});

const COLUMNS: readonly ColumnSpec[] = [
  column("ticker", "text"),
  column("field", "text"),
  column("date", "date"),
  column("value", "double"),
];

/** Columns by their names, with days as texts: as a text has them. */
export function textColumns(names: readonly string[]): ColumnSpec[] {
  return names.map((name) => column(name, name === "value" ? "double" : "text"));
}

/**
 * Writes row groups; `mayKeep` is asked when all are taken, and by throwing leaves what was there.
 * Throws exit-4 errors; the file appears only when it is complete.
 */
export async function writePrices(
  path: string,
  chunks: AsyncIterable<Chunk>,
  mayKeep: () => void,
  columns: readonly ColumnSpec[] = COLUMNS,
): Promise<void> {
  const format = await loadFormat("parquet");
  const encoder = format.encoder(columns, {});
  const file = createFile(path);
  try {
    const appender = openAppender(file.path, path);
    await appender.write(format.header(columns));
    const written: WrittenChunk[] = [];
    for await (const chunk of chunks) {
      const { parts, note } = encoder.encode(chunk);
      written.push({ rows: chunk.rows, offset: appender.offset, note });
      for (const part of parts) {
        await appender.write(part);
        giveMemory(part);
      }
    }
    mayKeep();
    await appender.write(format.footer(columns, { chunks: written, metadata: {} }));
    appender.close();
    await file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}
