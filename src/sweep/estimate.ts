/** What a sweep will take, by what its first variant takes here and now. */
import { counted, duration, grouped, yearSpan } from "../base/wording.ts";
import { memoryOf, type ReadySweep, type SweepRequest } from "./sweep.ts";

/** Figures and days of a variant in the file, about. */
const BYTES_A_PART = 250, BYTES_A_DAY = 9;

export interface SweepCost {
  /** Seconds to read inputs and prices, and to value a variant on one worker. */
  readonly load: number;
  readonly variant: number;
  /** Workers that have something to do. */
  readonly workers: number;
  /** Bytes: of memory at most, and of a variant in the file. */
  readonly memory: number;
  readonly bytes: number;
}

/** Values the first variant, to see what it takes. */
export async function measureCost(sweep: ReadySweep, request: SweepRequest): Promise<SweepCost> {
  const begun = performance.now();
  const gathered = await sweep.gather();
  const load = (performance.now() - begun) / 1000;
  let bytes = 0;
  // Twice: the first time code is compiled, too.
  let variant = Infinity;
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    await sweep.run([0], {
      take: ({ parts, day }) => bytes = BYTES_A_PART * parts.length + BYTES_A_DAY * day.length,
    });
    variant = Math.min(variant, (performance.now() - start) / 1000);
  }
  const workers = Math.min(request.workers, sweep.variants.length);
  return { load, variant, workers, bytes, memory: memoryOf({ ...request, workers }, gathered) };
}

/** Seconds that some variants take on one machine, once the prices are read. */
export function workOf({ variant, workers }: SweepCost, variants: number): number {
  return variant * Math.ceil(variants / workers);
}

/** Says in a few lines what a sweep will take. */
export async function estimate(sweep: ReadySweep, request: SweepRequest): Promise<string[]> {
  const { variants } = sweep;
  const cost = await measureCost(sweep, request);
  const { load, variant, workers, memory, bytes } = cost;
  const size = (n: number) => n >= 1e9 ? `${(n / 1e9).toFixed(1)} GB` : `${Math.ceil(n / 1e6)} MB`;
  const { years } = sweep.identity;
  return [
    `${counted(variants.length, "variant")} of ${counted(sweep.assets, "asset")}, ` +
    yearSpan(years),
    `  time    ${duration(load + workOf(cost, variants.length))} with ` +
    `${counted(workers, "worker")}: ${variant.toFixed(2)} s a variant and worker`,
    `  memory  ${size(memory)} at most`,
    `  file    ${size(bytes * variants.length)}, and as much meanwhile (${
      grouped(bytes)
    } bytes a variant)`,
  ];
}
