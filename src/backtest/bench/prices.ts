/**
 * Made-up prices for benchmarks: every series that a run looks up, weekdays only, with gaps. The
 * same inputs give the same values on every machine. They move plausibly enough to be traded and
 * valued, and say nothing about markets.
 */
import "../../base/duckdb/library.ts";
import { DuckDBInstance } from "@duckdb/node-api";
import { ioError } from "../../base/errors.ts";
import { duckdbReason } from "../../base/duckdb/errors.ts";
import type { SeriesPlan } from "../../inputs/prices/series.ts";

/**
 * Writes the prices of the series to a Parquet file, sorted by ticker, field and date. Vols go by
 * the fields that price series never have, and LME vols by their second name. Throws an exit-4 error when the file cannot be written.
 */
export async function makePrices(series: SeriesPlan, path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(
      "CREATE TABLE series " +
        "(ticker VARCHAR, field VARCHAR, first_day INT, last_day INT, lme_vol BOOLEAN)",
    );
    const appender = await connection.createAppender("series");
    series.tickers.forEach((ticker, i) => {
      appender.appendVarchar(ticker);
      appender.appendVarchar(series.fields[i]!);
      appender.appendInteger(series.firstDays[i]!);
      appender.appendInteger(series.lastDays[i]!);
      appender.appendBoolean(series.alternates?.has(i) ?? false);
      appender.endRow();
    });
    appender.closeSync();
    await connection.run("SET VARIABLE path = $path", { path });
    // Two waves of unlike length and noise by hash: no random state, so no order matters.
    await connection.run(`
      COPY (
        SELECT ticker, field, DATE '1970-01-01' + day::INT AS date,
               round(level * (1 + 0.15 * sin(day / 97.0 + phase) + 0.05 * sin(day / 11.0 + phase)
                 + 0.01 * (hash(ticker, field, day) % 1000 / 1000.0)), decimals) AS value
        FROM (
          SELECT ticker, field, hash(ticker, field) % 628 / 100.0 AS phase,
                 -- Swaps: rates as decimals, annuities in years. LME vols have the field of prices.
                 CASE WHEN regexp_matches(ticker, '_fsw[06]m_') THEN 0.01 + hash(ticker) % 30 / 1000
                      WHEN regexp_matches(ticker, '_pva[06]m_')
                        THEN 0.75 * regexp_extract(ticker, '[0-9]+$')::DOUBLE
                      WHEN lme_vol THEN 15 + hash(ticker) % 20
                      WHEN field IN ('PX_LAST', '') THEN 20 + hash(ticker) % 2000
                      ELSE 10 + hash(ticker) % 30 END AS level,
                 CASE WHEN regexp_matches(ticker, '_fsw[06]m_') THEN 6 ELSE 4 END AS decimals,
                 unnest(generate_series(first_day, last_day)) AS day
          FROM series
        )
        WHERE (day + 3) % 7 < 5 AND hash(ticker, day) % 60 > 0
        ORDER BY ticker, field, date
      ) TO (getvariable('path')) (FORMAT parquet, COMPRESSION zstd)`);
  } catch (error) {
    throw ioError(`Cannot write prices "${path}": ${duckdbReason(error)}`);
  } finally {
    connection.closeSync();
  }
}
