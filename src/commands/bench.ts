/** `straddle bench`: the speed of this machine, beside that of the design we descend from. */
import { Command } from "commander";
import type { InputOptions } from "../inputs/paths.ts";
import { writeJson, writeText } from "../output/write_text.ts";
import { counted } from "../base/wording.ts";
import { addInputOptions, addRuleOptions, takePricedInputs } from "./input_options.ts";
import { positive } from "./options.ts";
import { addDataOption } from "./output_options.ts";
import { sayWithoutEffect } from "./slips.ts";

interface BenchOptions extends InputOptions {
  readonly workers?: number;
  readonly runs: number;
  readonly scaling?: boolean;
  readonly caches?: boolean;
  readonly switches?: boolean;
  readonly format: "text" | "json";
}

export function benchCommand(): Command {
  const command = new Command("bench")
    .description(
      "Measures the experiments that the reference was judged by, the full run, the full run " +
        "without memoizing, what DuckDB needs to copy its rows, and the reference's style of one " +
        "query a straddle. Prices are made up when none are given.",
    );
  addRuleOptions(addInputOptions(command, true));
  return addDataOption(command)
    .option("-j, --workers <n>", "number of workers (default: logical cores)", positive)
    .option("--runs <n>", "counted runs of each, after one to warm up", positive, 5)
    .option("--scaling", "measure the full run with 1, 2, 4, 8 and 16 workers instead")
    .option("--switches", "measure what Greeks, attribution, hedging and costs cost instead")
    .option("--caches", "measure the caches instead, beside other kinds of cache")
    .action(action);
}

async function action(options: BenchOptions): Promise<void> {
  const scaling = options.scaling && !options.caches;
  sayWithoutEffect(options, {
    workers: scaling && "beside --scaling, which tries several",
    scaling: options.caches && "beside --caches",
  });
  const { bench, benchSeries } = await import("../backtest/bench/bench.ts");
  const { scratchFolder } = await import("../base/scratch.ts");
  const { say } = await import("../base/terminal.ts");
  const given = await takePricedInputs(options, "may lack prices");
  const folder = scratchFolder();
  let inputs = given;
  if (options.prices === undefined && options.data === undefined) {
    say("Making prices …");
    const { makePrices } = await import("../backtest/bench/prices.ts");
    const path = `${folder}/prices.parquet`;
    await makePrices(benchSeries(given), path);
    inputs = { ...given, prices: [path] };
  }
  const tell = (measured: unknown, text: string) =>
    options.format === "json" ? writeJson(measured, undefined) : writeText(text, undefined);
  const workers = options.workers ?? navigator.hardwareConcurrency;
  if (options.caches) {
    const { benchCaches } = await import("../backtest/bench/caches.ts");
    const { cacheLines } = await import("../backtest/bench/caches_text.ts");
    const measured = await benchCaches({ inputs, workers, runs: options.runs, folder });
    return await tell(measured, cacheLines(measured));
  }
  if (options.switches) {
    const { benchSwitches } = await import("../backtest/bench/switches.ts");
    const { switchLines } = await import("../backtest/bench/switches_text.ts");
    const measured = await benchSwitches({ inputs, workers, runs: options.runs, folder });
    return await tell(measured, switchLines(measured));
  }
  if (options.scaling) {
    const { benchScaling } = await import("../backtest/bench/scaling.ts");
    const { scalingLines } = await import("../backtest/bench/scaling_text.ts");
    const measured = await benchScaling({ inputs, runs: options.runs, folder });
    return await tell(measured, scalingLines(measured));
  }
  if (options.format === "json") {
    const measured: unknown[] = [];
    const keep = (run: unknown) => {
      measured.push(run);
      return Promise.resolve();
    };
    await bench({ inputs, workers, runs: options.runs, folder, tell: keep });
    return await writeJson(measured, undefined);
  }
  await printLine([
    "run",
    "straddles",
    "rows",
    "seconds",
    "CPU s",
    "straddles/s",
    "MiB",
    "the reference's seconds",
  ]);
  await bench({
    inputs,
    workers,
    runs: options.runs,
    folder,
    tell: ({ name, straddles, rows, seconds, cpuSeconds, peakMiB, referenceSeconds }) =>
      printLine([
        name,
        String(straddles),
        String(rows),
        seconds.toFixed(3),
        cpuSeconds.toFixed(2),
        (straddles / seconds).toFixed(0),
        peakMiB === undefined ? "-" : peakMiB.toFixed(0),
        referenceSeconds === undefined ? "-" : String(referenceSeconds),
      ]),
  });
  say(
    `${counted(workers, "worker")}, Parquet output, medians of ${counted(options.runs, "run")} ` +
      "without the process's start (0.05 s); CPU: of all threads; MiB: peak of the whole process in " +
      "its first such run. The reference ran on 16 cores.",
  );
}

const WIDTHS = [36, 10, 10, 9, 8, 12, 6, 25];

function printLine(cells: readonly string[]): Promise<void> {
  const line = cells.map((cell, i) => i === 0 ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!))
    .join("");
  return writeText(`${line.trimEnd()}\n`, undefined);
}
