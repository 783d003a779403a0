/** What a sweep will take, by what its first variant takes here and now. */
import { counted, duration, grouped } from "../base/wording.ts";
import { memoryOf, type ReadySweep, type SweepRequest } from "./sweep.ts";

/** Figures and days of a variant in the file, about. */
const BYTES_A_PART = 250, BYTES_A_DAY = 9;

/** Values the first variant, and says in a few lines what all of them will take. */
export async function estimate(sweep: ReadySweep, request: SweepRequest): Promise<string[]> {
  const { variants } = sweep;
  const begun = performance.now();
  const gathered = await sweep.gather();
  const loaded = performance.now();
  let bytes = 0;
  // Twice: the first time code is compiled, too.
  let seconds = Infinity;
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    await sweep.run([0], {
      take: ({ parts, day }) => bytes = BYTES_A_PART * parts.length + BYTES_A_DAY * day.length,
    });
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  const workers = Math.min(request.workers, variants.length);
  const all = (loaded - begun) / 1000 + seconds * Math.ceil(variants.length / workers);
  const size = (n: number) => n >= 1e9 ? `${(n / 1e9).toFixed(1)} GB` : `${Math.ceil(n / 1e6)} MB`;
  const { years } = sweep.identity;
  return [
    `${counted(variants.length, "variant")} of ${counted(sweep.assets, "asset")}, ` +
    `${years.from}–${years.to}`,
    `  time    ${duration(all)} with ${counted(workers, "worker")}: ` +
    `${seconds.toFixed(2)} s a variant and worker`,
    `  memory  ${size(memoryOf({ ...request, workers }, gathered))} at most`,
    `  file    ${size(bytes * variants.length)}, and as much meanwhile (${
      grouped(bytes)
    } bytes a variant)`,
  ];
}
