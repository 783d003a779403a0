/** What the rows of the expiry overrides mean for a run: refused, warned of, or nothing. */
import { inputError } from "../base/errors.ts";
import { alike, difference } from "../base/suggest.ts";
import { counted } from "../base/wording.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { loadOverrides, type OddRow, type Overrides } from "../inputs/overrides.ts";
import { schedule } from "../schedules.ts";

/** Rows named in a refusal, or in a run's warnings; the rest is counted. */
const MAX_LISTED = 20, MAX_WARNED = 5;

/** The assets of a run that ask for a day of the overrides. */
export function overridden(amt: Amt, assets: readonly Asset[]): ReadonlySet<string> {
  const users = assets.filter((asset) =>
    schedule(amt, asset).some(({ xprc }) => xprc === "OVERRIDE")
  );
  return new Set(users.map(({ underlying }) => underlying));
}

/**
 * Refuses overrides that a run cannot use (as {@link refuseDaylessRows}) and gives what else there is
 * to say of them. A run that asks for none does not read the file.
 */
export function judgeOverrides(
  amt: Amt,
  assets: readonly Asset[],
  path: string | undefined,
): string[] {
  const users = path === undefined ? new Set<string>() : overridden(amt, assets);
  if (path === undefined || users.size === 0) return [];
  const overrides = loadOverrides(path);
  refuseDaylessRows(overrides, users, path);
  return overrideWarnings(overrides, users, path);
}

/** Throws an exit-3 error that lists the rows without a day of the tickers that a run uses. */
export function refuseDaylessRows(
  { oddRows }: Overrides,
  users: ReadonlySet<string>,
  path: string,
): void {
  const bad = oddRows.filter(({ kind, ticker }) => kind === "no day" && users.has(ticker));
  if (bad.length === 0) return;
  if (bad.length === 1) {
    throw inputError(`Cannot read expiry overrides "${path}": ${rowText(bad[0]!)}`);
  }
  const listed = bad.slice(0, MAX_LISTED).map(rowText);
  if (bad.length > MAX_LISTED) listed.push(`… and ${counted(bad.length - MAX_LISTED, "more row")}`);
  throw inputError(`Cannot read expiry overrides "${path}":`, listed);
}

/**
 * What a run should say of them: rows that are left out, days of its own that others overrule, and
 * names that nearly are its own.
 */
function overrideWarnings(
  { oddRows, tickers }: Overrides,
  users: ReadonlySet<string>,
  path: string,
): string[] {
  const warnings = oddRows
    .filter(({ kind, ticker }) => kind === "no day" || kind === "two days" && users.has(ticker))
    .map((row) => `${path}: ${rowText(row)}`);
  for (const user of users) {
    for (const near of tickers.has(user) ? [] : alike(user, tickers)) {
      const how = difference(user, near);
      warnings.push(
        `${path} has no day for "${user}", but for "${near}" (${how}); write both alike`,
      );
    }
  }
  const rest = warnings.length - MAX_WARNED;
  return rest <= 0 ? warnings : [
    ...warnings.slice(0, MAX_WARNED),
    `${path}: ${counted(rest, "more doubt")} (check names them)`,
  ];
}

/** `row 4: "A": "x" is not a day; …`. */
export function rowText({ number, ticker, message }: OddRow): string {
  return `row ${number}: ${ticker === "" ? "" : `"${ticker}": `}${message}`;
}
