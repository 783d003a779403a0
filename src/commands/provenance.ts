/** Where the figures of a workbook come from: its last sheet. */
import { switchOptions } from "../engine/switches.ts";
import { dayWords } from "../runs/day_words.ts";
import type { DayRule } from "../runs/analysis/daily.ts";
import { OwnFile } from "../runs/analysis/own_file.ts";
import { isBook } from "../runs/book_columns.ts";
import { fromMetadata, rulesOf, type RunFacts } from "../runs/facts.ts";
import { DENOMINATOR } from "../runs/figures.ts";
import { findRun } from "../runs/find_run.ts";

type Line = readonly [what: string, is: string];

/** What there is to say of a run or a book; `rule` where figures of days are told. */
export async function aboutRun(
  names: readonly string[],
  rule: DayRule | undefined,
): Promise<Line[]> {
  const { name, paths } = findRun(names);
  const file = paths.length === 1 ? await OwnFile.open(paths[0]!) : undefined;
  if (file === undefined) {
    return [
      ["Run", name],
      ["Made of", "the file does not tell; a Parquet run does"],
      ...days(rule),
    ];
  }
  const columns = file.footer.columns.map(({ name }) => name);
  const facts = fromMetadata(file.footer.metadata);
  file.close();
  const whole = isBook(columns) ? "book" : "part";
  return [
    ["Run", name],
    ...aboutFacts(facts),
    ["P&L is a share of", DENOMINATOR[whole]],
    ...days(rule),
  ];
}

/** What a run's file tells of it. */
export function aboutFacts(facts: RunFacts): Line[] {
  const { version, arguments: args, book, inputs } = facts;
  const rules = rulesOf(facts);
  return [
    ["Program", version === undefined ? "not told" : `straddle ${version}`],
    ...args === undefined ? [] : [
      ["Asset pattern", args.pattern] as const,
      ["Expiry years", `${args.from} to ${args.to}`] as const,
      ["Rules", rules.set] as const,
      ["Vol of F straddles", rules.volMarks] as const,
      ...args.set === undefined ? [] : [["Set", args.set.join(", ")] as const],
      ["Options", switchOptions(args).join(" ") || "none"] as const,
    ],
    ...book === undefined
      ? []
      : Object.entries(book).map(([key, value]) => [`Book: ${key}`, String(value)] as const),
    ...inputs.map(({ role, file, bytes, sha256 }) =>
      [`Input: ${role}`, `${file}, ${bytes} bytes, SHA-256 ${sha256}`] as const
    ),
  ];
}

function days(rule: DayRule | undefined): Line[] {
  return rule === undefined ? [] : [["Days", dayWords(rule)]];
}
