/** A check's result in lines: a finding each, most important first. */
import type { CheckResult } from "./check.ts";
import { showControls } from "./controls.ts";
import { type FindingGroup, subjectText } from "./findings.ts";

const TABLE_KINDS: readonly string[] = ["asset table", "unknown key"];

/** `verbose`: a line for every subject. */
export function checkText(result: CheckResult, verbose: boolean): string {
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
  const width = number(straddles).length;
  for (const [state, n] of Object.entries(forecast)) {
    lines.push(`  ${number(n).padStart(width)}  ${state}`);
  }
  if (findings.some(({ kind }) => TABLE_KINDS.includes(kind))) {
    lines.push("What the fields of the asset table mean: straddle help asset-table");
  }
  return `${lines.map(showControls).join("\n")}\n`;
}

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
