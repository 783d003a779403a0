/** `straddle summary`: the figures of a finished run. */
import { Command, InvalidArgumentError, Option } from "commander";
import { parseMonth } from "../base/calendar.ts";
import type { DayRule } from "../runs/analysis/daily.ts";
import type { Part } from "../runs/analysis/parts.ts";
import type { RunFacts } from "../runs/facts.ts";
import { type Division, DIVISIONS, SECTION_NAMES, TOPIC_NAMES } from "../runs/divisions.ts";
import type { Figures } from "../runs/figures.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import type { Cell } from "../output/write_table.ts";
import { usageError } from "../base/errors.ts";
import { say } from "../base/terminal.ts";
import { addOutputOptions, addWorkbookOption, takeTable } from "./output_options.ts";
import type { Destination } from "../output/destination.ts";
import { amounts, hedgeCostOption, sideOption } from "./switch_options.ts";
import { addRunOptions, RUN_HELP, takeDayRule } from "./run_options.ts";
import { sayWithoutEffect } from "./slips.ts";
import type { SummaryOptions } from "./summary_topics.ts";

export function summaryCommand(): Command {
  const command = new Command("summary")
    .description(
      "Prints the figures of a file that straddle backtest wrote, for the whole run or by part. " +
        "P&L is weighted with the percents of the schedules, as a share of the strike.",
    )
    .argument("[run...]", RUN_HELP)
    .addOption(
      new Option("--by <part>", "a line for each").choices(DIVISIONS),
    )
    .addOption(
      new Option(
        "--of <topic>",
        "what to tell: figures, of straddles costs, where the P&L comes from and vols, and what " +
          "its days tell; --explain says what each column is",
      )
        .choices(["figures", ...TOPIC_NAMES, ...SECTION_NAMES]).default("figures"),
    )
    .option("--asset <name>", "with --of correlation: the assets that move most like this one")
    .option("--month <month>", "with --of entries: the month, YYYY-MM", takeMonth)
    .option("--cost-factor <list>", "with --of costs: times the Slippage, as 0,0.5,1,2", amounts)
    .addOption(hedgeCostOption())
    .addOption(sideOption())
    .option("--explain", "what each figure is, with its formula and source");
  addRunOptions(command);
  return addWorkbookOption(addOutputOptions(command))
    .addHelpText(
      "after",
      `
Examples:
  straddle summary run.parquet                          the whole run
  straddle summary run.parquet --by year                year by year
  straddle summary run.parquet --by asset -o by.csv     each asset, into a file
  straddle summary run.parquet -o figures.xlsx          all parts, a sheet each
  straddle summary run.parquet --of vols --by class     implied and realised vol
  straddle summary run.parquet --of costs --amt my-data/amt.yml     net of costs
  straddle summary run.parquet --of periods           any 5, 21, 63 … days held
  straddle summary run.parquet --of correlation --by asset -o matrix.csv
  straddle summary run.parquet --of entries --month 2024-03   what to reconcile
  straddle summary run.csv --amt amt.yml --by class     classes of a run in CSV`,
    )
    .action(action);
}

async function action(run: readonly string[], options: SummaryOptions): Promise<void> {
  let destination = takeTable(options, "all", options.by ?? options.of);
  const { writeTable } = await import("../output/write_table.ts");
  const { DENOMINATOR } = await import("../runs/figures.ts");
  if (options.explain) {
    const why = "beside --explain, which reads no run";
    sayWithoutEffect(options, { by: why, amt: why });
    return await explainFigures(options.of, destination);
  }
  if (run.length === 0) throw usageError("Name a run: straddle summary run.parquet");
  const { costFactor, hedgeCost, side } = options;
  if (options.of !== "costs" && [costFactor, hedgeCost, side].some((x) => x !== undefined)) {
    throw usageError(
      "Add --of costs: --cost-factor, --hedge-cost and --side are of no use without",
    );
  }
  requireIts(options);
  const { isSection, writeEntries, writeSection, writeTopic } = await import(
    "./summary_topics.ts"
  );
  const withDays = options.of === "figures" || options.of !== "entries" && isSection(options.of);
  sayWithoutEffect(options, {
    theta: !withDays && options.theta === "spread" && `beside --of ${options.of}`,
  });
  const asWorkbook = destination.workbook;
  if (asWorkbook !== undefined) {
    const { aboutRun } = await import("./provenance.ts");
    const about = await aboutRun(run, withDays ? takeDayRule(options) : undefined);
    destination = { ...destination, workbook: { ...asWorkbook, about } };
  }
  if (options.of === "entries") return await writeEntries(run, options, destination);
  if (options.of !== "figures" && !isSection(options.of)) {
    return await writeTopic(run, options.of, options, destination);
  }
  const { labelsOf, openRun } = await import("../runs/analysis/open_run.ts");
  const { partsOf, wholeRun } = await import("../runs/analysis/parts.ts");
  const { by } = options;
  const rule = takeDayRule(options);
  const analysed = await openRun(run, options.amt, {
    components: by === "schedule" || (by === undefined && asWorkbook !== undefined),
  });
  analysed.close();
  const { sums, facts, isBook } = analysed;
  if (isBook && by === "schedule") {
    throw usageError("A book does not know schedules: name its run, or another part");
  }
  const labels = labelsOf(facts);
  if ((by === "class" || by === "group") && Object.keys(facts.assets).length === 0) {
    say(`Warning: "${run[0]}" does not tell the assets' ${by}; name the asset table with --amt`);
  }
  if (isSection(options.of)) {
    return await writeSection(analysed, options.of, options, rule, destination);
  }
  const parts = by === undefined ? [wholeRun(sums, rule)] : partsOf(sums, by, rule, labels);
  if (by === undefined && destination.format === "table") {
    return await writeDown(parts[0]!.figures, rule, isBook, facts.book?.aum, destination);
  }
  // Eyes are given percents, as the whole run is; digits ask for the numbers as they are.
  const forEyes = destination.format === "table" && options.digits === undefined;
  if (forEyes && destination.options.terminal) {
    const { dayWords } = await import("../runs/day_words.ts");
    say(`P&L is in percent of ${DENOMINATOR[isBook ? "book" : "part"]}`);
    if (rule.days !== "weekdays" || rule.theta === "spread") say(dayWords(rule).slice(0, -1));
  }
  if (by === undefined && asWorkbook !== undefined) {
    const { writeWorkbook } = await import("../output/workbook.ts");
    const tables = [{ name: "total", ...await tableOf(parts, undefined, facts, isBook, false) }];
    for (const division of DIVISIONS) {
      if (isBook && division === "schedule") continue;
      const own = partsOf(sums, division, rule, labels);
      // Classes and groups that nobody tells.
      if (own.every(({ name }) => name === "")) continue;
      tables.push({ name: division, ...await tableOf(own, division, facts, isBook, false) });
    }
    return await writeWorkbook(tables, destination);
  }
  const { columns, rows } = await tableOf(parts, by, facts, isBook, forEyes);
  await writeTable(columns, destination, () => rows);
}

/** A line of figures for each part, behind what it is called. */
async function tableOf(
  parts: readonly Part[],
  by: Division | undefined,
  facts: RunFacts,
  isBook: boolean,
  forEyes: boolean,
): Promise<{ readonly columns: ColumnSpec[]; readonly rows: Cell[][] }> {
  const { labelsOf } = await import("../runs/analysis/open_run.ts");
  const { figureText } = await import("../runs/analysis/figure_text.ts");
  const { figuresOf } = await import("../runs/figures.ts");
  const { cellOf, typeOf } = await import("./summary_topics.ts");
  const labels = labelsOf(facts);
  const names: [string, (part: Part) => Cell][] = by === undefined
    ? []
    : [[by, ({ name }) => name === "" ? null : name]];
  if (by === "asset") {
    names.push(["class", ({ name }) => labels(name).class || null]);
    names.push(["group", ({ name }) => labels(name).group || null]);
  }
  const specs = figuresOf(isBook);
  const columns: ColumnSpec[] = [
    ...names.map(([name], i) => ({
      name,
      type: "text" as const,
      missing: "–" as const,
      look: i === 0 ? { keep: 0 } : {},
    })),
    ...specs.map(({ key, column, kind }) => ({
      name: column,
      type: forEyes ? "text" as const : typeOf(kind),
      missing: "–" as const,
      look: {
        ...keepOf(key),
        loss: kind === "pnl",
        right: kind !== "day",
        cell: cellOf(kind),
      },
    })),
  ];
  const rows = parts.map((part) => [
    ...names.map(([, cell]) => cell(part)),
    ...specs.map((spec) => {
      const value = part.figures[spec.key];
      return forEyes ? figureText(spec, value) : value;
    }),
  ]);
  return { columns, rows };
}

/** Throws usage errors for options of another topic, and for what a topic cannot do without. */
function requireIts({ of, by, asset, month }: SummaryOptions): void {
  if (asset !== undefined && of !== "correlation") {
    throw usageError("Add --of correlation: --asset is of no use without");
  }
  if (asset !== undefined && by !== undefined) {
    throw usageError("Leave out --by: the fellows of one asset are assets");
  }
  if (month !== undefined && of !== "entries") {
    throw usageError("Add --of entries: --month is of no use without");
  }
  if (of === "entries" && month === undefined) {
    throw usageError("Name the month: --of entries --month 2024-03");
  }
  if (of === "entries" && by !== undefined) {
    throw usageError("Leave out --by: entries are listed straddle by straddle");
  }
}

function takeMonth(text: string): number {
  const month = parseMonth(text);
  if (month === undefined) throw new InvalidArgumentError("Give a month as YYYY-MM.");
  return month;
}

async function figureColumns() {
  const { FIGURES } = await import("../runs/figures.ts");
  const { MEANINGS } = await import("../runs/figure_meanings.ts");
  return FIGURES.map(({ key, column }) => ({ name: column, meaning: MEANINGS[key] }));
}

/** What the figures mean: a table, or on a terminal lines that end between words. */
async function explainFigures(
  topic: SummaryOptions["of"],
  destination: Destination,
): Promise<void> {
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const { columnsOfTopic } = await import("./summary_topics.ts");
  const FIGURES = (topic === "figures" ? await figureColumns() : await columnsOfTopic(topic))
    .map(({ name, meaning }) => ({ column: name, meaning }));
  const { columns, terminal } = destination.options;
  if (destination.format !== "table" || terminal === undefined || columns !== undefined) {
    const rows = FIGURES.map(({ column, meaning }) => [column, meaning]);
    return await writeTable(columnsOf("text", "figure", "meaning"), destination, () => rows);
  }
  const { writeText } = await import("../output/write_text.ts");
  const { wrapLine } = await import("../base/text_width.ts");
  const indent = Math.max(...FIGURES.map(({ column }) => column.length)) + 2;
  const lines = FIGURES.flatMap(({ column, meaning }) =>
    wrapLine(column.padEnd(indent) + meaning, terminal.width, " ".repeat(indent))
  );
  await writeText(`${lines.join("\n")}\n`, undefined);
}

/** What a narrow terminal keeps of the figures by part, the most important first. */
const KEPT: readonly (keyof Figures)[] = [
  "pnl",
  "sharpe",
  "maxDrawdown",
  "opnl",
  "hpnl",
  "winRate",
  "straddles",
];

function keepOf(key: keyof Figures): { readonly keep?: number } {
  const rank = KEPT.indexOf(key);
  return rank < 0 ? {} : { keep: rank + 1 };
}

/**
 * The figures of the whole run one below the other: all of them, with what their percents are of, or
 * those that are chosen. A run's P&L is per live straddle (BK-5), a book's also in money.
 */
async function writeDown(
  figures: Figures,
  rule: DayRule,
  isBook: boolean,
  aum: number | undefined,
  destination: Destination,
): Promise<void> {
  const { columnsOf, writeTable } = await import("../output/write_table.ts");
  const { positionsOf } = await import("../output/choose_columns.ts");
  const { figureText } = await import("../runs/analysis/figure_text.ts");
  const { DENOMINATOR, figuresOf, labelOf, perStraddle } = await import("../runs/figures.ts");
  const { isSpread } = await import("../runs/analysis/daily.ts");
  const { grouped } = await import("../base/wording.ts");
  const { columns, ...options } = destination.options;
  const specs = figuresOf(isBook);
  const shown = isBook ? figures : perStraddle(figures);
  const chosen = columns === undefined
    ? specs
    : positionsOf(columns, specs.map(({ column }) => column)).map((at) => specs[at]!);
  const money = (share: number) => grouped((aum! * share).toFixed(0));
  const ofBook = aum === undefined ? [] : [
    ["Assets", money(1)],
    ["Net P&L in money", money(figures.pnl)],
    ["Costs in money", money(figures.opnl + figures.hpnl - figures.pnl)],
  ];
  const above = [
    ["P&L in percent of", DENOMINATOR[isBook ? "book" : "run"]],
    ...(isSpread(rule) ? [["A weekend's decay", "spread over its week's weekdays"]] : []),
    ...ofBook,
  ];
  const rows = [
    ...(columns === undefined ? above : []),
    ...chosen.map((spec) => [labelOf(spec, rule.days), figureText(spec, shown[spec.key])]),
  ];
  await writeTable(columnsOf("text", "figure", "value"), { ...destination, options }, () => rows);
}
