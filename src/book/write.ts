/** A book as a table: a row an asset and day (runs/book_columns.ts), made a chunk at a time. */
import { letSignalsIn } from "../base/cancel.ts";
import type { Chunk } from "../output/chunk.ts";
import type { DaySums, RunAggregates } from "../runs/analysis/aggregates.ts";
import { bookSums } from "../runs/analysis/book_sums.ts";
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

/** The book as it would be read from its file: sums by asset and day, P&L net. */
export function bookAsRun({ run, weighted, scale }: BookSums): RunAggregates {
  return bookSums(
    run.assets,
    run.assetDays.map((days, asset) => bookDaysOf(days, weighted[asset]!, scale)),
  );
}

/** As `bookDays` has them of a file's rows, in one loop: of a full run this is what takes time. */
function bookDaysOf(days: DaySums, sums: WeightedDays, scale: ScaleOf): DaySums {
  const { day, live, known } = days;
  const count = day.length;
  const doubles = () => new Float64Array(count);
  const vols = new Int32Array(count), vol = doubles(), mv = doubles(), weight = doubles();
  const pnl = doubles(), opnl = doubles(), hpnl = doubles();
  for (let i = 0; i < count; i++) {
    const k = scale(day[i]!);
    if (days.vols[i]! > 0) {
      vols[i] = live[i]!;
      vol[i] = days.vol[i]! / days.vols[i]! * live[i]!;
    }
    mv[i] = k * sums.mv[i]!;
    weight[i] = k * sums.weight[i]!;
    if (known[i]! === 0) continue;
    pnl[i] = k * sums.pnl[i]! - k * sums.costOption[i]! - k * sums.costHedge[i]!;
    opnl[i] = k * sums.opnl[i]!;
    hpnl[i] = k * sums.hpnl[i]!;
  }
  return {
    day,
    live,
    vols,
    known: known.map((n) => n > 0 ? 1 : 0),
    vol,
    mv,
    weight,
    pnl,
    opnl,
    hpnl,
  };
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
