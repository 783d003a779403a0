/** A book as a table: a row an asset and day (runs/book_columns.ts), made a chunk at a time. */
import { letSignalsIn } from "../base/cancel.ts";
import type { Chunk } from "../output/chunk.ts";
import type { DaySums, RunAggregates } from "../runs/analysis/aggregates.ts";
import type { WeightedDays } from "../runs/analysis/weighted_days.ts";
import { BOOK_NUMBERS } from "../runs/book_columns.ts";
import type { ScaleOf } from "./book.ts";

const CHUNK_ROWS = 65_536;

/** What a book is made of: sums of the run and of its weighted straddles, and k by day. */
export interface BookSums {
  readonly run: RunAggregates;
  readonly weighted: readonly WeightedDays[];
  readonly scale: ScaleOf;
  readonly aum: number;
}

/**
 * The book's sums by asset and day, P&L net, of which its figures are made; vols are the run's. The
 * weighted sums are no more: of a full run there is no room for both.
 */
export function takeNetDays({ run, weighted, scale }: BookSums): DaySums[] {
  return run.assetDays.map((days, asset) => {
    const { weight, mv, pnl, opnl, hpnl, costOption, costHedge } = weighted[asset]!;
    const { day, known } = days;
    for (let i = 0; i < day.length; i++) {
      const k = scale(day[i]!), isKnown = known[i]! > 0;
      weight[i] = k * weight[i]!;
      mv[i] = k * mv[i]!;
      pnl[i] = isKnown ? k * pnl[i]! - k * costOption[i]! - k * costHedge[i]! : 0;
      opnl[i] = isKnown ? k * opnl[i]! : 0;
      hpnl[i] = isKnown ? k * hpnl[i]! : 0;
    }
    return { ...days, ...{ weight, mv, pnl, opnl, hpnl } };
  });
}

/** A day of an asset: `asset` is its position, `at` that of the day. */
type Place = readonly [asset: number, at: number];

export async function* bookChunks(book: BookSums): AsyncGenerator<Chunk> {
  const { assetDays } = book.run;
  let places: Place[] = [];
  for (const [asset, { day }] of assetDays.entries()) {
    for (let at = 0; at < day.length; at++) {
      places.push([asset, at]);
      if (places.length < CHUNK_ROWS) continue;
      yield chunkOf(book, places);
      places = [];
    }
    await letSignalsIn();
  }
  if (places.length > 0) yield chunkOf(book, places);
}

function chunkOf(book: BookSums, places: readonly Place[]): Chunk {
  const { run: { assets, assetDays } } = book;
  const rows = places.length;
  const date = new Int32Array(rows);
  const numbers = BOOK_NUMBERS.map(() => new Float64Array(rows));
  places.forEach(([asset, at], row) => {
    date[row] = assetDays[asset]!.day[at]!;
    const cells = cellsOf(book, asset, at);
    for (let i = 0; i < numbers.length; i++) numbers[i]![row] = cells[i]!;
  });
  const first = places[0]![0], last = places.at(-1)![0];
  const runs = last - first + 1;
  const ends = new Int32Array(runs);
  places.forEach(([asset], row) => ends[asset - first] = row + 1);
  return {
    rows,
    columns: [
      {
        kind: "runs",
        dictionary: assets.slice(first, last + 1),
        dictionarySize: runs,
        codes: Int32Array.from({ length: runs }, (_, i) => i),
        ends,
        runs,
        distinct: true,
      },
      { kind: "plain", values: date },
      ...numbers.map((values) => ({ kind: "plain" as const, values })),
    ],
  };
}

/** The numbers of a row, in the order of BOOK_NUMBERS; NaN = missing. */
function cellsOf({ run, weighted, scale, aum }: BookSums, asset: number, at: number): number[] {
  const { day, live, vols, vol, known } = run.assetDays[asset]!;
  const sums = weighted[asset]!;
  const k = scale(day[at]!);
  const weight = sums.weight[at]!;
  const isKnown = known[at]! > 0;
  const flow = (column: Float64Array) => isKnown ? k * column[at]! : NaN;
  const pnl = flow(sums.pnl);
  const costOption = k * sums.costOption[at]!, costHedge = k * sums.costHedge[at]!;
  const net = pnl - costOption - costHedge;
  return [
    live[at]!,
    vols[at]! > 0 ? vol[at]! / vols[at]! : NaN,
    weight,
    k,
    k * weight,
    k * sums.mv[at]!,
    flow(sums.opnl),
    flow(sums.hpnl),
    pnl,
    costOption,
    costHedge,
    net,
    aum,
    aum * pnl,
    aum * net,
  ];
}
