/** The shards of a run put together (W-5): the same bytes as without shards, however many there were. */
import { join } from "node:path";
import { letSignalsIn } from "../base/cancel.ts";
import { ioError } from "../base/errors.ts";
import { openError } from "../base/files.ts";
import { willRead } from "../base/ledger.ts";
import { cannotMerge, findShards } from "../base/shards.ts";
import { compareText } from "../base/text.ts";
import type { WrittenChunk } from "../output/format.ts";
import { readInto } from "../output/parquet/footer.ts";
import { parquet } from "../output/parquet/parquet.ts";
import { columnsOf, noteOf, placeOf } from "../output/parquet/rejoin.ts";
import { type Appender, createFile, openAppender } from "../output/sink.ts";
import { type AssetFacts, type RunFacts, toMetadata } from "../runs/facts.ts";
import { sumStates } from "./merge.ts";
import { differenceOf, ENDING, readShardHead, type ShardHead } from "./shard.ts";

interface Part extends ShardHead {
  readonly path: string;
}

/**
 * Merges all shards of a folder; row groups are copied as they are. Throws exit 1 when there are
 * none, exit-3 errors for shards of different runs, gaps and duplicates, and exit-4 errors.
 */
export async function mergeRun(folder: string, output: string) {
  const parts = openParts(folder);
  const facts = factsOf(parts.map(({ facts }) => facts));
  const columns = columnsOf(parts[0]!.footer);
  if (columns === undefined) throw cannotMerge(folder, "its columns are not straddle's");
  const file = createFile(output);
  try {
    const appender = openAppender(file.path, output);
    const header = parquet.header(columns);
    await appender.write(header);
    const chunks: WrittenChunk[] = [];
    let offset = header.length;
    for (const { path, footer: { groups } } of parts) {
      for (const group of groups) {
        const { start } = placeOf(group);
        chunks.push({
          rows: group.rows,
          offset: offset + start - header.length,
          note: noteOf(group),
        });
      }
      if (groups.length === 0) continue;
      const { end } = placeOf(groups.at(-1)!);
      await copy(path, header.length, end, appender);
      offset += end - header.length;
    }
    await appender.write(parquet.footer(columns, { chunks, metadata: toMetadata(facts) }));
    appender.close();
    await file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
  return { shards: parts.length, counts: facts.counts! };
}

/** The heads of all shards, in order, which are of one run and have all of its tasks. */
function openParts(folder: string): Part[] {
  let tasks = 0;
  const parts = findShards(folder, ENDING).map(({ name, index, of }): Part => {
    const path = join(folder, name);
    willRead(path);
    const head = readShardHead(path);
    if (head?.place.index !== index || head.place.of !== of) {
      throw cannotMerge(folder, `"${name}" is not that shard; remove it and run it again`);
    }
    return { ...head, path };
  });
  for (const [i, part] of parts.entries()) {
    const difference = differenceOf(parts[0]!, part);
    if (difference !== undefined) {
      throw cannotMerge(folder, `"${part.path}" is of ${difference} than the first`);
    }
    const { first, end, tasks: all } = part.place;
    if (first !== tasks || i === parts.length - 1 && end !== all) {
      throw cannotMerge(folder, `"${part.path}" does not begin where the one before ends`);
    }
    tasks = end;
  }
  return parts;
}

/** The facts of the whole run. */
function factsOf(all: readonly RunFacts[]): RunFacts {
  const assets = new Map<string, AssetFacts>();
  for (const [name, facts] of all.flatMap(({ assets }) => Object.entries(assets))) {
    // An Underlying with two entries may be in two shards.
    const states = sumStates(assets.get(name)?.states ?? {}, facts.states);
    assets.set(name, { ...facts, states });
  }
  const sum = (key: "assets" | "straddles" | "rows") =>
    all.reduce((total, { counts }) => total + counts![key], 0);
  return {
    ...all[0]!,
    counts: { assets: sum("assets"), straddles: sum("straddles"), rows: sum("rows") },
    assets: Object.fromEntries([...assets].sort(([a], [b]) => compareText(a, b))),
  };
}

const PIECE = 1 << 20;

/** Copies the bytes from `start` to before `end` of a file. Throws exit-4 errors. */
async function copy(path: string, start: number, end: number, to: Appender): Promise<void> {
  const piece = new Uint8Array(PIECE);
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    throw openError(path, "shard", error);
  }
  try {
    for (let at = start; at < end; at += PIECE) {
      const bytes = piece.subarray(0, Math.min(PIECE, end - at));
      if (!readInto(file, at, bytes)) throw ioError(`Cannot read "${path}": it was cut short`);
      await to.write(bytes);
      await letSignalsIn();
    }
  } finally {
    file.close();
  }
}
