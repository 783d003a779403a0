/** What can be wrong inside the Market, Vol and Hedge sections of one asset. */

import type { Fault, Problem } from "./asset_table.ts";
import {
  isList,
  isMap,
  kindOf,
  type YamlMap,
  type YamlPath,
  type YamlValue,
} from "../yaml/values.ts";

import { MONTH_LETTERS } from "./known_values.ts";
import { parseInteger } from "../../base/numbers.ts";
import { pyText } from "../yaml/python_text.ts";

/** A problem of one section of an asset; `path` leads on from the asset's entry. */
export interface FieldProblem extends Fault {
  readonly severity: Problem["severity"];
  readonly path: YamlPath;
}

/** Keys without which a hedge of that source finds no price. */
const NEEDED_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["nonfut", ["Ticker", "Field"]],
  ["fut", ["fut_code", "market_code"]],
  ["cds", ["hedge"]],
  ["calc", ["ccy", "tenor"]],
]);
const MONTH_MAP = new RegExp(`^[${MONTH_LETTERS}]{12}$`);

/** Wrong types and split tickers of Market and Vol (T-2, T-3, T-6). */
export function splitFindings(
  market: YamlMap | undefined,
  vol: YamlMap | undefined,
): FieldProblem[] {
  const findings = new Findings();
  // Nothing is valued with Market, so what is odd in it stops no run.
  const doubts = new Findings("warning");
  if (market !== undefined) {
    doubts.scalar(market, "Market", "Field");
    const tickers = market.get("Tickers") ?? "";
    if (typeof tickers === "string") doubts.split(["Market", "Tickers"], tickers);
    else if (!isList(tickers)) {
      doubts.error(
        ["Market", "Tickers"],
        `Market.Tickers is ${kindOf(tickers)}`,
        "write text or a list of texts",
      );
    } else {
      tickers.forEach((ticker, i) => {
        const path = ["Market", "Tickers", i];
        if (typeof ticker === "string") doubts.split(path, ticker);
        else {
          const by = isList(ticker) || isMap(ticker) ? findings : doubts;
          by.error(path, `Market.Tickers holds ${kindOf(ticker)}`, "quote it to make it text");
        }
      });
    }
  }
  if (vol !== undefined) {
    for (const key of ["Source", "Ticker", "Near", "Far"]) findings.scalar(vol, "Vol", key);
    if (vol.get("Source") === "BBG") findings.splitField(vol, "Vol", "Ticker");
  }
  return [...doubts.list, ...findings.list];
}

/** Wrong or missing fields of a hedge, by its source (T-4, T-7, D-27). */
export function hedgeFindings(hedge: YamlMap): FieldProblem[] {
  const findings = new Findings();
  const source = hedge.get("Source") ?? "";
  const needed = typeof source === "string" ? NEEDED_KEYS.get(source) : undefined;
  findings.scalar(hedge, "Hedge", "Source");
  if (needed === undefined) {
    if (isMap(source) || isList(source)) return findings.list;
    const what = source === "" ? "Hedge.Source is missing" : `Hedge.Source is ${kindOf(source)}`;
    const known = `known sources are ${[...NEEDED_KEYS.keys()].join(", ")}`;
    findings.warning(["Hedge", "Source"], `${what}, so the asset is never traded`, known);
    return findings.list;
  }
  for (const key of needed) {
    if ((hedge.get(key) ?? "") === "") {
      findings.warning(["Hedge", key], `Hedge.${key} is missing`, `a ${source} hedge needs it`);
    }
  }
  switch (source) {
    case "nonfut":
      findings.scalar(hedge, "Hedge", "Ticker");
      findings.scalar(hedge, "Hedge", "Field");
      findings.splitField(hedge, "Hedge", "Ticker");
      break;
    case "cds":
      for (const key of ["hedge", "hedge1"]) {
        findings.scalar(hedge, "Hedge", key);
        findings.splitField(hedge, "Hedge", key);
      }
      break;
    case "fut":
      findings.future(hedge);
      break;
    case "calc":
      for (const key of ["ccy", "tenor"]) {
        const value = hedge.get(key) ?? "";
        if (isMap(value)) {
          findings.error(
            ["Hedge", key],
            `Hedge.${key} is a mapping`,
            "write text or a list of texts",
          );
        }
      }
      break;
  }
  return findings.list;
}

class Findings {
  readonly list: FieldProblem[] = [];
  readonly #worst: "error" | "warning";

  /** `worst` = how bad an error is here. */
  constructor(worst: "error" | "warning" = "error") {
    this.#worst = worst;
  }

  error(path: YamlPath, what: string, mend?: string): void {
    this.list.push({ severity: this.#worst, path, what, mend });
  }

  warning(path: YamlPath, what: string, mend?: string): void {
    this.list.push({ severity: "warning", path, what, mend });
  }

  /** The field must not be a list or a mapping. */
  scalar(section: YamlMap, name: string, key: string): void {
    const value = section.get(key) ?? "";
    if (isMap(value) || isList(value)) {
      this.error([name, key], `${name}.${key} is ${kindOf(value)}`, "write one text");
    }
  }

  splitField(section: YamlMap, name: string, key: string): void {
    const value = section.get(key);
    if (typeof value === "string") this.split([name, key], value);
  }

  /** A ticker should switch once, `OLD:YYYY-MM:NEW`, in a month of the calendar (T-6, D-7). */
  split(path: YamlPath, ticker: string): void {
    // Most tickers hold no colon at all.
    if (!ticker.includes(":")) return;
    // The look-ahead lets two dates share a colon.
    const dates = [...ticker.matchAll(/:(\d{4}-(\d{2}))(?=:)/g)];
    if (dates.length > 1) {
      this.list.push({
        severity: "warning",
        rules: "reference",
        path,
        what: `The ticker "${ticker}" switches more than once and only the last switch counts`,
        mend: "write OLD:YYYY-MM:NEW",
      });
    }
    const months = dates.map(([, date]) => date!);
    const late = months.findIndex((month, i) => i > 0 && month <= months[i - 1]!);
    if (late > 0) {
      this.list.push({
        severity: this.#worst,
        rules: "current",
        path,
        what: `The ticker "${ticker}" switches in ${months[late]} after ${months[late - 1]}`,
        mend: "write its months in order",
      });
    }
    for (const [, date, month] of dates) {
      if (Number(month) < 1 || Number(month) > 12) {
        this.error(path, `The ticker "${ticker}" switches in ${date}, which is not a month`);
      }
    }
  }

  /** Every value becomes part of a `key:value,key:value` text, and some must be more than text. */
  future(hedge: YamlMap): void {
    for (const [key, value] of hedge) {
      if (key === "Source") continue;
      const name = pyText(key);
      if (isMap(value) || isList(value)) {
        this.error(["Hedge", key], `Hedge.${name} is ${kindOf(value)}`, "write one text");
      } else if (pyText(value).includes(",") || name.includes(",")) {
        this.error(["Hedge", key], `Hedge.${name} holds a comma, which a fut hedge cannot have`);
      }
    }
    const map: YamlValue = hedge.get("fut_month_map") ?? MONTH_LETTERS;
    if (!isMap(map) && !isList(map) && !MONTH_MAP.test(pyText(map))) {
      this.error(
        ["Hedge", "fut_month_map"],
        `Hedge.fut_month_map is ${kindOf(map)}`,
        `write one of the letters ${MONTH_LETTERS} for each month`,
      );
    }
    const offset: YamlValue = hedge.get("min_year_offset") ?? 0n;
    const isInteger = typeof offset === "bigint" ||
      typeof offset === "string" && parseInteger(offset) !== undefined;
    if (!isInteger && !isMap(offset) && !isList(offset)) {
      this.error(
        ["Hedge", "min_year_offset"],
        `Hedge.min_year_offset is ${kindOf(offset)}`,
        "write a whole number",
      );
    }
  }
}
