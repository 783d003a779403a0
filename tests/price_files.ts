/** Small price files for tests. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { formatDay, parseDay } from "../src/base/calendar.ts";

const folder = mkdtempSync(join(tmpdir(), "straddle-prices-"));
globalThis.addEventListener("unload", () => rmSync(folder, { recursive: true }));

let files = 0;

/** Writes price rows (CSV with a header) to a new Parquet file; DuckDB does the conversion. */
export async function toParquet(csv: string): Promise<string> {
  const path = join(folder, `${files++}.parquet`);
  writeFileSync(`${path}.csv`, csv);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (
      SELECT * FROM read_csv('${path}.csv', header = true, auto_detect = false, columns = {
        ticker: 'VARCHAR', field: 'VARCHAR', date: 'DATE', value: 'DOUBLE'},
        force_not_null = ['field'])
    ) TO '${path}'`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** Price rows as CSV: one series a line, `ticker,field: day price, day price`. */
export function pricesCsv(
  series: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string {
  const lines = ["ticker,field,date,value"];
  for (const [name, prices] of Object.entries(series)) {
    for (const [day, price] of Object.entries(prices)) lines.push(`${name},${day},${price}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Prices `value` on Monday to Friday from `from` to `to`, but not on the days of `without`. */
export function weekdays(from: string, to: string, value: number, without: readonly string[] = []) {
  const prices: Record<string, number> = {};
  for (let day = parseDay(from)!; day <= parseDay(to)!; day++) {
    const text = formatDay(day);
    const weekday = new Date(`${text}T00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !without.includes(text)) prices[text] = value;
  }
  return prices;
}
