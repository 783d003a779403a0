/** What the price files tell about the series that a run needs. */
import { type DaySpan, formatDay } from "../../base/calendar.ts";
import { shiftText } from "../../inputs/prices/zone_shift.ts";
import type { Finding } from "./findings.ts";
import type { PriceSeries } from "../../inputs/prices/series.ts";
import { type Coverage, coverage, type Survey } from "../survey.ts";
import { NearSeries } from "../near_series.ts";
import type { PriceDatabase } from "../../inputs/prices/database.ts";
import type { Inputs } from "../../loader.ts";
import { sanityFindings, valuedSeries } from "./sanity/sanity.ts";
import { grouped } from "../../base/wording.ts";

/** A series with no price in so many days before the end of the files is stale. */
const STALE_DAYS = 30;

/** The findings about prices; `span` = first and last day of the files. */
export async function priceFindings(
  { chain }: Inputs,
  database: PriceDatabase,
  found: Survey,
  span: DaySpan,
): Promise<Finding[]> {
  const { series, users, tables, prices } = found;
  const findings: Finding[] = [];
  const roles = valuedSeries(found);
  const end = endOf(found) ?? span.last;
  const allCovered = coverage(found);
  // Text is slow to come by, and where nothing is missing nobody needs it.
  const near = allCovered.some(({ last }) => last === null)
    ? await NearSeries.of(database, chain)
    : undefined;
  allCovered.forEach((covered, id) => {
    const subject = `${covered.ticker} ${covered.field}`.trimEnd();
    const readers = [...users[id]!].map((t) => tables[t]!.asset);
    const within = series.firstDays[id]! <= span.last && series.lastDays[id]! >= span.first;
    const about = { subject, count: 1, unit: "series" };
    if (covered.last === null) {
      const hint = near?.hint(covered.ticker, covered.field);
      if (hint !== undefined) {
        findings.push({
          ...about,
          severity: "warning",
          kind: "no prices",
          detail: hint,
          message: "The files have the series under a name that is nearly its own, which is none",
          mend: "write the name alike in asset table, futures chain and price files",
        });
      } else if (within) {
        findings.push({
          ...about,
          severity: "warning",
          kind: "no prices",
          detail: readers[0]!.underlying === covered.ticker ? "" : `for ${readers[0]!.underlying}`,
          message: "The files have no price of the series in the months it is needed",
          mend: "add its prices, or correct ticker and field in the asset table",
        });
      }
    } else if (isStale(covered, series.lastDays[id]!, end)) {
      findings.push({
        ...about,
        severity: "warning",
        kind: "stale series",
        detail: `last ${formatDay(covered.last)}`,
        message: `The series has no price in the last ${STALE_DAYS} days of the files`,
        mend: "bring its prices up to date, or replace it",
      });
    }
    if (roles.vols.has(id) || roles.hedges.has(id)) {
      const count = countNotPositive(prices, id, series.firstDays[id]!, series.lastDays[id]!);
      if (count > 0) {
        findings.push({
          severity: "warning",
          kind: "not positive",
          subject,
          count,
          unit: "price",
          detail: grouped(count),
          message: "Prices at or below zero: such a day has no value, and its P&L is lost",
          mend: "correct them, if they are wrong",
        });
      }
    }
  });
  findings.push(...sanityFindings(found, roles));
  for (const faults of prices.faults) {
    const { ticker, field, missing, repeated, stamped, contradicted } = faults;
    const subject = `${ticker} ${field}`.trimEnd();
    if (missing > 0) {
      findings.push({
        severity: "note",
        kind: "empty prices",
        subject,
        count: missing,
        unit: "price",
        detail: grouped(missing),
        message: "Prices that are NULL, NaN or infinite count as missing",
        mend: "leave such rows out",
      });
    }
    if (contradicted > 0) {
      const day = formatDay(faults.contradictedDay);
      findings.push({
        severity: "warning",
        kind: "contradicting prices",
        subject,
        count: contradicted,
        unit: "price",
        detail: `first on ${day}: ${faults.rival}, then ${faults.last}`,
        message: "Rows of one day with different values; the last row is taken",
        mend: "keep the right row of each day, or choose with --duplicates",
      });
    }
    if (repeated > 0) {
      findings.push({
        severity: "note",
        kind: "repeated prices",
        subject,
        count: repeated,
        unit: "row",
        detail: grouped(repeated),
        message: "Rows that repeat the price of a day; it counts once",
        mend: "keep one row a day",
      });
    }
    if (stamped > 0) {
      findings.push({
        severity: "note",
        kind: "several stamps a day",
        subject,
        count: stamped,
        unit: "price",
        detail: grouped(stamped),
        message: "Days with several stamps; the last of the day is taken",
        mend: "keep the price of the close, if the last stamp is not it",
      });
    }
  }
  return findings;
}

/** The finding about stamps that look like another zone's midnights. */
export function shiftFindings(hours: readonly number[]): Finding[] {
  if (hours.length === 0) return [];
  return [{
    severity: "error",
    kind: "shifted days",
    subject: "price files",
    count: 1,
    unit: "zone",
    detail: "",
    message: `In some file ${shiftText(hours)}: the days may be a day early`,
    mend: "name the zone, as in --price-zone Europe/Berlin",
  }];
}

/** The finding about rows of the files that belong to no series or no day. */
export function incompleteFindings(count: number): Finding[] {
  if (count === 0) return [];
  return [{
    severity: "warning",
    kind: "incomplete prices",
    subject: "price files",
    count,
    unit: "row",
    detail: "",
    message: "Rows without ticker, field or date belong to no series and are left out",
    mend: "fill them in, or leave such rows out",
  }];
}

/** Prices within a month that make its last day one of a series that goes on. */
const SOLID_PRICES = 5;

/**
 * The last day on which some series that is needed goes on; undefined = none does. A stray day in
 * the future, or one of a series that nobody needs, makes no other series stale.
 */
function endOf({ series, prices: { values, origins } }: Survey): number | undefined {
  let end: number | undefined;
  const recent: number[] = [];
  series.tickers.forEach((_, id) => {
    recent.length = 0;
    for (
      let day = series.lastDays[id]!;
      day >= series.firstDays[id]! && day > (end ?? -Infinity);
      day--
    ) {
      if (Number.isNaN(values[origins[id]! + day]!)) continue;
      recent.push(day);
      const last = recent.at(-SOLID_PRICES);
      if (last === undefined || last - day > STALE_DAYS) continue;
      end = last;
      break;
    }
  });
  return end;
}

function isStale({ last }: Coverage, needed: number, end: number): boolean {
  const from = end - STALE_DAYS;
  return needed >= end && last! <= from;
}

function countNotPositive(prices: PriceSeries, id: number, first: number, last: number): number {
  const { values, origins } = prices;
  let count = 0;
  for (let day = first; day <= last; day++) if (values[origins[id]! + day]! <= 0) count++;
  return count;
}
