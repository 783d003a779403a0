/** The shards of a sweep put together (W-5): the same bytes, however many there were. */
import { join } from "node:path";
import { willRead } from "../base/ledger.ts";
import { cannotMerge, findShards } from "../base/shards.ts";
import { differenceOf, shardOf } from "./identity.ts";
import { Journal } from "./journal.ts";
import { writeSweep } from "./write.ts";

/** The ending of a shard's file. */
export const ENDING = "sweep";

/**
 * Merges all shards of a folder. Throws exit 1 when there are none, and exit-3 errors for shards of
 * different sweeps, gaps and duplicates.
 */
export async function mergeShards(folder: string, output: string) {
  const shards = findShards(folder, ENDING);
  const fail = (what: string) => cannotMerge(folder, what);
  const journals: Journal[] = [];
  try {
    for (const { name } of shards) {
      willRead(join(folder, name));
      journals.push(Journal.open(join(folder, name), false));
    }
    const { identity } = journals[0]!;
    journals.forEach((journal, i) => {
      const difference = differenceOf(identity, journal.identity);
      if (difference) throw fail(`"${shards[i]!.name}" is of ${difference} than the first`);
    });
    const count = identity.rows.length;
    const places = new Int32Array(count).fill(-1);
    journals.forEach((journal, i) => {
      const { first, end } = shardOf(count, shards[i]!);
      const { done } = journal;
      const strange = [...done].find((index) => index < first || index >= end);
      if (done.size < end - first || strange !== undefined) {
        throw fail(`"${shards[i]!.name}" does not hold its variants; remove it and run it again`);
      }
      places.fill(i, first, end);
    });
    await writeSweep(output, identity, (index) => journals[places[index]!]!.read(index));
    let failed = 0;
    for (let i = 0; i < count; i++) if (journals[places[i]!]!.failed(i)) failed++;
    return { shards: shards.length, variants: count, failed };
  } finally {
    journals.forEach((journal) => journal.close());
  }
}
