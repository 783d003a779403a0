/**
 * The figures of a run in plain SQL over its file: slow, straight from the definitions, and sharing
 * nothing with the program.
 */
import { quoted, sql } from "../../cli/program.ts";

/** The row a straddle, day and asset that everything is computed from. */
function rowsOf(path: string): string {
  return `SELECT asset, straddle, date::DATE AS day, vol, mv, pnl, opnl, hpnl, action,
      expiry::DATE AS expiry, string_split(straddle, '|')[8] AS percent,
      coalesce(try_cast(nullif(string_split(straddle, '|')[8], '') AS DOUBLE) / 100, 1) AS w,
      CASE isodow(date::DATE) WHEN 6 THEN date::DATE + 2 WHEN 7 THEN date::DATE + 1
        ELSE date::DATE END AS weekday
    FROM ${quoted(path)} WHERE mv IS NOT NULL`;
}

/** Figures by the value of an expression over columns of the rows ('' = the whole run). */
export function plainFigures(path: string, by: string): Promise<Record<string, unknown>[]> {
  return sql(`
    WITH run AS (SELECT *, ${by} AS part FROM (${rowsOf(path)})),
    spans AS (
      SELECT part, unnest(generate_series(min(weekday), max(weekday), INTERVAL 1 DAY))::DATE AS day
      FROM run GROUP BY part),
    daily AS (
      SELECT spans.part AS part, spans.day AS day, if(count(mv) = 0, 0, sum(pnl * w)) AS x,
        if(count(mv) = 0, 0, sum(opnl * w)) AS o, if(count(mv) = 0, 0, sum(hpnl * w)) AS h
      FROM spans LEFT JOIN (SELECT * EXCLUDE (day) FROM run) AS run
        ON spans.part = run.part AND spans.day = run.weekday
      WHERE isodow(spans.day) < 6 GROUP BY spans.part, spans.day
      HAVING x IS NOT NULL),
    sums AS (SELECT *, sum(x) OVER (PARTITION BY part ORDER BY day) AS c FROM daily),
    falls AS (SELECT *, greatest(0, max(c) OVER (PARTITION BY part ORDER BY day)) - c AS fall FROM sums),
    flows AS (
      SELECT part, count(*) AS days, sum(x) AS pnl, sum(o) AS opnl, sum(h) AS hpnl, avg(x) AS mean,
        stddev_pop(x) AS sd, avg(x) * 252 / (stddev_pop(x) * sqrt(252)) AS sharpe,
        avg(x) * 252 / (sqrt(avg(least(x, 0) ** 2)) * sqrt(252)) AS sortino,
        avg(x) * 252 / max(fall) AS calmar, max(fall) AS max_drawdown,
        arg_max(day, fall)::VARCHAR AS drawdown_trough,
        (count(*) FILTER (x > 0)) / count(*) AS hit_ratio, min(x) AS worst,
        arg_min(day, x)::VARCHAR AS worst_day, -quantile_cont(x, 0.05) AS var95,
        -quantile_cont(x, 0.01) AS var99
      FROM falls GROUP BY part),
    tails AS (
      SELECT part, avg(((x - mean) / sd) ** 3) AS skew, -avg(x) FILTER (x <= -var95) AS cvar95,
        -avg(x) FILTER (x <= -var99) AS cvar99
      FROM daily JOIN flows USING (part) GROUP BY part),
    straddles AS (SELECT part, asset, straddle, sum(pnl) AS x FROM run GROUP BY ALL),
    ends AS (
      SELECT part, count(*) AS straddles, (count(*) FILTER (x > 0)) / count(*) AS win_rate,
        avg(x) AS mean_straddle
      FROM straddles GROUP BY part),
    held AS (
      SELECT part, min(day)::VARCHAR AS first, max(day)::VARCHAR AS last,
        count(*) / count(DISTINCT day) AS live, sum(w) / count(DISTINCT day) AS held, avg(vol) AS vol, sum(mv) / count(DISTINCT day) AS mv,
        (count(*) FILTER (action = 'ntry')) / (date_diff('month', min(day), max(day)) + 1)
          AS entries_a_month,
        (count(*) FILTER (action = 'xpry')) / (date_diff('month', min(day), max(day)) + 1)
          AS exits_a_month
      FROM run GROUP BY part)
    SELECT * FROM flows JOIN tails USING (part) JOIN ends USING (part) JOIN held USING (part)
    ORDER BY part`);
}

/** Implied vol at entry and realised vol by the value of an expression over columns of the rows. */
export function plainVols(path: string, by: string): Promise<Record<string, unknown>[]> {
  return sql(`
    WITH days AS (
      SELECT asset, straddle, date, any_value(strike_vol) AS implied, any_value(hedge) AS price,
        any_value(expiry) AS expiry, count(*) AS copies
      FROM ${quoted(path)} WHERE mv IS NOT NULL GROUP BY ALL),
    moves AS (
      SELECT *, ln(price / lag(price) OVER (PARTITION BY asset, straddle ORDER BY date)) AS move
      FROM days WHERE price IS NOT NULL),
    vols AS (
      SELECT asset, straddle, any_value(expiry) AS expiry, any_value(copies) AS n,
        any_value(implied) AS i, 100 * sqrt(252 * avg(move ** 2)) AS r
      FROM moves GROUP BY ALL HAVING count(move) > 0)
    SELECT ${by} AS part, sum(n)::INTEGER AS straddles, sum(n * i) / sum(n) AS implied,
      sum(n * r) / sum(n) AS realised, sum(n * (i - r)) / sum(n) AS premium,
      sum(n * (i ** 2 - r ** 2)) / sum(n) AS variance_premium,
      sum(n) FILTER (i > r) / sum(n) AS above
    FROM vols GROUP BY part ORDER BY part`);
}

/** Sums of a run's columns, times weight, by the value of an expression over columns of the rows. */
export function plainSums(
  path: string,
  by: string,
  columns: readonly string[],
): Promise<Record<string, unknown>[]> {
  const sums = columns.map((name) => `sum(${name} * w) AS ${name}`).join(", ");
  return sql(`
    SELECT ${by} AS part, ${sums} FROM (
      SELECT *, coalesce(try_cast(nullif(string_split(straddle, '|')[8], '') AS DOUBLE) / 100, 1) AS w,
        CASE isodow(date) WHEN 6 THEN date + 2 WHEN 7 THEN date + 1 ELSE date END AS weekday
      FROM ${quoted(path)} WHERE mv IS NOT NULL)
    GROUP BY part ORDER BY part`);
}
