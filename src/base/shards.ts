/** Parts of a work that machines do apart, as files of a folder that are merged later (W-5). */
import { dirname, join } from "node:path";
import { inputError, ioError, nothingError } from "./errors.ts";
import { openError, systemReason } from "./files.ts";
import { counted } from "./wording.ts";

export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** A shard of a text like `3/8`; undefined = it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, of] = /^(\d{1,6})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (of === undefined || Number(index) >= Number(of)) return undefined;
  return { index: Number(index), of: Number(of) };
}

/** `FOLDER/shard-0003-of-0100.ENDING`. */
export function shardPath(folder: string, { index, of }: Shard, ending: string): string {
  const digits = (n: number) => String(n).padStart(4, "0");
  return join(folder, `shard-${digits(index)}-of-${digits(of)}.${ending}`);
}

/** Makes the folder of a shard, if it is not there. Throws exit-4 errors. */
export function makeFolderOf(shard: string): void {
  const folder = dirname(shard);
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw ioError(`Cannot make the folder "${folder}": ${systemReason(error)}`);
  }
}

export interface ShardFile extends Shard {
  readonly name: string;
}

/** What keeps a folder from being merged, as an exit-3 error. */
export function cannotMerge(folder: string, what: string): Error {
  return inputError(`Cannot merge "${folder}": ${what}`);
}

/** Gaps that are named. */
const NAMED = 8;

/**
 * All shards of a folder, in order. Throws exit 1 when there are none, and exit-3 errors for gaps,
 * and for shards of several divisions.
 */
export function findShards(folder: string, ending: string): ShardFile[] {
  const form = new RegExp(`^shard-(\\d{4,})-of-(\\d{4,})\\.${ending}$`);
  let names: string[];
  try {
    names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => form.test(name));
  } catch (error) {
    throw openError(folder, "folder of shards", error);
  }
  if (names.length === 0) throw nothingError(`Nothing to merge: "${folder}" holds no shards`);
  const shards = names.map((name) => {
    const [, index, of] = form.exec(name)!;
    return { name, index: Number(index), of: Number(of) };
  }).sort((a, b) => a.index - b.index);
  const { of } = shards[0]!;
  const other = shards.find((shard) => shard.of !== of);
  if (other) {
    const parts = `it holds parts of ${of} and of ${other.of}`;
    throw cannotMerge(folder, `${parts}; remove those of another division`);
  }
  const twice = shards.find(({ index }, i) => index === shards[i - 1]?.index || index >= of);
  if (twice) throw cannotMerge(folder, `"${twice.name}" is one too many; remove it`);
  const there = new Set(shards.map(({ index }) => index));
  const gaps = Array.from({ length: of }, (_, i) => i).filter((i) => !there.has(i));
  if (gaps.length === 0) return shards;
  const more = gaps.length > NAMED ? " …" : "";
  throw cannotMerge(
    folder,
    `${counted(gaps.length, "shard is", "shards are")} not finished: ` +
      `${gaps.slice(0, NAMED).join(", ")}${more} of ${of}`,
  );
}
