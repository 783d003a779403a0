/** Options that say where a command's output goes and how it looks, and the destination they name. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../base/errors.ts";
import { isStandardOutput } from "../base/files.ts";
import { willWrite } from "../base/ledger.ts";
import { hasColors, terminalSize } from "../base/terminal.ts";
import type { Destination } from "../output/destination.ts";
import type { TerminalView } from "../output/format.ts";
import { FORMAT_NAMES, type FormatName, formatOfName } from "../output/formats.ts";
import { sayWithoutEffect } from "./slips.ts";

export interface OutputOptions {
  readonly output?: string;
  readonly format?: FormatName;
  readonly digits?: number;
  readonly columns?: readonly string[];
  readonly color: boolean;
}

/** `--output`, `--format`, `--digits`, `--columns`, `--no-color`. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(fileOption())
    .addOption(
      new Option(
        "-f, --format <format>",
        "default: the file's ending; table on a terminal, else tsv",
      )
        .choices(FORMAT_NAMES),
    )
    .option("--digits <n>", "significant digits of numbers (3: as the reference printed)", digits)
    .option("--columns <names>", "only these columns, separated by commas, in this order", columns)
    .option("--no-color", NO_COLOR_HELP);
}

/** `--output`. */
export function fileOption(): Option {
  return new Option("-o, --output <file>", "write to a file; - is standard output");
}

/** `--format` of a command whose output is no table: words for people, or data. */
export function addDataOption(command: Command, words = "text"): Command {
  return command.addOption(
    new Option("-f, --format <format>", "for people or for programs").choices([words, "json"])
      .default(words),
  );
}

/** src/base/terminal.ts looks for the option itself, since messages may come before it is read. */
export const NO_COLOR_HELP = "no colors on a terminal (nor with NO_COLOR=1)";

/** How much of a long table a terminal shows: its ends, what fits on the screen, or all of it. */
export type Shown = "ends" | "screen" | "all";

/** Rows at each end of a table whose ends are shown. */
const END_ROWS = 20;
/** Lines of a screen that a table leaves to its frame, to a run's summary, and to the next prompt. */
const OTHER_LINES = 20, LEAST_END_ROWS = 3;

export function takeDestination(options: OutputOptions, shown: Shown = "ends"): Destination {
  const output = takeOutput(options.output);
  const onTerminal = output === undefined && Deno.stdout.isTerminal();
  const { digits, columns } = options;
  const format = options.format ?? formatOf(output, onTerminal);
  if (onTerminal && format === "parquet") {
    throw usageError("Cannot show Parquet on a terminal: add -o FILE.parquet");
  }
  sayWithoutEffect(options, {
    digits: format === "parquet" && "on parquet, which holds numbers in full",
  });
  return {
    output,
    format,
    options: {
      ...(digits === undefined ? {} : { digits }),
      ...(columns === undefined ? {} : { columns }),
      ...(onTerminal ? { terminal: viewOf(shown) } : {}),
    },
  };
}

/** `--format` of a command that writes workbooks, too. */
export function addWorkbookOption(command: Command): Command {
  const format = command.options.find(({ long }) => long === "--format")!;
  format.choices([...FORMAT_NAMES, "xlsx"]);
  return command;
}

/** As {@link takeDestination}, of a command that writes workbooks, too; `sheet` names a single one. */
export function takeTable(options: OutputOptions, shown: Shown, sheet: string): Destination {
  const { output, columns } = options;
  const format: string | undefined = options.format;
  const named = output !== undefined && /\.xlsx$/i.test(output);
  if (format !== "xlsx" && (format !== undefined || !named)) return takeDestination(options, shown);
  const file = takeOutput(output);
  if (file === undefined && Deno.stdout.isTerminal()) {
    throw usageError("Cannot show a spreadsheet on a terminal: add -o figures.xlsx");
  }
  sayWithoutEffect(options, { digits: "on a spreadsheet, which holds numbers in full" });
  return {
    output: file,
    format: "json",
    options: columns === undefined ? {} : { columns },
    workbook: { sheet, about: [] },
  };
}

/**
 * The file of `--output`, noted as one; undefined = standard output. Throws a usage error when it is
 * an input.
 */
export function takeOutput(output: string | undefined): string | undefined {
  if (output === "") throw usageError('Cannot write to "": name a file, or - for standard output');
  if (output === undefined || isStandardOutput(output)) return undefined;
  willWrite(output);
  return output;
}

function viewOf(shown: Shown): TerminalView {
  const { columns, rows } = terminalSize();
  const ends = {
    ends: END_ROWS,
    screen: Math.max(LEAST_END_ROWS, Math.floor((rows - OTHER_LINES) / 2)),
    all: Infinity,
  };
  return { width: columns, endRows: ends[shown], color: hasColors(Deno.stdout) };
}

/** How text for people is to stand on standard output; a width only where that is a terminal. */
export function textView(): { readonly width?: number; readonly color: boolean } {
  const width = Deno.stdout.isTerminal() ? { width: terminalSize().columns } : {};
  return { ...width, color: hasColors(Deno.stdout) };
}

function formatOf(output: string | undefined, onTerminal: boolean): FormatName {
  if (output === undefined) return onTerminal ? "table" : "tsv";
  const format = formatOfName(output);
  if (format) return format;
  if (/\.xlsx$/i.test(output)) {
    throw usageError(
      `Cannot write "${output}": only straddle summary and straddle book make spreadsheets; name a ` +
        ".csv or .parquet file",
    );
  }
  throw usageError(
    `Cannot tell the format of "${output}" from its ending: add --format ${FORMAT_NAMES.join("|")}`,
  );
}

function columns(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InvalidArgumentError(
      "Give names of columns separated by commas, like asset,date,pnl.",
    );
  }
  return names;
}

function digits(text: string): number {
  if (!/^([1-9]|1[0-7])$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 1 to 17.");
  }
  return Number(text);
}
