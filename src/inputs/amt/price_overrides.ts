/** The asset table's own prices: values that replace what the price files have, and days to leave out. */
import { parseDay } from "../../base/calendar.ts";
import { inputError } from "../../base/errors.ts";
import type { PriceOverride } from "../prices/reading.ts";
import { pyText } from "../yaml/python_text.ts";
import type { Amt } from "./asset_table.ts";
import { embeddedTable } from "./tables.ts";

export const PRICE_OVERRIDE_TABLE = "price_override_table";
const COLUMNS = ["ticker", "date", "field", "value", "exclude"] as const;

/** Whether an asset table has price overrides at all. */
export function hasPriceOverrides({ root }: Amt): boolean {
  return root.has(PRICE_OVERRIDE_TABLE);
}

/**
 * The overrides, in the table's order: of several for a series and day the last counts. Throws an
 * exit-3 error with the line of what cannot be read.
 */
export function priceOverrides(amt: Amt): PriceOverride[] {
  const fail = (reason: string, ...inner: (string | number)[]) => {
    const line = amt.lineOf([PRICE_OVERRIDE_TABLE, ...inner]);
    return inputError(
      `Cannot use "${PRICE_OVERRIDE_TABLE}" in "${amt.path}": line ${line}: ${reason}`,
    );
  };
  if (!hasPriceOverrides(amt)) {
    throw inputError(
      `Cannot find "${PRICE_OVERRIDE_TABLE}" in "${amt.path}": add it, or leave out --price-overrides`,
    );
  }
  const { columns, rows } = embeddedTable(amt, PRICE_OVERRIDE_TABLE);
  const [ticker, date, field, value, exclude] = COLUMNS.map((name) => {
    const at = columns.indexOf(name);
    if (at >= 0) return at;
    if (name === "exclude") return undefined;
    throw fail(`it has no column "${name}"; it needs ticker, date, field and value`, "Columns");
  });
  return rows.map((row, i) => {
    const text = (at: number | undefined) => at === undefined ? "" : pyText(row[at] ?? "");
    const day = parseDay(text(date));
    if (day === undefined) {
      throw fail(`"${text(date)}" is not a day; write it as YYYY-MM-DD`, "Rows", i);
    }
    const series = { ticker: text(ticker), field: text(field), day };
    const excluded = exclude === undefined ? false : row[exclude] ?? false;
    if (typeof excluded !== "boolean") {
      throw fail(`exclude is "${text(exclude)}"; write TRUE or FALSE`, "Rows", i);
    }
    if (excluded) return { ...series, value: NaN };
    const price = row[value!];
    const number = typeof price === "bigint" || typeof price === "number" ? Number(price) : NaN;
    if (!Number.isFinite(number)) {
      throw fail(`"${text(value)}" is not a price; write a number, or exclude the day`, "Rows", i);
    }
    return { ...series, value: number };
  });
}
