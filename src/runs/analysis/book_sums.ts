/**
 * A book's rows as the sums of a run, so that whatever looks at runs looks at books: P&L is net, and
 * all of it a share of aum. A book tells nothing of single straddles.
 */
import type { RunDatabase } from "../database.ts";
import { notARun } from "../head.ts";
import { cell, type RunSource, scan } from "../sql.ts";
import type { DaySums, RunAggregates } from "./aggregates.ts";

const NUMBERS = ["live", "vol", "mv", "exposure", "net", "opnl", "hpnl"] as const;

/** Undefined = it has no rows. Throws exit-3 errors for what is no book. */
export async function sumBook(database: RunDatabase): Promise<RunAggregates | undefined> {
  const { name, columns, parts } = database.runs[0]!;
  const book: RunSource = { columns: columns!, parts };
  const cells = ["asset", "date", ...NUMBERS].map((name) => `${cell(book, name)} AS ${name}`);
  await database.run(`CREATE TEMP VIEW book AS SELECT ${cells.join(", ")} FROM ${scan(book)}`);
  const strange = await database.rows(
    `SELECT asset, date FROM book GROUP BY asset, date
      HAVING count(*) > 1 OR asset IS NULL OR coalesce(NOT isfinite(date), true) LIMIT 1`,
  );
  if (strange.length > 0) {
    throw notARun(name, "a row has no asset or date, or another row has the same");
  }
  const names = await database.rows("SELECT DISTINCT asset AS name FROM book ORDER BY name");
  const assets = names.map(({ name }) => String(name));
  if (assets.length === 0) return undefined;
  const numbers = NUMBERS.map((name) =>
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
  const [live, vol, mv, exposure, net, opnl, hpnl] = result.slice(2) as Float64Array[];
  let end = 0;
  const assetDays = assets.map((_, asset): DaySums => {
    const begin = end;
    while (owner[end] === asset) end++;
    const own = (column: Float64Array) => column.slice(begin, end);
    const held = Int32Array.from(own(live!)), vols = own(vol!), flows = own(net!);
    const known = (x: number) => Number.isNaN(x) ? 0 : 1;
    return {
      day: day.slice(begin, end),
      live: held,
      known: Int32Array.from(flows, known),
      vols: held.map((straddles, i) => known(vols[i]!) * straddles),
      vol: vols.map((x, i) => Number.isNaN(x) ? 0 : x * held[i]!),
      mv: own(mv!).map(orZero),
      weight: own(exposure!).map(orZero),
      pnl: flows.map(orZero),
      opnl: own(opnl!).map(orZero),
      hpnl: own(hpnl!).map(orZero),
    };
  });
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
