/** By which rules straddles are valued: the reference's, or ours beyond them. */

export const RULE_SETS = ["reference", "current"] as const;
export type RuleSet = (typeof RULE_SETS)[number];

/** How the vol of a straddle in its second month before expiry is read (R-8). */
export const VOL_MARKS = ["quoted", "rolled"] as const;
export type VolMarks = (typeof VOL_MARKS)[number];

export interface Rules {
  readonly set: RuleSet;
  readonly volMarks: VolMarks;
}

/** What a run has that asks for nothing else (R-1). */
export const REFERENCE: Rules = { set: "reference", volMarks: "quoted" };

/** Our rules beyond the reference's (R-2…R-7). */
export const CURRENT: Rules = { set: "current", volMarks: "quoted" };

/** Whether a run has what it has when nobody asks for rules. */
export function areDefault({ set, volMarks }: Rules): boolean {
  return set === REFERENCE.set && volMarks === REFERENCE.volMarks;
}

/** The rules in a few words, as in "rules current, vol marks rolled". */
export function rulesText({ set, volMarks }: Rules): string {
  return `rules ${set}${volMarks === "quoted" ? "" : `, vol marks ${volMarks}`}`;
}

/** The options that ask for the rules: none for what a run has unasked. */
export function ruleWords({ set, volMarks }: Rules): string[] {
  return [
    ...(set === REFERENCE.set ? [] : ["--rules", set]),
    ...(volMarks === REFERENCE.volMarks ? [] : ["--vol-marks", volMarks]),
  ];
}
