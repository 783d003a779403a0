/**
 * The views over a run that questions in SQL are asked of: `rows`, `daily`, `straddles`, `assets`.
 * They are but definitions: what a question does not ask for costs nothing. Sums are those of
 * `straddle summary` (docs/sql.md has every column).
 */
import { ADDED_COLUMNS } from "../engine/switches.ts";
import { PERCENT } from "./analysis/aggregates_sql.ts";
import type { DayRule } from "./analysis/daily.ts";
import { isBook } from "./book_columns.ts";
import type { RunDatabase } from "./database.ts";
import type { RunFacts } from "./facts.ts";
import { cell, type RunSource, scan } from "./sql.ts";

/** How an unreadable weight is told from other failures of a query. */
export const NO_WEIGHT = "is no number";

/** Columns of which a sum says something. */
const SUMMED = ADDED_COLUMNS.filter((name) => /^(pnl_|cost_|net$)/.test(name));

/** Makes the views over the database's first run; `facts` tell the classes, groups and end states. */
export async function createViews(
  database: RunDatabase,
  facts: RunFacts,
  rule: DayRule,
): Promise<void> {
  const { columns = [], parts } = database.runs[0]!;
  if (columns.length === 0) return;
  const run = { columns, parts };
  const ofBook = isBook(columns);
  const added = ofBook ? [] : SUMMED.filter((name) => columns.includes(name));
  await database.run(`CREATE TEMP VIEW rows AS ${rowsSql(run)}`);
  await database.run(`CREATE TEMP VIEW daily AS ${dailySql(ofBook, added, rule)}`);
  if (!ofBook) await database.run(`CREATE TEMP VIEW straddles AS ${straddlesSql(added)}`);
  await database.run(
    `CREATE TEMP TABLE labels AS SELECT unnest(from_json($1::VARCHAR, '[{
      "asset": "VARCHAR", "class": "VARCHAR", "asset_group": "VARCHAR", "schedule": "VARCHAR",
      "states": "MAP(VARCHAR, INTEGER)"}]'), recursive := true)`,
    [JSON.stringify(
      Object.entries(facts.assets).map(([asset, { schedule, states, ...label }]) => ({
        asset,
        class: label.class || null,
        asset_group: label.group || null,
        schedule: schedule.join(" ") || null,
        states: Object.keys(states).length === 0 ? null : states,
      })),
    )],
  );
  await database.run(`CREATE TEMP VIEW assets AS ${assetsSql(ofBook)}`);
}

function rowsSql(run: RunSource): string {
  const isOfRun = (name: string) => name !== "straddle" || !isBook(run.columns);
  const cells = run.columns.filter(isOfRun).map((name) => `${cell(run, name)} AS ${name}`);
  return `SELECT ${cells.join(", ")} FROM ${scan(run)}`;
}

/** The percent of a straddle's text, as it is written. */
const TEXT = "split_part(straddle, '|', 8)";

/**
 * The weights there are, few, by their texts: reading them row by row would take most of the time.
 * One that cannot be read must not count as 100 %.
 */
const WEIGHTS = `SELECT percent, CASE WHEN trim(percent) = '' THEN 1
      WHEN isfinite(${PERCENT}) THEN ${PERCENT} / 100
      ELSE error(concat('the weight "', percent, '" of "', straddle, '" ${NO_WEIGHT}'))::DOUBLE
    END AS weight
  FROM (SELECT ${TEXT} AS percent, any_value(straddle) AS straddle FROM rows GROUP BY percent)`;

const finite = (name: string) => `CASE WHEN isfinite(${name}) THEN ${name} END`;

/** The day to which a day's P&L counts; see `flowDay`. */
const FLOW_DAY: Readonly<Record<DayRule["days"], (day: string) => string>> = {
  weekdays: (day) => `(${day} + CASE isodow(${day}) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END)`,
  weeks: (day) => `(${day} + ((12 - isodow(${day})) % 7)::INTEGER)`,
  calendar: (day) => day,
};

/** By asset and date with a value, and with a rule for idle days also the days without one. */
function dailySql(ofBook: boolean, added: readonly string[], { days, idle }: DayRule): string {
  const flowDay = FLOW_DAY[days];
  const sums = ["pnl", "opnl", "hpnl", ...added];
  // Where no P&L is known, its parts do not count either.
  const weighted = sums.map((name) =>
    `CASE WHEN count(${finite("pnl")}) > 0
      THEN coalesce(fsum(${finite(name)} * ${sized(name)}), 0) END AS ${name}`
  );
  const held = ofBook
    ? `SELECT asset, date, ${
      flowDay("date")
    } AS day, live::INTEGER AS live, exposure AS weight, vol,
        mv, net AS pnl, opnl, hpnl FROM rows`
    : `SELECT asset, date, ${flowDay("date")} AS day, count(*)::INTEGER AS live,
        fsum(weight) AS weight, fsum(${finite("vol")}) / count(${finite("vol")}) AS vol,
        fsum(mv) AS mv, ${weighted.join(", ")}
      FROM rows JOIN (${WEIGHTS}) ON percent = ${TEXT} WHERE isfinite(mv) GROUP BY asset, date`;
  if (idle === "skip") return `${held} ORDER BY asset, date`;
  const zeros = sums.map((name) => `0 AS ${name}`).join(", ");
  const idleRow = `day AS date, day, 0 AS live, 0 AS weight, NULL AS vol, 0 AS mv, ${zeros}`;
  const every = "unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day";
  return `WITH held AS (${held}),
    spans AS (SELECT asset, ${every} FROM held GROUP BY asset),
    gaps AS (SELECT DISTINCT NULL AS asset, day FROM (SELECT ${every} FROM held)
      ANTI JOIN spans USING (day))
    FROM held
    UNION ALL BY NAME SELECT asset, ${idleRow} FROM (FROM spans UNION ALL FROM gaps) AS idle
      ANTI JOIN held USING (asset, day) WHERE ${flowDay("day")} = day
    ORDER BY asset, date`;
}

/** Costs are paid on both sides; `net` has its side in it. */
function sized(name: string): string {
  return name.startsWith("cost_") ? "abs(weight)" : "weight";
}

/** By straddle with a value; those that a schedule names twice are there twice, each with its part. */
function straddlesSql(added: readonly string[]): string {
  const sums = ["pnl", "opnl", "hpnl", ...added];
  const field = (place: number) => `split_part(straddle, '|', ${place})`;
  return `SELECT asset, straddle, schedule, weight, month, entry, expiry, days, strike_vol, strike,
      ${sums.map((name) => `${name} / copies AS ${name}`).join(", ")}
    FROM (
      SELECT *, ${field(3)} AS month,
        rtrim(concat_ws('_', ${field(4)} || ${field(5)}, ${field(6)} || ${field(7)},
          percent), '_') AS schedule, unnest(range(copies)) AS copy
      FROM (
        SELECT asset, straddle, min(date) AS entry, coalesce(max(expiry), max(date)) AS expiry,
          count(DISTINCT date)::INTEGER AS days,
          greatest(count(*) FILTER (action = 'ntry'), count(*) FILTER (action = 'xpry'), 1) AS copies,
          any_value(${finite("strike_vol")}) AS strike_vol, any_value(${
    finite("strike")
  }) AS strike,
          ${sums.map((name) => `fsum(${finite(name)}) AS ${name}`).join(", ")}
        FROM rows WHERE isfinite(mv) GROUP BY asset, straddle)
      JOIN (${WEIGHTS}) ON percent = ${TEXT})
    ORDER BY asset, straddle`;
}

/** By asset of the run, also those without a row where the run tells of them. */
function assetsSql(ofBook: boolean): string {
  const straddles = ofBook
    ? "SELECT NULL::VARCHAR AS asset, NULL::INTEGER AS straddles WHERE false"
    : "SELECT asset, count(*)::INTEGER AS straddles FROM straddles GROUP BY asset";
  return `SELECT asset, class, asset_group, schedule, states,
      ${ofBook ? "straddles" : "coalesce(straddles, 0) AS straddles"}, first, last, pnl, opnl, hpnl
    FROM labels
      FULL JOIN (SELECT asset, min(date) FILTER (live > 0) AS first,
          max(date) FILTER (live > 0) AS last, fsum(pnl) AS pnl, fsum(opnl) AS opnl,
          fsum(hpnl) AS hpnl FROM daily WHERE asset IS NOT NULL GROUP BY asset) USING (asset)
      LEFT JOIN (${straddles}) USING (asset)
    ORDER BY asset`;
}
