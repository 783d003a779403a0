/**
 * What a worker does: warm up, take work, hand back.
 *
 * Each worker has its own asset table, caches and DuckDB handle; it shares nothing with the others
 * but the board's counters and the output, to which they append in turn.
 */
import { findAssets, type Inputs, loadAmt, loadInputs } from "../src/loader.ts";
import { Board } from "../src/backtest/board.ts";
import { runTasks, type TaskSink } from "../src/backtest/tasks.ts";
import { checkHeap } from "../src/base/heap.ts";
import { cacheStats, setMemoizeEnabled } from "../src/base/memo.ts";
import { chooseColumns } from "../src/output/choose_columns.ts";
import type { Format } from "../src/output/format.ts";
import { loadFormat } from "../src/output/formats.ts";
import { Stopped, TurnWriter } from "../src/backtest/turn_writer.ts";
import { openPrices, type PriceDatabase } from "../src/inputs/prices/database.ts";
import type { FromWorker, ToWorker, WarmUp, Work } from "../src/backtest/protocol.ts";
import type { SweepAnswer, SweepQuestion } from "../src/sweep/protocol.ts";
import { coveredYears } from "../src/engine/covered_years.ts";
import { compilePattern } from "../src/base/pattern.ts";
import { backtestColumns } from "../src/engine/columns.ts";
import { Stopwatch } from "../src/base/stopwatch.ts";

/** What warming up leaves ready for work. */
interface Warm {
  readonly inputs: Inputs;
  readonly database: PriceDatabase;
  readonly format: Format;
}

let warming: Promise<Warm>;
const watch = new Stopwatch();

/** Does what main asks for, and says what came of it. */
export async function answer(
  message: ToWorker | SweepQuestion,
): Promise<FromWorker | SweepAnswer> {
  if (message.kind === "work") return work(await warming, message);
  if (message.kind !== "warm up") {
    const { answerSweep } = await import("../src/sweep/work.ts");
    const { inputs, database } = await warming;
    return await answerSweep(inputs, database, message);
  }
  warming = warmUp(message);
  const { inputs, database } = await warming;
  if (message.yearsOf === undefined) return { kind: "ready", years: undefined };
  const assets = findAssets(inputs.amt, { pattern: compilePattern(message.yearsOf), live: true });
  return { kind: "ready", years: await coveredYears(inputs, database, assets) };
}

async function warmUp(message: WarmUp): Promise<Warm> {
  watch.lap("start");
  setMemoizeEnabled(message.memoize);
  const opening = openPrices(message.prices, message.duckdbBytes, message.reading);
  // A fault of the asset table is reported first, by main; the prices' fault must wait its turn.
  opening.catch(() => {});
  const inputs = loadInputs(loadAmt(message.amt, message.edits), message);
  const format = await loadFormat(message.format);
  watch.lap("tables");
  const database = await opening;
  watch.lap("database");
  return { inputs, database, format };
}

async function work(
  { inputs, database, format: loaded }: Warm,
  message: Work,
): Promise<FromWorker> {
  const { plan, options, switches } = message;
  watch.lap("idle");
  const board = new Board(message.board);
  const columns = backtestColumns(plan.hedges, switches);
  const format = chooseColumns(loaded, columns, options.columns);
  const writer = new TurnWriter({
    path: message.output,
    name: message.outputName,
    board,
    header: message.header,
    between: format.between,
    watch,
    backlog: message.backlogBytes,
  });
  const encoder = format.encoder(columns, options);
  const sink: TaskSink = {
    chunk: (task, rows, encoded) => writer.add(task.id, rows, encoded),
    endTask: (task) => writer.endTask(task.id),
    progress: (asset, straddles) => {
      if (board.stopped) throw new Stopped();
      board.setCurrentAsset(message.worker, asset);
      board.addStraddles(straddles);
      checkHeap();
    },
  };
  const report = await runTasks({ inputs, database }, message, { encoder, sink, watch });
  writer.finish();
  const incompleteRows = message.worker === 0 ? await database.incompleteRows() : 0;
  const shiftedHours = message.worker === 0 ? await database.shiftedHours() : [];
  return {
    kind: "done",
    report,
    incompleteRows,
    shiftedHours,
    chunks: writer.chunks,
    caches: cacheStats(),
    phases: watch.phases,
  };
}
