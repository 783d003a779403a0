/** The shards of a sweep put together (W-5): the same bytes, however many there were. */
import { join } from "node:path";
import { inputError, nothingError } from "../base/errors.ts";
import { openError } from "../base/files.ts";
import { willRead } from "../base/ledger.ts";
import { counted } from "../base/wording.ts";
import { differenceOf, type Shard, shardOf } from "./identity.ts";
import { Journal } from "./journal.ts";
import { writeSweep } from "./write.ts";

/** `shard-0003-of-0100.sweep`. */
export function shardName({ index, of }: Shard): string {
  const digits = (n: number) => String(n).padStart(4, "0");
  return `shard-${digits(index)}-of-${digits(of)}.sweep`;
}

const NAME = /^shard-(\d{4,})-of-(\d{4,})\.sweep$/;

/**
 * Merges all shards of a folder. Throws exit 1 when there are none, and exit-3 errors for shards of
 * different sweeps, gaps and duplicates.
 */
export async function mergeShards(folder: string, output: string) {
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => NAME.test(name));
  } catch (error) {
    throw openError(folder, "folder of shards", error);
  }
  if (names.length === 0) throw nothingError(`Nothing to merge: "${folder}" holds no shards`);
  const shards = names.sort().map((name) => {
    const [, index, of] = NAME.exec(name)!;
    return { name, index: Number(index), of: Number(of) };
  });
  const { of } = shards[0]!;
  const fail = (what: string) => inputError(`Cannot merge "${folder}": ${what}`);
  const other = shards.find((shard) => shard.of !== of);
  if (other) {
    throw fail(`it holds parts of ${of} and of ${other.of}; remove those of another sweep`);
  }
  const there = new Set(shards.map(({ index }) => index));
  const gaps = Array.from({ length: of }, (_, i) => i).filter((i) => !there.has(i));
  if (gaps.length > 0) {
    const first = gaps.slice(0, 8).join(", ");
    throw fail(
      `${counted(gaps.length, "shard is", "shards are")} not finished: ${first}${
        gaps.length > 8 ? " …" : ""
      } of ${of}`,
    );
  }
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
