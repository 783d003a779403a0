/**
 * A book's rows as the sums of a run, so that whatever looks at runs looks at books: P&L is net, and
 * all of it a share of aum. A book tells nothing of single straddles.
 */
import type { RunDatabase } from "../database.ts";
import { notARun } from "../head.ts";
import { cell, type RunSource, scan } from "../sql.ts";
import type { DaySums, RunAggregates } from "./aggregates.ts";

/** The columns that are read. */
export const BOOK_READS = ["live", "vol", "mv", "exposure", "net", "opnl", "hpnl"] as const;

/** An asset's rows of a book, in the order of its days; NaN = missing. */
export type BookRows = Readonly<Record<(typeof BOOK_READS)[number], Float64Array>> & {
  readonly day: Int32Array;
};

/** Undefined = it has no rows. Throws exit-3 errors for what is no book. */
export async function sumBook(database: RunDatabase): Promise<RunAggregates | undefined> {
  const { name, columns: names = [], parts } = database.runs[0]!;
  const book: RunSource = { columns: names, parts };
  const cells = ["asset", "date", ...BOOK_READS].map((name) => `${cell(book, name)} AS ${name}`);
  await database.run(`CREATE TEMP VIEW book AS SELECT ${cells.join(", ")} FROM ${scan(book)}`);
  const strange = await database.rows(
    `SELECT asset, date FROM book GROUP BY asset, date
      HAVING count(*) > 1 OR asset IS NULL OR coalesce(NOT isfinite(date), true) LIMIT 1`,
  );
  if (strange.length > 0) {
    throw strangeRow(name);
  }
  const found = await database.rows("SELECT DISTINCT asset AS name FROM book ORDER BY name");
  const assets = found.map(({ name }) => String(name));
  if (assets.length === 0) return undefined;
  const numbers = BOOK_READS.map((name) =>
    `coalesce(CASE WHEN isfinite(${name}) THEN ${name} END, 'nan')`
  );
  const result = await database.columns(
    `WITH positions AS (SELECT asset, (row_number() OVER (ORDER BY asset) - 1)::INTEGER AS owner
        FROM (SELECT DISTINCT asset FROM book))
      SELECT owner, date_diff('day', DATE '1970-01-01', date)::INTEGER AS day, ${numbers.join(", ")}
      FROM book JOIN positions USING (asset) ORDER BY owner, day`,
    2,
  );
  const [owner, day] = result as [Int32Array, Int32Array];
  const columns = result.slice(2) as Float64Array[];
  let end = 0;
  const assetDays = assets.map((_, asset) => {
    const begin = end;
    while (owner[end] === asset) end++;
    return bookDays(bookRows(day.slice(begin, end), columns.map((x) => x.subarray(begin, end))));
  });
  return bookSums(assets, assetDays);
}

/** Rows by their numbers, in the order of {@link BOOK_READS}. */
export function bookRows(day: Int32Array, numbers: readonly Float64Array[]): BookRows {
  const columns = BOOK_READS.map((name, i) => [name, numbers[i]!]);
  return { day, ...Object.fromEntries(columns) };
}

export function strangeRow(path: string): Error {
  return notARun(path, "a row has no asset or date, or another row has the same");
}

export function bookDays({ day, live, vol, mv, exposure, net, opnl, hpnl }: BookRows): DaySums {
  const held = Int32Array.from(live);
  const known = (x: number) => Number.isNaN(x) ? 0 : 1;
  return {
    day,
    live: held,
    known: Int32Array.from(net, known),
    vols: held.map((straddles, i) => known(vol[i]!) * straddles),
    vol: vol.map((x, i) => Number.isNaN(x) ? 0 : x * held[i]!),
    mv: mv.map(orZero),
    weight: exposure.map(orZero),
    pnl: net.map(orZero),
    opnl: opnl.map(orZero),
    hpnl: hpnl.map(orZero),
  };
}

export function bookSums(assets: readonly string[], assetDays: readonly DaySums[]): RunAggregates {
  const [none, nothing] = [new Int32Array(0), new Float64Array(0)];
  return {
    assets,
    components: [],
    componentDays: [],
    assetDays,
    straddles: {
      count: 0,
      ...{ text: none, asset: none, component: none, month: none, entry: none, expiry: none },
      ...{ vol: nothing, strike: nothing, pnl: nothing, opnl: nothing, hpnl: nothing },
    },
  };
}

function orZero(x: number): number {
  return Number.isNaN(x) ? 0 : x;
}
