/** What a check found: single findings, and those of one kind put together. */
import { compareText } from "../../base/text.ts";

export type Severity = "error" | "warning" | "note";

const ORDER: readonly Severity[] = ["error", "warning", "note"];

/** One thing about one subject. */
export interface Finding {
  readonly severity: Severity;
  readonly kind: string;
  /** An asset, a series, or the asset table. */
  readonly subject: string;
  /** How many of `unit`. */
  readonly count: number;
  /** In the singular. */
  readonly unit: string;
  /** What is particular to the subject; "" = nothing. */
  readonly detail: string;
  /** What it means, the same for all findings that may be put together. */
  readonly message: string;
  readonly mend: string;
}

/** Findings that differ in their subjects only. */
export interface FindingGroup extends Omit<Finding, "detail"> {
  /** The subjects, in order; `subject` of the group has the first few. */
  readonly subjects: readonly {
    readonly subject: string;
    readonly count: number;
    readonly detail: string;
  }[];
}

const NAMED = 4;

/** The findings by severity, kind and message, most important and largest first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { severity, kind, unit, message, mend } = finding;
    const key = JSON.stringify([severity, kind, unit, message, mend]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].map(toGroup).sort((a, b) =>
    ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || compareText(a.kind, b.kind) ||
    b.count - a.count || compareText(a.subject, b.subject)
  );
}

function toGroup(findings: readonly Finding[]): FindingGroup {
  const { severity, kind, unit, message, mend } = findings[0]!;
  const subjects = findings.map(({ subject, count, detail }) => ({ subject, count, detail }))
    .sort((a, b) => b.count - a.count || compareText(a.subject, b.subject));
  return {
    severity,
    kind,
    subject: subjectText(subjects, NAMED),
    count: findings.reduce((sum, { count }) => sum + count, 0),
    unit,
    message,
    mend,
    subjects,
  };
}

/** Some of the subjects, each with its detail. */
export function subjectText(subjects: FindingGroup["subjects"], most: number): string {
  const named = subjects.slice(0, most).map(({ subject, detail }) =>
    detail === "" ? subject : `${subject} (${detail})`
  );
  const more = subjects.length - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
