/**
 * Which row groups of two files of our own are the same bytes, and so the same cells: what is left
 * of them is all that has to be compared.
 */
import { type AssetBounds, OwnFile } from "../analysis/own_file.ts";
import { letSignalsIn } from "../../base/cancel.ts";
import type { ColumnChunk, RowGroup } from "../../output/parquet/footer.ts";
import type { RowRange } from "../sql.ts";
import { compareText } from "../../base/text.ts";

/** What two files have in common, and the rows that they may not. */
export interface Leftovers {
  /** Rows in the groups that both have. */
  readonly same: number;
  readonly a: readonly RowRange[];
  readonly b: readonly RowRange[];
}

/** More stretches than this are not worth a query each. */
const MOST_RANGES = 20;
const PIECE_BYTES = 1 << 18;

/**
 * Compares the files group by group; undefined = they are not both our own, or have too little in
 * common. No asset is in rows that are left over and in others too, so that rows find the same
 * partners as in the whole files.
 */
export async function findLeftovers(
  pathA: string,
  pathB: string,
  progress: (share: number) => void,
): Promise<Leftovers | undefined> {
  let a: OwnFile | undefined, b: OwnFile | undefined;
  try {
    a = await OwnFile.open(pathA);
    b = await OwnFile.open(pathB);
    if (a === undefined || b === undefined) return undefined;
    const names = (file: OwnFile) => file.footer.columns.map(({ name }) => name).join();
    if (names(a) !== names(b)) return undefined;
    const pairs = await samePairs(a, b, progress);
    const left = {
      same: pairs.reduce((rows, [group]) => rows + group.rows, 0),
      a: rangesWithout(a, new Set(pairs.map(([group]) => group))),
      b: rangesWithout(b, new Set(pairs.map(([, group]) => group))),
    };
    return Math.max(left.a.length, left.b.length) > MOST_RANGES ? undefined : left;
  } finally {
    a?.close();
    b?.close();
  }
}

/** The rows of a file's other groups; those that follow each other are one range. */
function rangesWithout({ footer }: OwnFile, same: ReadonlySet<RowGroup>): RowRange[] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (const group of footer.groups) {
    const end = start + group.rows;
    const last = ranges.at(-1);
    if (!same.has(group)) {
      if (last?.[1] === start) last[1] = end;
      else ranges.push([start, end]);
    }
    start = end;
  }
  return ranges;
}

type GroupPair = readonly [a: RowGroup, b: RowGroup];

/** Groups of both files with the same bytes, in order, and with assets that no other groups have. */
async function samePairs(
  a: OwnFile,
  b: OwnFile,
  progress: (share: number) => void,
): Promise<GroupPair[]> {
  const ofA = a.footer.groups, ofB = b.footer.groups;
  const isEqual = a.isSameFile(b) ? () => true : sameBytes(a, b);
  const count = Math.min(ofA.length, ofB.length);
  const equal: GroupPair[] = [];
  const compare = async (groupA: RowGroup, groupB: RowGroup) => {
    progress(equal.length / count);
    await letSignalsIn();
    const same = isEqual(groupA, groupB);
    if (same) equal.push([groupA, groupB]);
    return same;
  };
  // Where one file has more groups, those at the front go together, and those at the back.
  const stop = ofA.length !== ofB.length;
  let front = 0;
  while (front < count && (await compare(ofA[front]!, ofB[front]!) || !stop)) front++;
  for (let back = 1; back <= count - front; back++) {
    if (!await compare(ofA.at(-back)!, ofB.at(-back)!)) break;
  }
  const all = equal.length === ofA.length && equal.length === ofB.length;
  return all ? equal : withoutSharedAssets(a, b, equal);
}

/** Tells whether the columns of two groups are the same bytes, in the same encodings. */
function sameBytes(a: OwnFile, b: OwnFile): (groupA: RowGroup, groupB: RowGroup) => boolean {
  const words = () => new Int32Array(PIECE_BYTES / 4 + 1);
  const wordsA = words(), wordsB = words();
  const bytesA = new Uint8Array(wordsA.buffer), bytesB = new Uint8Array(wordsB.buffer);
  const samePiece = (x: number, y: number, size: number) => {
    // Whole words are compared, so what is behind the last byte must be the same.
    bytesA.fill(0, size, size + 4);
    bytesB.fill(0, size, size + 4);
    if (!a.bytes(x, bytesA.subarray(0, size)) || !b.bytes(y, bytesB.subarray(0, size))) {
      return false;
    }
    for (let i = 0, end = Math.ceil(size / 4); i < end; i++) {
      if (wordsA[i] !== wordsB[i]) return false;
    }
    return true;
  };
  const sameChunk = (x: ColumnChunk, y: ColumnChunk) => {
    for (let done = 0; done < x.bytes; done += PIECE_BYTES) {
      const size = Math.min(PIECE_BYTES, x.bytes - done);
      if (!samePiece(x.start + done, y.start + done, size)) return false;
    }
    return true;
  };
  const mayBeSame = (x: ColumnChunk, y: ColumnChunk) => x.codec === y.codec && x.bytes === y.bytes;
  return ({ rows, columns }, other) =>
    rows === other.rows && columns.every((chunk, i) => mayBeSame(chunk, other.columns[i]!)) &&
    columns.every((chunk, i) => sameChunk(chunk, other.columns[i]!));
}

/** The pairs whose assets are in none of the other groups of the files. */
function withoutSharedAssets(
  a: OwnFile,
  b: OwnFile,
  equal: readonly GroupPair[],
): GroupPair[] {
  const sameA = new Set(equal.map(([group]) => group)),
    sameB = new Set(equal.map(([, own]) => own));
  const others = [
    ...a.footer.groups.filter((group) => !sameA.has(group)).map((group) => a.assetBounds(group)),
    ...b.footer.groups.filter((group) => !sameB.has(group)).map((group) => b.assetBounds(group)),
  ];
  let kept = [...equal];
  for (;;) {
    const found = kept.find(([group]) => {
      const own = a.assetBounds(group);
      return own === undefined ||
        others.some((other) => other === undefined || overlap(own, other));
    });
    if (found === undefined) return kept;
    kept = kept.filter((pair) => pair !== found);
    others.push(a.assetBounds(found[0]));
  }
}

function overlap([lowA, highA]: AssetBounds, [lowB, highB]: AssetBounds): boolean {
  return compareText(lowA, highB) <= 0 && compareText(lowB, highA) <= 0;
}
