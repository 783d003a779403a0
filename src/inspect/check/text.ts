/** A check's result in lines: a finding each, most important first. */
import type { CheckResult } from "./check.ts";
import { escapeUnsafe } from "../../base/text.ts";
import { type FindingGroup, subjectText } from "./findings.ts";
import { paint } from "../../base/terminal.ts";
import { wrapLine } from "../../base/text_width.ts";
import { counted, grouped } from "../../base/wording.ts";

const TABLE_KINDS: readonly string[] = ["asset table", "unknown key", "changed name"];

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
  const lines = result.findings.flatMap((group) => verbose ? allLines(group) : [groupLine(group)]);
  lines.push(...forecastLines(result));
  if (result.findings.some(({ kind }) => TABLE_KINDS.includes(kind))) {
    lines.push("What the fields of the asset table mean: straddle help asset-table");
  }
  const wrapped = lines.map(escapeUnsafe).flatMap((line) =>
    wrapLine(line, width, FINDING.test(line) ? HANGING : "")
  );
  const shown = color
    ? wrapped.map((line) =>
      line.replace(SEVERITY, (word) => paint(word, word === "error" ? "error" : "warning"))
    )
    : wrapped;
  return `${shown.join("\n")}\n`;
}

/** How many findings there are, and how a backtest would end as far as that is known. */
function forecastLines(result: CheckResult): string[] {
  const { findings, years, assets, refused, straddles, forecast } = result;
  const counts = (["error", "warning", "note"] as const).map((severity) =>
    counted(findings.filter((group) => group.severity === severity).length, severity)
  ).join(", ");
  if (years === undefined || forecast === undefined) {
    const missing = years === undefined ? "prices and years" : "prices";
    return [
      `${counts} in ${counted(assets, "asset")}. Looked at without ${missing}: ` +
      "how a backtest would end is told with --prices FILE, or --data DIR",
    ];
  }
  const span = years.from === years.to ? `${years.from}` : `${years.from} to ${years.to}`;
  const would = refused.length > 0
    ? `be refused because of ${subjectText(refused.map(named), 4)}; the others' ` +
      `${counted(straddles, "straddle")} would end so:`
    : `value ${counted(straddles, "straddle")}, which would end so:`;
  const widest = grouped(straddles).length;
  return [
    `${counts}. A backtest of ${counted(assets, "asset")}, ${span}, would ${would}`,
    ...Object.entries(forecast).map(([state, n]) => `  ${grouped(n).padStart(widest)}  ${state}`),
  ];
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
      `           ${subjectText([one], 1)}: ${numberOf(one.count, group.unit)}`
    ),
  ];
}

function head({ severity, kind, count, unit }: FindingGroup): string {
  return `${severity.padEnd(7)}  ${kind}, ${numberOf(count, unit)}`;
}

const named = (subject: string) => ({ subject, count: 1, detail: "" });

/** `1 place`, `2 series`. */
function numberOf(n: number, unit: string): string {
  return counted(n, unit, unit.endsWith("s") ? unit : `${unit}s`);
}
