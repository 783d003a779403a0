/** What `straddle backtest` makes of its run in the same go: a book, and a page. */
import { usageError } from "../base/errors.ts";
import { isStandardOutput } from "../base/files.ts";
import { willWrite } from "../base/ledger.ts";
import { formatOfName } from "../output/formats.ts";
import type { InputPaths } from "../inputs/paths.ts";
import type { ReportRequest } from "../report/write.ts";
import type { RunFacts } from "../runs/facts.ts";
import {
  asksForBook,
  bookOfPage,
  type BookOptions,
  namedTable,
  settleBook,
  type SettledBook,
  takeWeights,
} from "./book_options.ts";
import { type OutputOptions, takeTable } from "./output_options.ts";

interface Asked extends OutputOptions, BookOptions {
  readonly report?: string;
  readonly book?: string;
  readonly quiet?: boolean;
}

export interface Afterwards {
  /** Where the run goes: with no output named, into a file of its own that does not stay. */
  readonly output: string;
  /** Before the run: what is needed of its inputs. Throws as `settleBook` does. */
  settle(inputs: InputPaths): Promise<void>;
  /** Once the run is there; the facts are for a file that cannot tell them. */
  write(facts: RunFacts | undefined): Promise<void>;
}

/**
 * What `--report` and `--book` ask for; undefined = nothing. They are made of the run's file. Throws a
 * usage error when the rows go to standard output, where nothing can read them again.
 */
export async function takeAfterwards(options: Asked): Promise<Afterwards | undefined> {
  const { report, book, output, quiet = false } = options;
  if (report === undefined && book === undefined) {
    if (!asksForBook(options)) return undefined;
    throw usageError(
      "Name the book's file with --book book.parquet, or a page that shows it with --report",
    );
  }
  requireFile(options, report === undefined ? "a book" : "a report");
  if (report !== undefined) {
    requireName(report, "a report");
    willWrite(report);
  }
  if (book !== undefined) requireBookName(book);
  const bookTo = book === undefined
    ? undefined
    : takeTable({ output: book, color: true }, "all", "book");
  const weights = await takeWeights(options);
  const { join } = await import("node:path");
  const { scratchFolder } = await import("../base/scratch.ts");
  const run = output ?? join(scratchFolder(), "run.parquet");
  const name = output ?? "backtest";
  let settled: SettledBook | undefined;
  let pageBook: ReportRequest["book"];
  return {
    output: run,
    async settle(inputs) {
      // A folder that is not there is told before the run, not after it.
      const { createFile } = await import("../output/sink.ts");
      for (const file of [report, book]) if (file !== undefined) createFile(file).discard();
      const find = () => namedTable(inputs);
      if (bookTo !== undefined) settled = await settleBook(options, weights, name, find);
      if (report !== undefined) pageBook = await bookOfPage(options, name, find);
    },
    async write(facts) {
      if (bookTo !== undefined) {
        const { openRun } = await import("../runs/analysis/open_run.ts");
        const { writeBook } = await import("./book_file.ts");
        const analysed = await openRun([run], undefined, { components: false });
        try {
          await writeBook(name, analysed, facts ?? analysed.facts, settled!, bookTo, quiet);
        } finally {
          analysed.close();
        }
      }
      if (report === undefined) return;
      const { writeReport } = await import("../report/write.ts");
      await writeReport({
        run: [run],
        output: report,
        rule: { days: "weekdays", idle: "zero" },
        facts,
        book: pageBook,
        ...(output === undefined ? { title: "backtest" } : {}),
      });
    },
  };
}

function requireFile({ output, format, columns }: Asked, what: string): void {
  if (
    output !== undefined && isStandardOutput(output) ||
    (output === undefined && format !== undefined) || format === "table"
  ) {
    throw usageError(
      `Cannot make ${what} of rows that are only printed: add -o run.parquet, or leave out ` +
        "--format and -o",
    );
  }
  if (columns === undefined) return;
  const option = what === "a book" ? "--book" : "--report";
  throw usageError(`Cannot make ${what} of chosen columns: leave out --columns or ${option}`);
}

function requireName(file: string, what: string): void {
  if (file === "") throw usageError('Cannot write to "": name a file');
  if (isStandardOutput(file)) {
    throw usageError(`Cannot write ${what} to standard output: name a file`);
  }
}

/** --format is the run's: the book's is told by its ending. */
function requireBookName(book: string): void {
  requireName(book, "a book");
  if (formatOfName(book) !== undefined || /\.xlsx$/i.test(book)) return;
  throw usageError(
    `Cannot tell the format of "${book}" from its ending: name the book .parquet, .csv or .xlsx`,
  );
}
