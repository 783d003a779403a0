/** The run summary on stderr: what became of every straddle. Nothing vanishes silently. */
import type { BacktestRequest, BacktestResult } from "./request.ts";
import { formatDay } from "../base/calendar.ts";
import type { InputPaths } from "../inputs/paths.ts";
import { shiftText } from "../inputs/prices/zone_shift.ts";
import type { CacheStats } from "../base/memo.ts";
import type { Phases } from "../base/stopwatch.ts";
import { modelOf } from "../engine/models/models.ts";
import { ERROR_STATES, Note, NOTES, State, STATES } from "../engine/states.ts";
import { areDefault, CURRENT, REFERENCE, type Rules, rulesText } from "../inputs/rules.ts";
import { PLAIN } from "../engine/switches.ts";
import { costLines } from "./cost_lines.ts";
import { pnlLines } from "./pnl_lines.ts";
import { say, warnOf } from "../base/terminal.ts";
import { counted, grouped, yearSpan } from "../base/wording.ts";

/** How many names a line lists before it says "and 7 more". */
const NAMED = 8;
const SHOWN_FAILURES = 10;

/** What the user must know of the prices that were read. */
export function warnOfPrices(
  result: Pick<BacktestResult, "faults" | "shiftedHours" | "incompleteRows">,
  inputs: InputPaths,
): void {
  const missing = result.faults.reduce((sum, faults) => sum + faults.missing, 0);
  if (missing > 0) {
    warnOf(
      missing === 1
        ? "1 price is NULL, NaN or infinite; it counts as missing"
        : `${grouped(missing)} prices are NULL, NaN or infinite; they count as missing`,
    );
  }
  const contradicted = result.faults.reduce((sum, faults) => sum + faults.contradicted, 0);
  if (contradicted > 0) {
    const first = result.faults.find((faults) => faults.contradicted > 0)!;
    const taken = inputs.reading?.duplicates === "missing"
      ? "such prices count as missing"
      : "the last row of a day was taken";
    warnOf(
      `${counted(contradicted, "price is", "prices are")} there with several values, the first ` +
        `"${first.ticker}" "${first.field}" on ${formatDay(first.contradictedDay)}: ` +
        `${first.rival}, then ${first.last}; ${taken}`,
    );
  }
  const { shiftedHours } = result;
  if (shiftedHours.length > 0) {
    warnOf(
      `in the price files ${shiftText(shiftedHours)}: their days may be a day early; name the ` +
        "zone, as in --price-zone Europe/Berlin",
    );
  }
  const { incompleteRows } = result;
  if (incompleteRows > 0) {
    const rows = counted(incompleteRows, "row has", "rows have");
    const are = incompleteRows === 1 ? "is" : "are";
    warnOf(`${rows} no ticker, field or date in the price files and ${are} left out`);
  }
}

/** How many doubtful series are named. */
const NAMED_DOUBTS = 3;

/** A brief word of prices that no market has; what is odd about each is `check`'s to say. */
function warnOfDoubts({ doubtful }: BacktestResult): void {
  if (doubtful.length === 0) return;
  const more = doubtful.length - NAMED_DOUBTS;
  const names = doubtful.slice(0, NAMED_DOUBTS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const series = doubtful.length === 1
    ? "1 price series looks"
    : `${doubtful.length} price series look`;
  warnOf(`${series} doubtful: ${names}; straddle check says more`);
}

/** What the user must know before trusting the table, however quiet the run. */
export function warn(result: BacktestResult, inputs: InputPaths): void {
  warnOfPrices(result, inputs);
  warnOfDoubts(result);
  result.doubts.forEach(warnOf);
  const unknown = total(result, State.overrideMissing);
  if (unknown > 0 && inputs.overrides === undefined) {
    const need = counted(unknown, "straddle needs", "straddles need");
    warnOf(`no expiry overrides were given, and ${need} them (--overrides FILE)`);
  }
  for (const { asset, refusal } of result.counts) {
    if (refusal !== undefined) warnOf(`asset "${asset}" is not valued: ${refusal}`);
  }
  for (const { asset, straddle, message } of result.failures.slice(0, SHOWN_FAILURES)) {
    warnOf(`asset "${asset}" straddle ${straddle}: ${message}`);
  }
}

/** Prints the end states, the notes and the figures of the run. */
export function summarize(
  result: BacktestResult,
  request: Pick<BacktestRequest, "inputs" | "switches" | "verbose">,
  seconds: number,
): void {
  const { plan, years, rows } = result;
  const { inputs: { rules = REFERENCE }, switches = PLAIN, verbose = false } = request;
  const rate = Math.round(plan.straddles / seconds);
  say(
    `${counted(plan.straddles, "straddle")} of ${counted(plan.assets.length, "asset")}, ${
      yearSpan(years)
    }: ` +
      `${counted(rows, "row")} in ${seconds.toFixed(2)} s (${grouped(rate)} straddles/s)`,
  );
  const width = grouped(plan.straddles).length;
  STATES.forEach((name, state) => {
    const straddles = total(result, state);
    if (straddles === 0) return;
    const assets = result.counts.filter(({ states }) => states[state]! > 0);
    const names = state === State.valued
      ? ""
      : `  ${list(assets.map(({ asset }) => asset), verbose)}`;
    say(`  ${grouped(straddles).padStart(width)}  ${name}${names}`);
  });
  NOTES.forEach(({ text, change = false }, note) => {
    if (change) return;
    const assets = result.counts.filter(({ notes }) => notes[note]! > 0);
    const straddles = assets.reduce((sum, { notes }) => sum + notes[note]!, 0);
    if (straddles === 0) return;
    say(`  ${grouped(straddles)} ${text}: ${list(assets.map(({ asset }) => asset), verbose)}`);
  });
  rulesLines(result, rules).forEach((line) => say(`  ${line}`));
  const stamped = result.faults.reduce((sum, faults) => sum + faults.stamped, 0);
  if (stamped > 0) {
    say(`  ${counted(stamped, "price")} of several stamps a day: the day's last was taken`);
  }
  const empty = withoutValue(result);
  if (empty.length > 0) say(`  no value at all: ${list(empty, true)}`);
  const costs = result.counts.flatMap(({ costs }) => costs ?? []);
  if (costs.length > 0) {
    costLines(costs, (switches.costs?.optionFactor ?? 0) > 0).forEach(say);
  }
  if (Deno.stderr.isTerminal() && total(result, State.valued) > 0) {
    pnlLines(result.pnl, result.counts).forEach(say);
  }
}

/** What the run's rules changed, or would. */
function rulesLines(result: BacktestResult, rules: Rules): string[] {
  if (rules.set === "reference") {
    const assets = result.counts.filter(({ asset }) =>
      modelOf(result.amt.byUnderlying.get(asset)!.model, CURRENT) !== undefined
    );
    const more = sum(assets, ({ states }) => states[State.modelNotSupported]!) +
      noted(result, Note.lmeVol);
    const straddles = counted(more, "more straddle");
    return [
      ...(areDefault(rules) ? [] : [rulesText(rules)]),
      ...(more === 0 ? [] : [
        `--rules current would value up to ${straddles}, where there are prices`,
      ]),
    ];
  }
  const changed = NOTES.filter(({ change = false }) => change).map(({ bit, text }) => {
    const straddles = noted(result, bit);
    return straddles === 0 ? [] : [`${grouped(straddles)} ${text}`];
  });
  const left = total(result, State.otherSide);
  const parts = [
    ...changed.flat(),
    ...(left === 0 ? [] : [`${grouped(left)} left to other assets`]),
  ];
  return [`${rulesText(rules)}: ${parts.join(", ") || "nothing changed by them"}`];
}

/** Straddles with a note. */
function noted({ counts }: BacktestResult, bit: number): number {
  const at = NOTES.findIndex((note) => note.bit === bit);
  return sum(counts, ({ notes }) => notes[at]!);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Whether `--strict` should fail the run. */
export function hasFailures(result: BacktestResult): boolean {
  return ERROR_STATES.some((state) => total(result, state) > 0) || withoutValue(result).length > 0;
}

/** One line a cache: entries, hits, misses, rough size. */
export function printCaches(caches: readonly CacheStats[]): void {
  const lines = caches.map(({ name, entries, hits, misses, bytes }) => [
    name,
    ...[entries, hits, misses, bytes].map(grouped),
  ]);
  printTable([["cache", "entries", "hits", "misses", "bytes"], ...lines]);
}

/** Milliseconds by phase: a line a phase, a column a thread. */
export function printPhases(phases: readonly Phases[]): void {
  const names = [...new Set(phases.flatMap(Object.keys))];
  const threads = phases.map((_, thread) => thread === 0 ? "main" : `worker ${thread}`);
  const cell = (ms: number | undefined) => ms === undefined ? "" : ms.toFixed(0);
  printTable([
    ["phase (ms)", ...threads],
    ...names.map((name) => [name, ...phases.map((thread) => cell(thread[name]))]),
  ]);
}

/** Lines of cells, the first column to the left, the others to the right. */
function printTable(lines: readonly (readonly string[])[]): void {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
    );
    say(cells.join("  ").trimEnd());
  }
}

/** The assets of which no straddle is valued and some lack prices, by Underlying. */
export function withoutPrices({ counts }: BacktestResult): string[] {
  return counts.filter(({ states }) => states[State.valued] === 0 && states[State.noGoodDay]! > 0)
    .map(({ asset }) => asset);
}

function withoutValue(result: BacktestResult): string[] {
  return result.counts.filter(({ states }) => states[State.valued] === 0).map(({ asset }) => asset)
    .sort();
}

function total({ counts }: BacktestResult, state: number): number {
  return counts.reduce((sum, { states }) => sum + states[state]!, 0);
}

function list(names: readonly string[], all: boolean): string {
  const sorted = [...names].sort();
  if (all || sorted.length <= NAMED) return sorted.join(", ");
  return `${sorted.slice(0, NAMED).join(", ")} and ${sorted.length - NAMED} more`;
}
