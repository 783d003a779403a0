/** Stamps that look like the midnights of another time zone: their days would be a day early. */
import "../../base/duckdb/library.ts";
import duckdb from "@duckdb/node-bindings";
import { ints } from "../../base/duckdb/columns.ts";
import type { PriceColumns, PriceGroup } from "./columns.ts";

/** So many rows tell, and take no time. */
const LOOKED_AT = 100_000;
const HOUR = 3_600_000_000;
/** The evening hours at which the days of Central and Eastern Europe begin. */
const EVENING = [21, 22, 23];

/** The hours, UTC, at which all stamps of some of the files are, where these look like midnights. */
export async function shiftedHours(
  columns: PriceColumns,
  read: (sql: string) => Promise<duckdb.Result>,
): Promise<readonly number[]> {
  const hours = new Set<number>();
  for (const group of columns) {
    if (!group.stamped) continue;
    const chunk = duckdb.result_get_chunk(await read(stampsSql(group)), 0);
    const [low, high, odd, sundays, fridays] = [0, 1, 2, 3, 4].map((c) => ints(chunk, c)[0]!);
    const found = low === high ? [low!] : [low!, high!];
    // Summer time moves midnight by an hour; where it is midnight, all is well.
    if (odd !== 0 || high! - low! > 1 || found.includes(0)) continue;
    const isShifted = sundays! > 0 && fridays === 0;
    if (isShifted || found.some((hour) => hour > EVENING[0]!) && found.every(isEvening)) {
      found.forEach((hour) => hours.add(hour));
    }
  }
  return [...hours].sort((a, b) => a - b);
}

function isEvening(hour: number): boolean {
  return EVENING.includes(hour);
}

/** First and last hour, whether any stamp is at no whole hour, and rows of Sundays and Fridays. */
function stampsSql({ from, date, day, time }: PriceGroup): string {
  // 1970-01-01 was a Thursday.
  return `
    SELECT coalesce(min(time // ${HOUR}), 0)::INT, coalesce(max(time // ${HOUR}), 0)::INT,
           coalesce(bool_or(time % ${HOUR} <> 0), false)::INT,
           count(*) FILTER ((day % 7 + 7) % 7 = 3)::INT, count(*) FILTER ((day % 7 + 7) % 7 = 1)::INT
    FROM (SELECT ${time} AS time, ${day(date)} AS day FROM ${from}
          WHERE ${date} IS NOT NULL LIMIT ${LOOKED_AT})`;
}

/** The hours as a sentence has them, and what to do. */
export function shiftText(hours: readonly number[]): string {
  const at = hours.map((hour) => `${String(hour).padStart(2, "0")}:00`).join(" or ");
  return `all stamps are at ${at} UTC, which looks like midnight in another time zone`;
}
