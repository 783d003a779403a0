/** An explanation in words, for the terminal. */
import { escapeUnsafe } from "../../base/text.ts";
import type { DaySearch, LookedDay } from "./days.ts";
import type { Explanation, ScheduleEntry } from "./explain.ts";
import type { Pnl } from "./pnl.ts";
import type { Extent, SeriesColumn } from "./series.ts";
import { studyLines } from "./study_text.ts";
import { paint } from "../../base/terminal.ts";
import { areDefault, rulesText } from "../../inputs/rules.ts";
import { wrapLine } from "../../base/text_width.ts";
import { counted } from "../../base/wording.ts";

export interface ExplanationTextOptions {
  readonly day?: string | undefined;
  readonly width?: number;
  readonly color?: boolean;
}

/**
 * The lines of the report, broken between words to be no wider than `width`. Of the P&L it has the
 * days that people look at, and the `day` that was asked for.
 */
export function explanationText(
  explanation: Explanation,
  { day, width = Infinity, color = false }: ExplanationTextOptions = {},
): string {
  const { asset, month, index, straddle, live, model, entry, expiry, strikes, pnl } = explanation;
  const alive = live ? "live" : "not live: backtests leave it out";
  const lines = [
    `Straddle ${index} of ${asset} expiring in ${month}`,
    "",
    `Straddle   ${straddle}`,
    `Asset      ${asset}, ${alive}, model ${model || "none"}`,
    ...areDefault(explanation.rules) ? [] : [`Rules      ${rulesText(explanation.rules)}`],
    ...explanation.continuity === null ? [] : [`Side       ${explanation.continuity}`],
    ...explanation.problems.map((problem) => `Mistake    ${problem}`),
    ...(explanation.problems.length > 0
      ? ["           Backtests refuse an asset with mistakes."]
      : []),
    "",
    "Schedule",
    ...scheduleLines(explanation.schedule, entry.month, expiry.month).map(indent),
    "",
    "Prices",
    ...(explanation.columns.length === 0
      ? ["no price columns"]
      : explanation.columns.flatMap(columnLines))
      .map(indent),
    ...markLines(explanation).map(indent),
    "",
    `Entry day: ${entry.chosen ?? "none"}`,
    ...searchLines(entry, true).map(indent),
    "",
    `Expiry day: ${expiry.chosen ?? "none"}`,
    ...searchLines(expiry, false).map(indent),
  ];
  if (strikes.length > 0) {
    lines.push("", "Strikes: the prices of the entry day");
    lines.push(...strikes.map(({ name, of, value }) => indent(`${name} = ${of} = ${value}`)));
  }
  if (pnl !== null || day !== undefined) {
    lines.push("", "P&L", ...pnlTable(explanation, day).map(indent));
  }
  if (explanation.limits.length > 0) {
    lines.push("", "Limits", ...explanation.limits.map((limit) => indent(`${limit}.`)));
  }
  const { life, state, why, mend, complete } = explanation;
  const status = life === null ? "INCOMPLETE" : complete ? "OK" : "NOT VALUED";
  lines.push("", `Result: ${status}, ${state}`);
  if (life !== null) {
    const good = counted(life.goodDays, "good day");
    const all = counted(life.calendarDays, "calendar day");
    lines.push(indent(`from ${entry.chosen} to ${expiry.chosen}: ${good}, ${all}, both included`));
  }
  lines.push(indent(`${why}.`));
  if (mend !== null) {
    lines.push(indent(`To mend it: ${mend.charAt(0).toLowerCase()}${mend.slice(1)}.`));
  }
  const wrapped = lines.map(escapeUnsafe).flatMap((line) => wrapLine(line, width, hanging(line)));
  const shown = color
    ? wrapped.map((line) => line.replace(FAULT, (words) => paint(words, "error")))
    : wrapped;
  return `${shown.join("\n")}\n`;
}

/** What is wrong with the straddle; names and values stand further to the right. */
const FAULT = /^Mistake(?= )|(?<=^Result: )(?:INCOMPLETE|NOT VALUED)/;

/** The indentation of what continues a line: below the text that follows its label. */
function hanging(line: string): string {
  const [lead, label] = /^( *)(?:[A-Za-z]+ {2,})?/.exec(line)!;
  return " ".repeat(lead.length > label!.length ? lead.length : label!.length + 2);
}

const indent = (line: string) => `  ${line}`;

const CODES: Readonly<Record<string, string>> = {
  F: "Fridays",
  R: "Thursdays",
  W: "Wednesdays",
  BD: "business days (Monday to Friday)",
};

function scheduleLines(schedule: ScheduleEntry, entryMonth: string, expiryMonth: string): string[] {
  const { name, text, component, components, letters } = schedule;
  if (text === null) {
    return [name === null ? "the asset names none" : `"${name}" has no components`];
  }
  const { entryCode, entryValue, expiryCode, expiryValue, weight } = schedule;
  const entered = entryCode === "N"
    ? `N: entered one month before, in ${entryMonth}`
    : entryCode === "F"
    ? `F: entered two months before, in ${entryMonth}`
    : `"${entryCode}": unknown`;
  const kind = CODES[expiryCode];
  const expires = expiryCode === "OVERRIDE"
    ? "OVERRIDE: days given by the expiry overrides" +
      (expiryValue === "" ? "" : `, value "${expiryValue}" ignored`)
    : kind === undefined
    ? `"${expiryCode}": unknown`
    : `${expiryCode}: counts ${kind}, value "${expiryValue}" is the ordinal`;
  return [
    `${name}, component ${component} of ${components}: ${text}`,
    `entry    ${entered}, ${daysAfter(entryValue)} the anchor`,
    `expiry   ${expires}; in ${expiryMonth}`,
    `weight   ${weight === "" ? "none" : `${weight} %`}`,
    ...letters.map(({ part, letter, id, offset, stride, value }) =>
      `${part} value "${letter}" became ${value}: id of the asset (MD5) ${id}, offset ${id} mod 5 + 1 = ` +
      `${offset}, stride 20 / (${components} + 1) = ${stride}, (${component} − 1) · ${stride} + ${offset}`
    ),
  ];
}

/** `5 calendar days after`, `1 calendar day before`; what is no number as it is. */
function daysAfter(value: string): string {
  const days = value === "" ? 0 : Number(value);
  if (!Number.isInteger(days)) return `"${value}" calendar days after`;
  return `${counted(Math.abs(days), "calendar day")} ${days < 0 ? "before" : "after"}`;
}

function columnLines(
  { column, source, stored, field, window, files, note }: SeriesColumn,
): string[] {
  const series = `${column.padEnd(7)} ${source}  "${stored}"  "${field}"`;
  return [
    note === null ? series : `${series}  (${note})`,
    `        in these months: ${extentText(window)}; in the files: ${extentText(files)}`,
  ];
}

/** How the vol is marked, where vols are rolled. */
function markLines({ marks }: Explanation): string[] {
  if (marks === null) return [];
  const { near, how } = marks;
  return [
    `marks   ${how}`,
    ...near === null ? [] : [`        Near: "${near.ticker}"  "${near.field}"`],
  ];
}

function extentText({ prices, first, last }: Extent): string {
  if (prices === 0) return "no prices";
  return prices === 1 ? `1 price, ${first}` : `${counted(prices, "price")}, ${first} to ${last}`;
}

function searchLines(search: DaySearch, isEntry: boolean): string[] {
  const { month, goodDays, anchor, offset, target, days, rule, chosen } = search;
  const signed = `${offset! < 0 ? "−" : "+"} ${Math.abs(offset!)}`;
  return [
    `month    ${month}, ${counted(goodDays, "good day")}`,
    `anchor   ${anchor.day === null ? anchor.how : `${anchor.day}, ${anchor.how}`}`,
    ...(isEntry && target !== null
      ? [`target   ${anchor.day} ${signed} calendar days = ${target}`]
      : []),
    ...dayLines(days),
    `rule     ${rule}${chosen === null ? "" : `: ${chosen}`}`,
  ];
}

/** A line a day; bad days in a row that lack the same are one line. */
function dayLines(days: readonly LookedDay[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < days.length;) {
    const { day, weekday, good, missing, roles } = days[i]!;
    let end = i + 1;
    if (!good && roles.length === 0) {
      while (
        end < days.length && !days[end]!.good && days[end]!.roles.length === 0 &&
        days[end]!.missing.join() === missing.join()
      ) end++;
    }
    const status = good ? "good" : `no ${missing.join(", no ")}`;
    const when = end - i > 1 ? `${day} to ${days[end - 1]!.day}` : `${day} ${weekday.slice(0, 3)}`;
    const role = roles.length > 0 ? `  ← ${roles.join(", ")}` : "";
    lines.push(`day      ${when}  ${status}${role}`);
    i = end;
  }
  return lines;
}

/** The days that people look at, the one that was asked for, and the totals. */
function pnlTable(explanation: Explanation, asked: string | undefined): string[] {
  const { pnl, entry, expiry } = explanation;
  if (pnl === null) return [`${asked}  no value, as no day has one`];
  const { days, valuedDays, lostDays, spansGaps } = pnl;
  const shown = days.filter(({ date, roles }) => roles.length > 0 || date === asked);
  const lines = shown.flatMap(({ date, roles, formulas }) => {
    const names = [...roles.map((role) => ROLES[role]), ...(date === asked ? ["asked for"] : [])];
    return [`${date}  ${names.join(", ")}`, ...formulas.map(indent)];
  });
  if (asked !== undefined && !days.some(({ date }) => date === asked)) {
    const early = entry.chosen !== null && asked < entry.chosen;
    const where = early
      ? `before the entry day, ${entry.chosen}`
      : `after the expiry day, ${expiry.chosen}`;
    lines.push(`${asked}  no value: it is ${where}`);
  }
  lines.push(
    `total of ${counted(valuedDays, "day")}: opnl ${pnl.opnl} + hpnl ${pnl.hpnl} = pnl ${pnl.pnl}`,
  );
  if (lostDays > 0) {
    const have = lostDays === 1 ? "has" : "have";
    const why = spansGaps
      ? "no day before had a value"
      : "the day before had no value, and it is lost";
    lines.push(`${lostDays} of these days ${have} no P&L: ${why}`);
  }
  lines.push(...gapLines(pnl), ...studyLines(explanation));
  if (shown.length < days.length) {
    lines.push("--day DATE writes out another day, -f json all of them");
  }
  return lines;
}

/** The days whose P&L is that of days without a value, too (R-6). */
function gapLines({ days, spansGaps }: Pnl): string[] {
  const spanning = days.filter(({ since, date }, i) =>
    spansGaps && since !== null && since !== days[i - 1]?.date && date !== days[0]!.date
  );
  if (spanning.length === 0) return [];
  const named = spanning.slice(0, 3).map(({ date, since }) => `${date} since ${since}`).join(", ");
  const more = spanning.length > 3 ? ` and ${spanning.length - 3} more` : "";
  return [`P&L that spans days without a value: ${named}${more}`];
}

const ROLES = { entry: "entry day", expiry: "expiry day", large: "large P&L" } as const;
