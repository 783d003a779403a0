/** Tables of texts, as the listings print them, in any output format. */
import type { Destination } from "../commands/options.ts";
import type { Chunk, ColumnSpec } from "./chunk.ts";
import { loadFormat, type WrittenChunk } from "./format.ts";
import { ClosedPipe, createFile, openAppender } from "./sink.ts";

const CHUNK_ROWS = 65_536;

/**
 * Writes rows of texts with the named columns. Throws exit-4 errors; a file appears only when it is
 * complete.
 */
export async function writeTextTable(
  names: readonly string[],
  destination: Destination,
  rows: () => Iterable<readonly string[]>,
): Promise<void> {
  const format = await loadFormat(destination.format);
  const specs = names.map((name): ColumnSpec => ({ name, type: "text", missing: "-" }));
  const encoder = format.encoder(specs, destination.options);
  const name = destination.output ?? "standard output";
  const file = destination.output === undefined ? undefined : createFile(destination.output);
  try {
    const appender = openAppender(file?.path, name);
    let offset = 0;
    const write = (bytes: Uint8Array) => {
      appender.write(bytes);
      offset += bytes.length;
    };
    write(format.header(specs));
    const written: WrittenChunk[] = [];
    for (const chunk of chunksOf(rows(), names.length)) {
      if (written.length > 0) write(format.between);
      const { parts, note } = encoder.encode(chunk);
      written.push({ rows: chunk.rows, offset, note });
      parts.forEach(write);
    }
    const { width } = destination;
    const footer = { chunks: written, metadata: {}, ...(width === undefined ? {} : { width }) };
    write(format.footer(specs, footer));
    appender.close();
    file?.commit();
  } catch (error) {
    file?.discard();
    if (!(error instanceof ClosedPipe)) throw error;
  }
}

function* chunksOf(rows: Iterable<readonly string[]>, width: number): Generator<Chunk> {
  let columns = Array.from({ length: width }, (): string[] => []);
  for (const row of rows) {
    columns.forEach((column, i) => column.push(row[i]!));
    if (columns[0]!.length < CHUNK_ROWS) continue;
    yield toChunk(columns);
    columns = columns.map(() => []);
  }
  if (columns[0]!.length > 0) yield toChunk(columns);
}

function toChunk(columns: readonly string[][]): Chunk {
  const rows = columns[0]!.length;
  return { rows, columns: columns.map(toRuns) };
}

function toRuns(values: readonly string[]): Chunk["columns"][number] {
  const size = values.length;
  const codes = Int32Array.from({ length: size }, (_, i) => i);
  const ends = codes.map((i) => i + 1);
  return { kind: "runs", dictionary: values, dictionarySize: size, codes, ends, runs: size };
}
