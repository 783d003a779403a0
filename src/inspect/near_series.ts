/** Series that the price files lack, and have under a name that nearly is it. */
import "../base/duckdb/library.ts";
import { DuckDBConnection } from "@duckdb/node-api";
import { difference, NearNames } from "../base/suggest.ts";
import type { Chain } from "../inputs/chain.ts";
import { unionOf } from "../inputs/prices/columns.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { MonthSpan } from "../base/calendar.ts";
import type { Inputs } from "../loader.ts";
import { coverage, survey } from "./survey.ts";

/** The names of the series in the price files. */
export class NearSeries {
  readonly #fields = new Map<string, string[]>();
  readonly #tickers: NearNames;

  constructor(names: Iterable<readonly [ticker: string, field: string]>, readonly chain: Chain) {
    for (const [ticker, field] of names) {
      const own = this.#fields.get(ticker);
      if (own === undefined) this.#fields.set(ticker, [field]);
      else own.push(field);
    }
    this.#tickers = new NearNames(this.#fields.keys());
  }

  /** Reads the names. */
  static async of({ connection, columns }: PriceDatabase, chain: Chain): Promise<NearSeries> {
    const names = unionOf(
      columns,
      ({ ticker, field, from }) =>
        `SELECT DISTINCT ${ticker} AS ticker, ${field} AS field FROM ${from}`,
    );
    const reader = await new DuckDBConnection(connection).runAndReadAll(
      `SELECT DISTINCT ticker, field FROM (${names}) WHERE ticker IS NOT NULL AND field IS NOT NULL`,
    );
    return new NearSeries(reader.getRows() as [string, string][], chain);
  }

  /** Under which other name the files have it: `did you mean "CL1 Comdty": …?`; undefined = none. */
  hint(ticker: string, field: string): string | undefined {
    const fields = this.#fields.get(ticker);
    if (fields !== undefined) {
      const [near] = new NearNames(fields).alike(field);
      if (near !== undefined) return hintText(field, near);
    }
    const nearly = this.#tickers.alike(ticker);
    const near = nearly.find((name) => this.#fields.get(name)!.includes(field)) ??
      (fields === undefined ? nearly[0] : undefined);
    if (near !== undefined) return hintText(ticker, near);
    const actual = this.chain.actualOf.get(ticker);
    return actual !== undefined && this.#fields.has(actual)
      ? `the files have it as "${actual}", its actual name; a future is looked up as "${ticker}"`
      : undefined;
  }
}

function hintText(name: string, near: string): string {
  return `did you mean "${near}": ${difference(name, near)}?`;
}

/** What to say of the series that assets of a run have no price of: those with a name nearly theirs. */
export async function nearSeriesLines(
  inputs: Inputs,
  database: PriceDatabase,
  assets: readonly Asset[],
  months: MonthSpan,
): Promise<string[]> {
  const found = await survey(inputs, database, assets, months);
  const missing = coverage(found).filter(({ last }) => last === null);
  if (missing.length === 0) return [];
  const near = await NearSeries.of(database, inputs.chain);
  return missing.flatMap(({ ticker, field }) => {
    const hint = near.hint(ticker, field);
    return hint === undefined ? [] : [`the price files have no "${ticker}" "${field}"; ${hint}`];
  });
}
