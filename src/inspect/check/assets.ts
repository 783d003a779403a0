/** What the asset table, the chain and the overrides alone tell about a run's straddles. */
import { alike, difference, type NearNames } from "../../base/suggest.ts";
import { concerns, problemsBy } from "../../inputs/amt/problems.ts";
import { HEDGE_KEYS } from "../../inputs/amt/keys.ts";
import { modelOf, valuedModels } from "../../engine/models/models.ts";
import { CURRENT, type Rules } from "../../inputs/rules.ts";
import { either } from "../../base/wording.ts";
import { alternatives } from "../../base/suggest.ts";
import { formatMonth, type MonthSpan, NO_DAY } from "../../base/calendar.ts";
import { EXPIRY_CODES } from "../../engine/anchors.ts";
import type { Finding, Severity } from "./findings.ts";
import type { StraddleTable } from "../../engine/resolve.ts";
import type { Inputs } from "../../loader.ts";
import { entryLag, type ScheduleRow } from "../../schedules.ts";
import { Note, State, STATES } from "../../engine/states.ts";
import { monthTickers } from "../../tickers.ts";

/** The problems of the asset table that concern the selected assets. */
export function tableFindings({ amt, rules }: Inputs, selected: ReadonlySet<string>): Finding[] {
  return problemsBy(amt, rules)
    .filter((problem) => concerns(problem, selected))
    .map(({ severity, kind = "asset table", asset, line, what, mend, meant, general }) => ({
      severity,
      kind,
      subject: general?.subject ?? asset ?? "the table",
      count: 1,
      unit: "place",
      detail: general?.detail === undefined ? `line ${line}` : `${general.detail}, line ${line}`,
      message: general?.what ?? what,
      mend: meant !== undefined ? `write ${alternatives(meant)}` : general?.mend ?? mend ??
        (severity === "error" ? "correct it" : "correct it, unless it is meant"),
    }));
}

/** What each state means that is settled without prices, and how to mend it. */
interface Meaning {
  readonly severity: Severity;
  readonly message: string;
  readonly mend: string;
}

/** The straddles of one asset that can never be valued, by reason. */
export function straddleFindings(
  { amt, overrides, rules }: Inputs,
  table: StraddleTable,
): Finding[] {
  const reasons = new Map<string, { finding: Finding; count: number; details: Set<string> }>();
  for (let i = 0; i < table.count; i++) {
    const row = table.rows[table.row[i]!]!;
    const found = meaningOf(table, i, row, overrides.size > 0, rules);
    if (found === undefined) continue;
    // A schedule that does not exist is among the asset table's own problems.
    const { options } = table.asset;
    if (found.kind === "no schedule" && options && !amt.schedules.has(options)) continue;
    const { kind, detail, ...meaning } = found;
    const key = `${kind}|${meaning.message}`;
    let reason = reasons.get(key);
    if (!reason) {
      const subject = table.asset.underlying;
      const finding = { ...meaning, kind, subject, count: 0, unit: "straddle", detail: "" };
      reasons.set(key, reason = { finding, count: 0, details: new Set() });
    }
    reason.count += table.copies[i]!;
    if (detail !== "") reason.details.add(detail);
  }
  return [...reasons.values()].map(({ finding, count, details }) => ({
    ...finding,
    count,
    detail: detailText([...details]),
  }));
}

function meaningOf(
  table: StraddleTable,
  i: number,
  row: ScheduleRow,
  hasOverrides: boolean,
  rules: Rules,
): Meaning & { kind: string; detail: string } | undefined {
  const component = `${row.ntrc}${row.ntrv}_${row.xprc}${row.xprv}`;
  const month = formatMonth(table.expiryMonth[i]!);
  const switched = (table.notes[i]! & Note.switchMonth) !== 0;
  const state = table.state[i]!;
  const kind = STATES[state]!;
  switch (state) {
    case State.error:
      return {
        severity: "error",
        kind,
        detail: table.errors.get(i) ?? "",
        message: "The tickers cannot be named",
        mend: "correct the asset's Hedge",
      };
    case State.noSchedule:
      return {
        severity: "warning",
        kind,
        detail: table.asset.options ?? "",
        message: "The asset has no schedule, so nothing is traded",
        mend: "name one under expiry_schedules in Options",
      };
    case State.unknownCode:
      return letterMeaning(row.ntrv, component) ?? {
        severity: "error",
        kind,
        detail: component,
        message: codeFault(row),
        mend: "correct the component, or name another schedule in Options",
      };
    case State.modelNotSupported:
      return {
        severity: "note",
        kind,
        detail: table.asset.model || "no model",
        message: `Only ${either(valuedModels(rules), "and")} are valued`,
        mend: modelOf(table.asset.model, CURRENT) === undefined
          ? "set Valuation.Model to one of them, if that is what the asset is"
          : "name the rules that have it with --rules current",
      };
    case State.otherSide:
      return {
        severity: "note",
        kind,
        detail: month,
        message: "By asset_continuity another asset gives these straddles",
        mend: "nothing is broken; correct the switchover, if it is wrong",
      };
    case State.noVolTicker:
      return { severity: "warning", kind, ...volMeaning(table, i, row, month) };
    case State.noHedge:
      return {
        severity: "warning",
        kind,
        detail: switched ? month : "",
        message: switched
          ? "In the switch month of a split ticker neither of its series counts"
          : "The asset has no hedge column",
        mend: switched
          ? "nothing is broken; these months are not valued"
          : `give it a Hedge with Source ${either([...HEDGE_KEYS.keys()])}`,
      };
    case State.anchorMissing:
      return letterMeaning(row.xprv, component) ?? {
        severity: "warning",
        kind,
        detail: component,
        message: "Some months have no such day (a fifth Friday), or the ordinal is none",
        mend: "use an ordinal that every month has",
      };
    case State.overrideMissing:
      return hasOverrides ? undefined : {
        severity: "error",
        kind,
        detail: "",
        message: "There are no expiry overrides, and OVERRIDE needs them",
        mend: "name the file with --overrides FILE",
      };
  }
  if (switched) {
    return {
      severity: "note",
      kind: "switch month",
      detail: month,
      message: "In the switch month of a split ticker its hedge column is missing",
      mend: "nothing is broken; the other columns are used",
    };
  }
}

function codeFault({ ntrc, xprc }: ScheduleRow): string {
  if (entryLag(ntrc) === 0) return "The entry code is not N or F";
  return EXPIRY_CODES.includes(xprc)
    ? "The entry offset is no integer"
    : `The expiry code is not ${either(EXPIRY_CODES)}`;
}

/** e to j stand in schedules under development: nothing replaces them (S-3). */
function letterMeaning(value: string, detail: string) {
  if (!/^[a-z]$/.test(value)) return undefined;
  return {
    severity: "error" as const,
    kind: "unresolved letter",
    detail,
    message: "Only the letters a to d are replaced by a day; others lead to no day",
    mend: "write a to d, or a number",
  };
}

function volMeaning(table: StraddleTable, i: number, { ntrc }: ScheduleRow, month: string) {
  const notes = table.notes[i]!;
  if (notes & Note.lmeVol) {
    return {
      detail: "",
      message: "The vol source BBG_LMEVOL names no series",
      mend: "give the asset a vol source that names one (BBG or CV)",
    };
  }
  if (notes & Note.farIsNear) {
    return {
      detail: "",
      message: "Vol.Far equals Vol.Near, so F straddles have no vol",
      mend: "give Vol.Far a series of its own, or trade N components only",
    };
  }
  if (notes & Note.switchMonth) {
    return {
      detail: month,
      message: "In the switch month of a split vol ticker neither of its series counts",
      mend: "nothing is broken; these months are not valued",
    };
  }
  return {
    detail: ntrc === "F" ? "Far" : "Near",
    message: "The asset names no vol series for the entry code",
    mend: "name the series in Vol.Near (for N) or Vol.Far (for F)",
  };
}

/** The months of an asset's OVERRIDE straddles for which the overrides have no day. */
export function overrideFindings({ overrides }: Inputs, table: StraddleTable): Finding[] {
  if (overrides.size === 0) return [];
  const months = new Set<number>();
  for (let i = 0; i < table.count; i++) {
    if (table.rows[table.row[i]!]!.xprc !== "OVERRIDE") continue;
    if (table.entryAnchor[i] === NO_DAY) months.add(table.entryMonth[i]!);
    if (table.expiryAnchor[i] === NO_DAY) months.add(table.expiryMonth[i]!);
  }
  if (months.size === 0) return [];
  return [{
    severity: "warning",
    kind: STATES[State.overrideMissing],
    subject: table.asset.underlying,
    count: months.size,
    unit: "month",
    detail: monthsText([...months]) + nearText(table.asset.underlying, overrides.tickers),
    message: "The expiry overrides have no day for these months",
    mend: "add a line TICKER,YYYY-MM-DD for each to the expiry overrides",
  }];
}

/** Futures that the chain does not list: they are looked up under their normalized names. */
export function chainFindings(
  { amt, chain, rules }: Inputs,
  table: StraddleTable,
  months: MonthSpan,
  chainNames: NearNames,
): Finding[] {
  const missing: number[] = [];
  const nearly = new Map<string, string>();
  const clashes = new Map<string, readonly string[]>();
  for (let month = months.first; month <= months.last; month++) {
    try {
      const rows = monthTickers(amt, table.asset, month, chain, rules);
      const unlisted = rows.find(({ source }) => source === "nBBG");
      const [near] = unlisted === undefined ? [] : chainNames.alike(unlisted.ticker);
      if (near !== undefined) nearly.set(unlisted!.ticker, near);
      else if (unlisted !== undefined) missing.push(month);
      for (const { type, ticker } of chain.shared.size === 0 ? [] : rows) {
        const names = type === "Hedge" ? chain.shared.get(ticker) : undefined;
        if (names !== undefined) clashes.set(ticker, names);
      }
    } catch {
      // A future that cannot be named is a finding of its own.
    }
  }
  const shared = [...clashes].map(([actual, names]): Finding => ({
    severity: "warning",
    kind: "name clash",
    subject: `"${actual}"`,
    count: 1,
    unit: "future",
    detail: names.join(", "),
    message:
      "The futures chain gives these futures one actual name; each is priced under its own " +
      "normalized name",
    mend: "give every normalized future an actual name of its own",
  }));
  const misspelt = [...nearly].map(([name, near]): Finding => ({
    severity: "warning",
    kind: "not in the chain",
    subject: `"${name}"`,
    count: 1,
    unit: "future",
    detail: `did you mean "${near}": ${difference(name, near)}?`,
    message: "The futures chain lists a future under a name that is nearly its own, which is none",
    mend: "write it in the futures chain as the asset's Hedge makes it",
  }));
  const others = [...shared, ...misspelt];
  if (missing.length === 0) return others;
  return [...others, {
    severity: "note",
    kind: "not in the chain",
    subject: table.asset.underlying,
    count: missing.length,
    unit: "future",
    detail: chain.key === "" ? "" : monthsText(missing),
    message: chain.key === ""
      ? "There is no futures chain; futures are looked up under their normalized names"
      : "The futures chain does not list these futures; they are looked up under their normalized " +
        "names",
    mend: chain.key === ""
      ? "name the file with --chain FILE, if prices are stored under the vendor's names"
      : "add them to the futures chain",
  }];
}

/** The names that differ in nothing but case and blanks. */
function nearText(name: string, names: ReadonlySet<string>): string {
  if (names.has(name)) return "";
  return alike(name, names)
    .map((near) => `; there is "${near}": ${difference(name, near)}`).join("");
}

/** The first and the last month. */
function monthsText(months: readonly number[]): string {
  const [first, last] = [Math.min(...months), Math.max(...months)];
  return first === last ? formatMonth(first) : `${formatMonth(first)} to ${formatMonth(last)}`;
}

function detailText(details: readonly string[]): string {
  const [first = ""] = details;
  return details.length <= 3 ? details.join(", ") : `${first} to ${details.at(-1)}`;
}
