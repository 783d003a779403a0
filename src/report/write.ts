/** Writes the report of a run. */
import { ruleWords } from "../inputs/rules.ts";
import { switchOptions } from "../engine/switches.ts";
import type { DayRule } from "../runs/analysis/daily.ts";
import { openRun } from "../runs/analysis/open_run.ts";
import { writeText } from "../output/write_text.ts";
import { rulesOf, type RunFacts } from "../runs/facts.ts";
import { type BookRequest, readBook } from "./book.ts";
import { buildPage, scopesOf } from "./build.ts";
import { reportHtml } from "./html.ts";
import { inputOptions } from "./input_options.ts";
import { pathRows, readPaths } from "./paths.ts";
import { noStudy, readStudy, targetsIn } from "./study.ts";
import { subtitleOf, today } from "./subtitle.ts";

export interface ReportRequest {
  /** The run's files, patterns or folders. */
  readonly run: readonly string[];
  /** Its name on the page, where that is not the file's. */
  readonly title?: string;
  /** The page's file; undefined = standard output. */
  readonly output: string | undefined;
  readonly rule: DayRule;
  /** An asset table for classes and groups. */
  readonly amt?: string | undefined;
  /** What is known of the run, where its file cannot tell. */
  readonly facts?: RunFacts | undefined;
  /** The book to make of the run, by what is known of it; undefined = none. */
  readonly book?: ((facts: RunFacts) => Promise<BookRequest | undefined>) | undefined;
}

/** Throws exit-3 errors for what is no run, exit 4 for what cannot be read or written. */
export async function writeReport(request: ReportRequest): Promise<void> {
  const { run, output, rule } = request;
  const analysed = await openRun(run, request.amt, { components: true, vols: true });
  try {
    const { sums, facts } = analysed;
    const known = request.facts ?? facts;
    // Before the rest is in memory: of the book's days only figures stay.
    const book = await readBook(analysed, known, rule, await request.book?.(known));
    const paths = await readPaths(analysed, pathRows(sums.straddles.count));
    const rules = rulesOf(known);
    const title = request.title ?? analysed.title;
    const inputs = [
      ...inputOptions(known, request.amt),
      ...ruleWords(rules),
      ...switchOptions(known.arguments ?? {}),
    ];
    const scopes = scopesOf(sums, known, rule);
    const study = analysed.isBook
      ? noStudy(scopes.length)
      : await readStudy(analysed, scopes, rule, targetsIn(sums, rule));
    const { data, columns } = buildPage({
      title,
      subtitle: subtitleOf(known, rules, today()),
      run: sums,
      facts: known,
      isBook: analysed.isBook,
      scopes,
      study,
      book,
      paths,
      rule,
      inputs,
    });
    await writeText(reportHtml(data, columns), output);
  } finally {
    analysed.close();
  }
}
