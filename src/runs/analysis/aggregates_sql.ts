/** The SQL that sums a run's rows by straddle, by asset and day, and by schedule component and day. */
import { addedOf } from "./aggregates.ts";
import { PERCENT_PATTERN } from "../../base/numbers.ts";
import { cell, type RunSource, scan } from "../sql.ts";
import { COST_COLUMNS } from "./weighted_days.ts";

/** Where a straddle text's schedule component begins: behind `|2023-01|2023-02|`. */
const COMPONENT = 18;

const NUMBERS = ["vol", "strike_vol", "strike", "mv", "opnl", "hpnl", "pnl"];

/** A percent as `weightOf` (pnl_tally.ts) reads it; NULL where it is no number. */
export const PERCENT = `try_cast(replace(regexp_extract(split_part(straddle, '|', 8),
          '^${PERCENT_PATTERN}$', 1), ',', '.') AS DOUBLE)`;

/**
 * SQL for the table `sums`, all three groupings in one pass; `level` is GROUPING(asset, straddle,
 * date) of a row. Infinite numbers count as missing; rows without a value (`--all-days`) do not count. `entries` and `exits` tell how
 * often a schedule names the same component twice; such straddles have the same text.
 */
export function sumsSql(run: RunSource): string {
  const numbers = NUMBERS.map((name) =>
    `CASE WHEN isfinite(${cell(run, name)}) THEN ${cell(run, name)} END AS ${name}`
  ).join(", ");
  return `CREATE TEMP TABLE sums AS
    SELECT GROUPING(asset, straddle, date) AS level, asset, straddle, component, date,
      min(date) AS first, max(date) AS last, max(expiry) AS expiry,
      count(*) AS live, count(*) FILTER (action = 'ntry') AS entries,
      count(*) FILTER (action = 'xpry') AS exits,
      any_value(strike_vol) AS strike_vol, any_value(strike) AS strike,
      fsum(mv) AS mv, fsum(vol) AS vol, count(vol) AS vols, count(pnl) AS known,
      fsum(weight) AS weight,
      fsum(pnl * weight) AS pnl, fsum(opnl * weight) AS opnl, fsum(hpnl * weight) AS hpnl,
      fsum(pnl) AS plain_pnl, fsum(opnl) AS plain_opnl, fsum(hpnl) AS plain_hpnl
    FROM (
      SELECT asset, straddle, date::DATE AS date, expiry::DATE AS expiry, action, ${
    NUMBERS.join(", ")
  },
        substr(straddle, ${COMPONENT}) AS component,
        coalesce(CASE WHEN isfinite(${PERCENT}) THEN ${PERCENT} / 100 END, 1) AS weight
      FROM (SELECT ${cell(run, "asset")} AS asset, ${cell(run, "straddle")} AS straddle,
        ${cell(run, "date")} AS date, ${cell(run, "expiry")} AS expiry,
        ${cell(run, "action")} AS action, ${numbers} FROM ${scan(run)})
      WHERE mv IS NOT NULL)
    GROUP BY GROUPING SETS ((asset, straddle), (asset, date), (component, date))`;
}

/** Levels of `sums`: which of asset, straddle and date a row is summed over, as bits. */
const BY_STRADDLE = 1, BY_ASSET_DAY = 2, BY_COMPONENT_DAY = 6;

export const ASSETS_SQL = `SELECT DISTINCT asset AS name FROM sums
  WHERE level = ${BY_STRADDLE} ORDER BY name`;

export const COMPONENTS_SQL = `SELECT DISTINCT component AS name FROM sums
  WHERE level = ${BY_COMPONENT_DAY} ORDER BY name`;

/** What none of our runs has, in words, if there is any. */
export const STRANGE_SQL = `SELECT CASE
    WHEN level = ${BY_STRADDLE} AND asset IS NULL THEN 'a row has no asset'
    WHEN level = ${BY_STRADDLE} AND coalesce(NOT regexp_full_match(straddle,
      '\\|\\d{4}-\\d\\d\\|\\d{4}-\\d\\d(\\|[^|]*){5}\\|'), true)
      THEN concat('"', straddle, '" is no straddle')
    WHEN level = ${BY_STRADDLE} AND trim(split_part(straddle, '|', 8)) <> ''
      AND NOT coalesce(isfinite(${PERCENT}), false)
      THEN concat('the weight "', split_part(straddle, '|', 8), '" of "', substr(straddle,
        ${COMPONENT}), '" is no number')
    WHEN level = ${BY_STRADDLE} AND expiry < first
      THEN concat('"', straddle, '" expires before its first value')
    WHEN level = ${BY_ASSET_DAY} AND coalesce(NOT isfinite(date), true)
      THEN 'a row has no date that is one'
    END AS reason FROM sums WHERE reason IS NOT NULL LIMIT 1`;

/** SQL that keeps names with their positions, for the queries below. */
export function positionsSql(table: "assets" | "components", sql: string): string {
  return `CREATE TEMP TABLE ${table} AS
    SELECT name, (row_number() OVER (ORDER BY name) - 1)::INTEGER AS position FROM (${sql})`;
}

/** Straddles in the order of the run: integers, then doubles. */
export const STRADDLES_SQL = `SELECT assets.position, components.position,
    (12 * substr(straddle, 10, 4)::INTEGER + substr(straddle, 15, 2)::INTEGER - 1),
    date_diff('day', DATE '1970-01-01', first)::INTEGER,
    date_diff('day', DATE '1970-01-01', coalesce(sums.expiry, last))::INTEGER,
    greatest(entries, exits, 1)::INTEGER,
    coalesce(strike_vol, 'nan'), coalesce(strike, 'nan'),
    coalesce(plain_pnl, 'nan'), coalesce(plain_opnl, 0), coalesce(plain_hpnl, 0)
  FROM sums JOIN assets ON asset = assets.name
    JOIN components ON substr(straddle, ${COMPONENT}) = components.name
  WHERE level = ${BY_STRADDLE} ORDER BY assets.position, straddle`;

/** Days of one asset or component after another: integers, then doubles. */
export function daysSql(table: "assets" | "components"): string {
  const [column, level] = table === "assets"
    ? ["asset", BY_ASSET_DAY]
    : ["component", BY_COMPONENT_DAY];
  return `SELECT position, date_diff('day', DATE '1970-01-01', date)::INTEGER, live::INTEGER,
      vols::INTEGER, known::INTEGER, coalesce(vol, 0), mv, weight,
      coalesce(pnl, 0), coalesce(opnl, 0), coalesce(hpnl, 0)
    FROM sums JOIN ${table} ON ${column} = name WHERE level = ${level} ORDER BY position, date`;
}

/** SQL for the table `chosen` of straddles, by their places in the order of STRADDLES_SQL; undefined = all. */
export function chosenSql(places: readonly number[] | undefined): string {
  const these = places === undefined
    ? ""
    : `WHERE place IN (${places.length === 0 ? "NULL" : places.join(", ")})`;
  return `CREATE OR REPLACE TEMP TABLE chosen AS SELECT asset, straddle, place FROM (
      SELECT asset, straddle,
        (row_number() OVER (ORDER BY assets.position, straddle) - 1)::INTEGER AS place
      FROM sums JOIN assets ON asset = assets.name WHERE level = ${BY_STRADDLE})
    ${these}`;
}

/** SQL for the weighted sums by asset and day: the asset's position, then the columns of WEIGHTED. */
export function weighedSql(run: RunSource): string {
  const numbers = ["mv", "pnl", "opnl", "hpnl"];
  const costs = COST_COLUMNS.filter((name) => run.columns.includes(name));
  const cells = [
    ...["asset", "straddle", "date"].map((name) => `${cell(run, name)} AS ${name}`),
    ...[...numbers, ...costs].map((name) =>
      `CASE WHEN isfinite(${cell(run, name)}) THEN ${cell(run, name)} END AS ${name}`
    ),
  ];
  const sums = [
    "fsum(weight)",
    ...numbers.map((name) => `coalesce(fsum(${name} * weight), 0)`),
    ...COST_COLUMNS.map((name) =>
      costs.includes(name) ? `coalesce(fsum(${name} * abs(weight)), 0)` : "0::DOUBLE"
    ),
  ];
  return `SELECT assets.position, ${sums.join(", ")}
    FROM (SELECT ${cells.join(", ")} FROM ${scan(run)}) AS run
      JOIN chosen USING (asset, straddle) JOIN weights USING (place)
      JOIN assets ON run.asset = assets.name
    WHERE mv IS NOT NULL GROUP BY assets.position, date ORDER BY assets.position, date`;
}

/** SQL that has a row if one of the run is valued by the model that parameter 1 names. */
export function modelSql(run: RunSource): string {
  return `SELECT 1 FROM ${scan(run)} WHERE ${cell(run, "model")} = $1 LIMIT 1`;
}

/** SQL for the daily rows of the chosen straddles: integers, then doubles. */
export function pathsSql(run: RunSource): string {
  const numbers = ["hedge", "vol", "mv", "pnl", "opnl", ...addedOf(run.columns)];
  const cells = ["asset", "straddle", "date", ...numbers]
    .map((name) => `${cell(run, name)} AS ${name}`).join(", ");
  const values = numbers.map((name) => `coalesce(any_value(${name}), 'nan')`).join(", ");
  return `SELECT place, date_diff('day', DATE '1970-01-01', date::DATE)::INTEGER AS day, ${values}
    FROM (SELECT ${cells} FROM ${scan(run)}) JOIN chosen USING (asset, straddle)
    WHERE mv IS NOT NULL GROUP BY place, date ORDER BY place, day`;
}
