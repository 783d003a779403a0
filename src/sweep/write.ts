/** Writes a finished sweep: its bytes depend on what it is of only, not on who made which part (W-5). */
import { requireUnchanged } from "../base/ledger.ts";
import { letSignalsIn } from "../base/cancel.ts";
import type { Chunk } from "../output/chunk.ts";
import { parquet } from "../output/parquet/parquet.ts";
import { createFile, openAppender } from "../output/sink.ts";
import { dayChunk, entryChunk, figureChunk, sweepColumns } from "./columns.ts";
import type { SweepIdentity } from "./identity.ts";
import type { VariantResult } from "./result.ts";

/** Variants of a row group: some megabytes, of which readers can skip what they do not need. */
const GROUP = 32;

/** The key of a sweep's facts in its metadata. */
export const METADATA_KEY = "straddle.sweep";

/** Writes all variants' results, which `read` gives, into a file. Throws exit-4 errors. */
export async function writeSweep(
  output: string,
  identity: SweepIdentity,
  read: (index: number) => VariantResult,
): Promise<void> {
  requireUnchanged();
  const columns = sweepColumns(identity.names);
  const encoder = parquet.encoder(columns, {});
  const file = createFile(output);
  try {
    const appender = openAppender(file.path, output);
    await appender.write(parquet.header(columns));
    const chunks: { rows: number; offset: number; note: unknown }[] = [];
    const writeChunk = async (chunk: Chunk) => {
      if (chunk.rows === 0) return;
      const { parts, note } = encoder.encode(chunk);
      chunks.push({ rows: chunk.rows, offset: appender.offset, note });
      for (const part of parts) await appender.write(part);
      await letSignalsIn();
    };
    for (const toChunk of [figureChunk, dayChunk, entryChunk]) {
      for (let first = 0; first < identity.rows.length; first += GROUP) {
        const size = Math.min(GROUP, identity.rows.length - first);
        const results = Array.from({ length: size }, (_, i) => read(first + i));
        await writeChunk(toChunk(identity, results));
      }
    }
    const metadata = { [METADATA_KEY]: JSON.stringify(identity) };
    await appender.write(parquet.footer(columns, { chunks, metadata }));
    appender.close();
    await file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}
