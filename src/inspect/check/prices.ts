/** What the price files tell about the series that a run needs. */
import { type DaySpan, formatDay } from "../../base/calendar.ts";
import { shiftText } from "../../inputs/prices/zone_shift.ts";
import type { Finding } from "./findings.ts";
import type { PriceSeries, SeriesFaults } from "../../inputs/prices/series.ts";
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
  const roles = valuedSeries(found);
  const end = endOf(found) ?? span.last;
  const allCovered = coverage(found);
  // Text is slow to come by, and where nothing is missing nobody needs it.
  const near = allCovered.some(({ last }) => last === null)
    ? await NearSeries.of(database, chain)
    : undefined;
  const ofSeries = allCovered.flatMap((covered, id) => {
    const first = series.firstDays[id]!, last = series.lastDays[id]!;
    const isWithin = first <= span.last && last >= span.first;
    const findings: Finding[] = [];
    if (covered.last === null) {
      const hint = near?.hint(covered.ticker, covered.field);
      const [reader] = [...users[id]!].map((t) => tables[t]!.asset.underlying);
      if (hint !== undefined || isWithin) findings.push(lackFinding(covered, hint, reader!));
    } else if (isStale(covered, last, end)) findings.push(staleFinding(covered, covered.last));
    if (roles.vols.has(id) || roles.hedges.has(id)) {
      const count = countNotPositive(prices, id, first, last);
      if (count > 0) findings.push(notPositiveFinding(covered, count));
    }
    return findings;
  });
  return [
    ...ofSeries,
    ...sanityFindings(found, roles),
    ...prices.faults.flatMap(faultFindings),
  ];
}

type Series = Pick<Coverage, "ticker" | "field">;

function subjectOf({ ticker, field }: Series): string {
  return `${ticker} ${field}`.trimEnd();
}

/** A series without a price; `hint` = the name that is nearly its own, under which there are some. */
function lackFinding(series: Series, hint: string | undefined, reader: string): Finding {
  const about = {
    severity: "warning" as const,
    kind: "no prices",
    subject: subjectOf(series),
    count: 1,
    unit: "series",
  };
  return hint !== undefined
    ? {
      ...about,
      detail: hint,
      message: "The files have the series under a name that is nearly its own, which is none",
      mend: "write the name alike in asset table, futures chain and price files",
    }
    : {
      ...about,
      detail: reader === series.ticker ? "" : `for ${reader}`,
      message: "The files have no price of the series in the months it is needed",
      mend: "add its prices, or correct ticker and field in the asset table",
    };
}

function staleFinding(series: Series, last: number): Finding {
  return {
    severity: "warning",
    kind: "stale series",
    subject: subjectOf(series),
    count: 1,
    unit: "series",
    detail: `last ${formatDay(last)}`,
    message: `The series has no price in the last ${STALE_DAYS} days of the files`,
    mend: "bring its prices up to date, or replace it",
  };
}

function notPositiveFinding(series: Series, count: number): Finding {
  return {
    severity: "warning",
    kind: "not positive",
    subject: subjectOf(series),
    count,
    unit: "price",
    detail: grouped(count),
    message: "Prices at or below zero: such a day has no value, and its P&L is lost",
    mend: "correct them, if they are wrong",
  };
}

/** What reading a series found: a finding a kind. */
function faultFindings(faults: SeriesFaults): Finding[] {
  const { missing, repeated, stamped, contradicted } = faults;
  const about = (count: number) => ({
    severity: "note" as const,
    subject: subjectOf(faults),
    count,
    unit: "price",
    detail: grouped(count),
  });
  const findings: Finding[] = [];
  if (missing > 0) {
    findings.push({
      ...about(missing),
      kind: "empty prices",
      message: "Prices that are NULL, NaN or infinite count as missing",
      mend: "leave such rows out",
    });
  }
  if (contradicted > 0) {
    const day = formatDay(faults.contradictedDay);
    findings.push({
      ...about(contradicted),
      severity: "warning",
      kind: "contradicting prices",
      detail: `first on ${day}: ${faults.rival}, then ${faults.last}`,
      message: "Rows of one day with different values; the last row is taken",
      mend: "keep the right row of each day, or choose with --duplicates",
    });
  }
  if (repeated > 0) {
    findings.push({
      ...about(repeated),
      kind: "repeated prices",
      unit: "row",
      message: "Rows that repeat the price of a day; it counts once",
      mend: "keep one row a day",
    });
  }
  if (stamped > 0) {
    findings.push({
      ...about(stamped),
      kind: "several stamps a day",
      message: "Days with several stamps; the last of the day is taken",
      mend: "keep the price of the close, if the last stamp is not it",
    });
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
