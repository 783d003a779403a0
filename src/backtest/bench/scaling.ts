/** How the full run scales with its workers on this machine, and what keeps it from scaling further. */
import { type BenchRequest, EXPERIMENTS, runOnce, timeRuns, watchMemory } from "./bench.ts";
import type { Phases } from "../../base/stopwatch.ts";

const WORKERS = [1, 2, 4, 8, 16] as const;

/** The full run with some workers. */
export interface Scale {
  readonly workers: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  /** Milliseconds of main, and of the workers on average, by phase. */
  readonly main: Phases;
  readonly worker: Phases;
}

export interface Scaling {
  readonly cores: number;
  readonly scales: readonly Scale[];
}

/** Measures the full run with more and more workers, whether or not there are cores for them. */
export async function benchScaling(
  request: Omit<BenchRequest, "tell" | "workers">,
): Promise<Scaling> {
  const full = EXPERIMENTS.at(-1)!;
  await runOnce({ ...request, workers: 1 }, full, true);
  const scales: Scale[] = [];
  for (const workers of WORKERS) {
    const memory = watchMemory();
    const { seconds, cpuSeconds, result } = await timeRuns(
      request.runs,
      () => runOnce({ ...request, workers }, full, true),
    );
    const [main, ...others] = result.phases;
    const peakMiB = memory();
    scales.push({ workers, seconds, cpuSeconds, peakMiB, main: main!, worker: mean(others) });
  }
  return { cores: navigator.hardwareConcurrency, scales };
}

/**
 * Amdahl's law, T(n) = serial + parallel / n, through the least and the most workers that have a
 * core of their own; undefined on a machine with one core.
 */
export function serialSeconds({ cores, scales }: Scaling): number | undefined {
  const fitting = scales.filter(({ workers }) => workers <= cores);
  const [one, most] = [fitting[0], fitting.at(-1)];
  if (!one || !most || one === most) return undefined;
  const parallel = (one.seconds - most.seconds) / (1 - 1 / most.workers);
  return Math.max(0, one.seconds - parallel);
}

function mean(threads: readonly Phases[]): Phases {
  const names = [...new Set(threads.flatMap(Object.keys))];
  return Object.fromEntries(names.map((name) => [
    name,
    threads.reduce((sum, phases) => sum + (phases[name] ?? 0), 0) / threads.length,
  ]));
}
