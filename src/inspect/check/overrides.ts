/** What the expiry overrides' rows and names tell a check. */
import type { Finding } from "./findings.ts";
import { alike, difference } from "../../base/suggest.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import type { OddRow } from "../../inputs/overrides.ts";
import type { Inputs } from "../../loader.ts";
import { overridden } from "../override_rows.ts";

/** Rows that are left out or overruled, and tickers that no asset has. */
export function overrideRowFindings(inputs: Inputs, assets: readonly Asset[]): Finding[] {
  const { amt, overrides } = inputs;
  if (overrides.oddRows.length === 0 && overrides.size === 0) return [];
  const users = overridden(amt, assets);
  return [
    ...overrides.oddRows.map((row) => rowFinding(row, users)),
    ...strangers(overrides.tickers, amt.byUnderlying),
  ];
}

function rowFinding(
  { kind, ticker, number, message }: OddRow,
  users: ReadonlySet<string>,
): Finding {
  const about = {
    kind: "expiry overrides",
    subject: ticker.trim() === "" ? `row ${number}` : ticker,
    count: 1,
    unit: "row",
  };
  const place = ticker.trim() === "" ? "" : `row ${number}: `;
  switch (kind) {
    case "empty":
      return {
        ...about,
        severity: "note",
        detail: "",
        message: "Rows of empty cells are left out",
        mend: "remove them",
      };
    case "two days":
      return {
        ...about,
        severity: "warning",
        detail: place + message.slice(0, message.indexOf(", and the last")),
        message: "Two different days are given for one month; the last one counts",
        mend: "keep one",
      };
    case "no day": {
      const used = users.has(ticker);
      return {
        ...about,
        severity: used ? "error" : "warning",
        detail: place + message.slice(0, message.lastIndexOf("; ")),
        message: used
          ? "The row has no day, and a backtest that needs its ticker is refused"
          : "The row has no day and is left out; no asset of the check needs it",
        mend: "write the day as YYYY-MM-DD, or remove the row",
      };
    }
  }
}

function strangers(tickers: ReadonlySet<string>, known: ReadonlyMap<string, Asset>): Finding[] {
  return [...tickers].filter((ticker) => !known.has(ticker)).map((ticker): Finding => {
    const about = { kind: "unknown ticker", subject: ticker, count: 1, unit: "ticker" };
    const near = alike(ticker, known.keys())
      .map((name) => `the asset is "${name}": ${difference(ticker, name)}`);
    return near.length > 0
      ? {
        ...about,
        severity: "warning",
        subject: `"${ticker}"`,
        detail: near.join(", "),
        message: "The expiry overrides name a ticker that is nearly an asset",
        mend: "write the Underlying exactly as the asset table has it",
      }
      : {
        ...about,
        severity: "note",
        detail: "",
        message: "No asset has these tickers of the expiry overrides",
        mend: "correct them, unless their assets are in another table",
      };
  });
}
