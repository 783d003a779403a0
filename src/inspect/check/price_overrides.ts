/** The asset table's own prices beside those of the files: which agree, differ, are absent. */
import { formatDay } from "../../base/calendar.ts";
import { StraddleError } from "../../base/errors.ts";
import { counted } from "../../base/wording.ts";
import type { SeriesCollector } from "../../engine/series.ts";
import { hasPriceOverrides, priceOverrides } from "../../inputs/amt/price_overrides.ts";
import type { PriceDatabase } from "../../inputs/prices/database.ts";
import type { PriceOverride } from "../../inputs/prices/reading.ts";
import type { Inputs } from "../../loader.ts";
import type { Finding } from "./findings.ts";

/** Values that print alike are one price. */
const NEARNESS = 1e-9;

/** The findings about the overrides of the series that a run needs. */
export async function priceOverrideFindings(
  { amt }: Inputs,
  database: PriceDatabase,
  needed: SeriesCollector,
): Promise<Finding[]> {
  if (!hasPriceOverrides(amt)) return [];
  let all: PriceOverride[];
  try {
    all = priceOverrides(amt);
  } catch (error) {
    if (!(error instanceof StraddleError)) throw error;
    return [unreadable(error.message)];
  }
  const keyOf = (...parts: readonly (string | number)[]) => JSON.stringify(parts);
  const known = new Set(needed.tickers.map((ticker, id) => keyOf(ticker, needed.fields[id]!)));
  // Of several for a series and day the last counts.
  const overrides = [
    ...new Map(
      all.filter(({ ticker, field }) => known.has(keyOf(ticker, field)))
        .map((each) => [keyOf(each.ticker, each.field, each.day), each]),
    ).values(),
  ];
  if (overrides.length === 0) return [];
  const days = overrides.map(({ day }) => day);
  const { values, origins } = await database.loadFiled({
    tickers: overrides.map(({ ticker }) => ticker),
    fields: overrides.map(({ field }) => field),
    firstDays: days,
    lastDays: days,
  });
  const found = overrides.map((each, i) => ({ ...each, price: values[origins[i]! + each.day]! }));
  const absent = found.filter(({ price }) => Number.isNaN(price));
  const there = found.filter(({ price }) => !Number.isNaN(price));
  const excluded = there.filter(({ value }) => Number.isNaN(value));
  const valued = there.filter(({ value }) => !Number.isNaN(value));
  const [agree, differ] = [true, false].map((same) =>
    valued.filter((each) => agrees(each) === same)
  ) as [typeof found, typeof found];
  const areUsed = database.reading.overrides !== undefined;
  const use = areUsed
    ? "The run takes the table's"
    : "Without --price-overrides amt the files' count";
  const kind = "price overrides";
  const named = (
    each: typeof found,
    severity: Finding["severity"],
    message: string,
    mend: string,
    detail: (one: PriceOverride & { price: number }) => string,
  ): Finding[] =>
    each.map((one) => ({
      severity,
      kind,
      subject: `${one.ticker} ${one.field}`.trimEnd(),
      count: 1,
      unit: "price",
      detail: `${formatDay(one.day)}${detail(one)}`,
      message,
      mend,
    }));
  const apply = areUsed
    ? "correct the table, if it is wrong"
    : "add --price-overrides amt, if the table is right";
  return [
    ...named(
      differ,
      "note",
      `The files have other prices than price_override_table. ${use}`,
      apply,
      ({ price, value }) => `: ${price} in the files, ${value} in the table`,
    ),
    ...named(
      excluded,
      "note",
      `The files have prices that price_override_table excludes. ${use}`,
      apply,
      ({ price }) => `: ${price}`,
    ),
    ...named(
      absent,
      "note",
      "The files have no price where price_override_table gives or excludes one",
      "nothing is broken; the table may be for other years",
      ({ value }) => Number.isNaN(value) ? ", excluded" : `: ${value}`,
    ),
    ...(agree.length === 0 ? [] : [{
      severity: "note" as const,
      kind,
      subject: "price files",
      count: agree.length,
      unit: "price",
      detail: "",
      message: `${counted(agree.length, "price", "prices")} of price_override_table ` +
        `${agree.length === 1 ? "is" : "are"} in the files already`,
      mend: "nothing is broken",
    }]),
  ];
}

function unreadable(message: string): Finding {
  return {
    severity: "warning",
    kind: "price overrides",
    subject: "price_override_table",
    count: 1,
    unit: "table",
    detail: message.slice(message.indexOf(": ") + 2),
    message: "The table cannot be read, and --price-overrides amt would refuse it",
    mend: "correct it",
  };
}

function agrees({ value, price }: { readonly value: number; readonly price: number }): boolean {
  return Math.abs(value - price) <= NEARNESS * Math.abs(value);
}
