/**
 * The sections of a run in plain SQL over its file: straight from the definitions, slow, and sharing
 * nothing with the program. `daily` has a row a part and weekday, `levels` its mean implied vol.
 */
import { quoted } from "../../../cli/program.ts";

/** Makes the tables that the queries below ask; parts are the values of an expression over the rows. */
export function tablesSql(path: string, by: string): string[] {
  return [
    `CREATE OR REPLACE TABLE run AS SELECT *, ${by} AS part FROM (
      SELECT asset, straddle, date::DATE AS day, vol, mv, pnl, expiry::DATE AS expiry,
        coalesce(try_cast(nullif(string_split(straddle, '|')[8], '') AS DOUBLE) / 100, 1) AS w,
        CASE isodow(date::DATE) WHEN 6 THEN date::DATE + 2 WHEN 7 THEN date::DATE + 1
          ELSE date::DATE END AS weekday
      FROM ${quoted(path)} WHERE mv IS NOT NULL)`,
    `CREATE OR REPLACE TABLE daily AS
      WITH spans AS (
        SELECT part, unnest(generate_series(min(weekday), max(weekday), INTERVAL 1 DAY))::DATE AS day
        FROM run GROUP BY part)
      SELECT spans.part AS part, spans.day AS day, if(count(mv) = 0, 0, sum(pnl * w)) AS x
      FROM spans LEFT JOIN (SELECT * EXCLUDE (day) FROM run) AS run
        ON spans.part = run.part AND spans.day = run.weekday
      WHERE isodow(spans.day) < 6 GROUP BY spans.part, spans.day HAVING x IS NOT NULL`,
    `CREATE OR REPLACE TABLE levels AS
      SELECT part, day, avg(vol) AS vol FROM run SEMI JOIN daily USING (part, day)
      GROUP BY part, day HAVING count(vol) > 0`,
  ];
}

export const PERIODS = `
  WITH sums AS (
    SELECT part, n, row_number() OVER w AS place, sum(x) OVER (w ROWS n - 1 PRECEDING) AS s
    FROM daily, (SELECT unnest([5, 21, 63, 126, 252])::INTEGER AS n)
    WINDOW w AS (PARTITION BY part, n ORDER BY day))
  SELECT part, n, count(*), min(s), quantile_cont(s, 0.5), max(s), count(*) FILTER (s < 0) / count(*)
  FROM sums WHERE place >= n GROUP BY part, n ORDER BY part, n`;

/** All but the normal distribution, which DuckDB does not have: its argument instead. */
export const SHARPE = `
  WITH means AS (SELECT part, count(*) AS n, avg(x) AS m, stddev_pop(x) AS s FROM daily GROUP BY part),
  moments AS (
    SELECT part, n, m / s AS r, avg(((x - m) / s) ** 3) AS g3, avg(((x - m) / s) ** 4) AS g4
    FROM daily JOIN means USING (part) GROUP BY ALL)
  SELECT part, n, r * sqrt(252), g3, g4, sqrt(252 * (1 + r ** 2 / 2) / n),
    sqrt(252 * (1 - g3 * r + (g4 - 1) / 4 * r ** 2) / (n - 1)),
    r / sqrt((1 - g3 * r + (g4 - 1) / 4 * r ** 2) / (n - 1))
  FROM moments ORDER BY part`;

/** A fall is what lies below one high; \`high\` counts the days at a high so far. */
const FALLS = `
  sums AS (SELECT part, day, round(sum(x) OVER (PARTITION BY part ORDER BY day), 13) AS c FROM daily),
  highs AS (
    SELECT *, greatest(0, max(c) OVER (PARTITION BY part ORDER BY day)) AS top FROM sums),
  places AS (
    SELECT *, count(*) FILTER (c = top) OVER (PARTITION BY part ORDER BY day) AS high FROM highs),
  tops AS (SELECT part, high, day FROM places WHERE c = top),
  firsts AS (SELECT part, min(day) AS first, max(day) AS last FROM daily GROUP BY part),
  falls AS (
    SELECT part, high, max(top - c) AS depth, arg_max(day, top - c) AS trough
    FROM places WHERE c < top GROUP BY part, high),
  told AS (
    SELECT falls.part AS part, depth, coalesce(a.day, first) AS peak, trough, b.day AS recovery, last
    FROM falls JOIN firsts USING (part)
      LEFT JOIN tops a ON a.part = falls.part AND a.high = falls.high
      LEFT JOIN tops b ON b.part = falls.part AND b.high = falls.high + 1)`;

export const RECOVERY = `
  WITH ${FALLS},
  deepest AS (SELECT part, max(depth) AS most FROM told GROUP BY part)
  SELECT part, share, count(*), max(recovery - peak), quantile_cont((recovery - peak)::DOUBLE, 0.5),
    count(*) FILTER (recovery IS NULL) / count(*), any_value(last - peak) FILTER (recovery IS NULL)
  FROM told JOIN deepest USING (part), (SELECT unnest([0, 0.1, 0.25, 0.5])::DOUBLE AS share)
  WHERE depth >= share * most GROUP BY part, share ORDER BY part, share`;

export const DRAWDOWNS = `
  WITH ${FALLS},
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY part ORDER BY depth DESC, peak) AS rank FROM told)
  SELECT part, rank, depth, peak, trough, recovery, trough - peak, recovery - trough
  FROM ranked WHERE rank <= 10 ORDER BY part, rank`;

/** The third in which a day's vol stands among those up to it, as the next day knows it. */
const REGIMES = `
  thirds AS (
    SELECT t.part AS part, t.day AS day, any_value(t.vol) AS vol, count(*) AS n,
      (count(*) FILTER (s.vol < t.vol) + count(*) FILTER (s.vol = t.vol) / 2) / count(*) AS share
    FROM levels t JOIN levels s ON s.part = t.part AND s.day <= t.day GROUP BY t.part, t.day),
  known AS (
    SELECT daily.part AS part, daily.day AS day, x,
      last_value(CASE WHEN n IS NULL THEN NULL WHEN n < 252 THEN 'unknown' WHEN share < 1 / 3 THEN 'low'
        WHEN share <= 2 / 3 THEN 'middle' ELSE 'high' END IGNORE NULLS) OVER before AS regime,
      last_value(vol IGNORE NULLS) OVER before AS vol
    FROM daily LEFT JOIN thirds USING (part, day)
    WINDOW before AS (PARTITION BY daily.part ORDER BY daily.day
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
  regimes AS (SELECT * REPLACE (coalesce(regime, 'unknown') AS regime) FROM known),
  entries AS (
    SELECT part, regime, count(*) AS entered
    FROM (SELECT part, asset, straddle, min(weekday) AS day FROM run GROUP BY ALL)
      JOIN regimes USING (part, day) GROUP BY ALL)`;

export const REGIME_LINES = `
  WITH ${REGIMES}
  SELECT part, regime, count(*), avg(vol), sum(x), avg(x), avg(x) / stddev_pop(x) * sqrt(252),
    count(*) FILTER (x > 0) / count(*), any_value(entered)
  FROM regimes LEFT JOIN entries USING (part, regime) GROUP BY part, regime
  ORDER BY part, list_position(['low', 'middle', 'high', 'unknown'], regime)`;

export const CONCENTRATION = `
  WITH assets AS (SELECT part, asset, sum(pnl * w) AS p, sum(w) AS w FROM run GROUP BY ALL),
  kinds AS (
    SELECT part, 'weight held' AS kind, w AS x FROM assets
    UNION ALL SELECT part, 'size of P&L', abs(p) FROM assets
    UNION ALL SELECT part, 'P&L', p FROM assets),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY part, kind ORDER BY x DESC) AS rank,
      sum(x) OVER (PARTITION BY part, kind) AS whole FROM kinds)
  SELECT part, kind, count(*), if(any_value(whole) > 0, sum(x) FILTER (rank <= 10) / any_value(whole), NULL),
    if(any_value(whole) > 0, sum(x) FILTER (rank <= 20) / any_value(whole), NULL),
    if(kind = 'P&L', NULL, sum((x / whole) ** 2)), if(kind = 'P&L', NULL, 1 / sum((x / whole) ** 2))
  FROM ranked GROUP BY part, kind
  ORDER BY part, list_position(['weight held', 'size of P&L', 'P&L'], kind)`;

export const CORRELATION = `
  SELECT a.part AS part, b.part AS other, corr(a.x, b.x) AS r, count(*) AS days
  FROM daily a JOIN daily b USING (day) GROUP BY a.part, b.part ORDER BY part, other`;

export const ROLLING = `
  SELECT part, day, hits, s * sqrt(252), m / s * sqrt(252) FROM (
    SELECT part, day, row_number() OVER w AS place, avg(if(x > 0, 1, 0)) OVER year AS hits,
      avg(x) OVER year AS m, stddev_pop(x) OVER year AS s FROM daily
    WINDOW w AS (PARTITION BY part ORDER BY day), year AS (w ROWS 251 PRECEDING))
  WHERE place >= 252 ORDER BY part, day`;

export const EXTREMES = `
  WITH ranked AS (
    SELECT part, day, x, row_number() OVER (PARTITION BY part ORDER BY x, day) AS low,
      row_number() OVER (PARTITION BY part ORDER BY x DESC, day) AS high FROM daily)
  SELECT a.part AS part, a.low, a.day, a.x, b.day, b.x
  FROM ranked a JOIN ranked b ON a.part = b.part AND a.low = b.high WHERE a.low <= 10 ORDER BY 1, 2`;

/** The events of a month, 'YYYY-MM'. */
export function entriesSql(month: string): string {
  return `
  WITH straddles AS (
    SELECT asset, straddle, min(day) AS entry, any_value(expiry) AS expiry, any_value(w) AS w,
      sum(pnl) AS pnl FROM run GROUP BY asset, straddle),
  events AS (
    SELECT entry AS day, 'entry' AS event, * FROM straddles
    UNION ALL SELECT expiry, 'expiry', * FROM straddles)
  SELECT day, event, asset, straddle, entry, expiry, w, pnl, pnl * w
  FROM events WHERE strftime(day, '%Y-%m') = '${month}' ORDER BY day, event, asset, straddle`;
}
