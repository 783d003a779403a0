/** What each switch costs: the full run with it and without it in turn, CPU time of all threads. */
import { NO_HEDGE_COSTS } from "../../engine/costs.ts";
import { PLAIN, type Switches } from "../../engine/switches.ts";
import { backtest } from "../backtest.ts";
import { type BenchRequest, fullRun, median, runRequest, timeRuns } from "./bench.ts";

/** A run with switches beside the same run without. */
export interface SwitchCost {
  readonly name: string;
  /** Medians of CPU seconds. */
  readonly plain: number;
  readonly switched: number;
  /** Median of the pairs' ratios. */
  readonly ratio: number;
  /** Bytes of the file, as a multiple of the plain run's. */
  readonly size: number;
}

const costs = { side: 1, optionFactor: 1, hedge: { ...NO_HEDGE_COSTS, others: 1 } } as const;

const SWITCHES: readonly (Partial<Switches> & { readonly name: string })[] = [
  { name: "--greeks", greeks: true },
  { name: "--attribution", attribution: true },
  { name: "--greeks --attribution", greeks: true, attribution: true },
  { name: "--hedge weekly", hedge: { kind: "weekly", weekday: 4 } },
  { name: "--costs amt --hedge-cost 1", costs },
  { name: "--hedge weekly and these costs", hedge: { kind: "weekly", weekday: 4 }, costs },
  { name: "--hedge ww:1 and these costs", hedge: { kind: "ww", aversion: 1 }, costs },
  {
    name: "all of it",
    greeks: true,
    attribution: true,
    hedge: { kind: "weekly", weekday: 4 },
    costs,
  },
];

/** Measures each; pairs alternate, so that a machine that slows down slows both. */
export async function benchSwitches(request: Omit<BenchRequest, "tell">): Promise<SwitchCost[]> {
  const run = runRequest(request, fullRun(request.inputs), true);
  const once = async (switches: Switches) => {
    const { cpuSeconds } = await timeRuns(1, () => backtest({ ...run, switches }));
    const bytes = Deno.statSync(run.output!).size;
    Deno.removeSync(run.output!);
    return { cpuSeconds, bytes };
  };
  await once(PLAIN);
  const measured: SwitchCost[] = [];
  for (const { name, ...some } of SWITCHES) {
    const pairs: { plain: number; switched: number; size: number }[] = [];
    for (let n = 0; n < request.runs; n++) {
      const plain = await once(PLAIN);
      const switched = await once({ ...PLAIN, ...some });
      pairs.push({
        plain: plain.cpuSeconds,
        switched: switched.cpuSeconds,
        size: switched.bytes / plain.bytes,
      });
    }
    measured.push({
      name,
      plain: median(pairs.map(({ plain }) => plain)),
      switched: median(pairs.map(({ switched }) => switched)),
      ratio: median(pairs.map(({ plain, switched }) => switched / plain)),
      size: pairs[0]!.size,
    });
  }
  return measured;
}
