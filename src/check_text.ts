/** A check's result in lines: a finding each, most important first. */
import type { CheckResult } from "./check.ts";
import { showControls } from "./controls.ts";
import { type FindingGroup, subjectText } from "./findings.ts";
import { paint } from "./terminal.ts";
import { wrapLine } from "./text_width.ts";

export interface CheckTextOptions {
  /** A line for every subject. */
  readonly verbose: boolean;
  /** Lines are broken between words to be no wider. */
  readonly width?: number | undefined;
  readonly color?: boolean | undefined;
}

export function checkText(
  result: CheckResult,
  { verbose, width = Infinity, color = false }: CheckTextOptions,
): string {
  const { findings, years, assets, refused, straddles, forecast } = result;
  const lines = findings.flatMap((group) => verbose ? allLines(group) : [groupLine(group)]);
  const counts = (["error", "warning", "note"] as const).map((severity) => {
    const n = findings.filter((group) => group.severity === severity).length;
    return `${n} ${n === 1 ? severity : `${severity}s`}`;
  });
  const span = years.from === years.to ? `${years.from}` : `${years.from} to ${years.to}`;
  lines.push(
    `${counts.join(", ")}. A backtest of ${assets} ${plural(assets, "asset")}, ${span}, would ` +
      (refused.length > 0
        ? `be refused because of ${subjectText(refused.map(named), 4)}; the others' ` +
          `${number(straddles)} straddles would end so:`
        : `value ${number(straddles)} straddles, which would end so:`),
  );
  const widest = number(straddles).length;
  for (const [state, n] of Object.entries(forecast)) {
    lines.push(`  ${number(n).padStart(widest)}  ${state}`);
  }
  const wrapped = lines.map(showControls).flatMap((line) =>
    wrapLine(line, width, FINDING.test(line) ? HANGING : "")
  );
  const shown = color
    ? wrapped.map((line) =>
      line.replace(SEVERITY, (word) => paint(word, word === "error" ? "error" : "warning"))
    )
    : wrapped;
  return `${shown.join("\n")}\n`;
}

/** What begins a finding. */
const FINDING = /^(?:error|warning|note) /;
/** The same where it has a colour. */
const SEVERITY = /^(?:error|warning)(?= )/;
const HANGING = " ".repeat(9);

function groupLine(group: FindingGroup): string {
  const { subject } = group;
  return `${head(group)}: ${subject}. ${group.message}. To mend it: ${group.mend}.`;
}

function allLines(group: FindingGroup): string[] {
  return [
    `${head(group)}. ${group.message}. To mend it: ${group.mend}.`,
    ...group.subjects.map((one) =>
      `           ${subjectText([one], 1)}: ${number(one.count)} ${plural(one.count, group.unit)}`
    ),
  ];
}

function head({ severity, kind, count, unit }: FindingGroup): string {
  return `${severity.padEnd(7)}  ${kind}, ${number(count)} ${plural(count, unit)}`;
}

const named = (subject: string) => ({ subject, count: 1, detail: "" });

function plural(n: number, unit: string): string {
  return n === 1 || unit.endsWith("s") ? unit : `${unit}s`;
}

/** With thousands separators. */
function number(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
