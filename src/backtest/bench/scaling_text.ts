/** What `bench --scaling` prints. */
import { type Scaling, serialSeconds } from "./scaling.ts";
import { tableLines } from "./text.ts";

/** Where a run's milliseconds go: whose they are, the phase, and what it is in words. */
const PHASES: readonly (readonly ["main" | "worker", phase: string, words: string])[] = [
  ["main", "plan", "main: plans, while workers start"],
  ["worker", "start", "each worker: its code"],
  ["worker", "tables", "each worker: its own tables"],
  ["worker", "database", "each worker: its own DuckDB handle"],
  ["worker", "load", "each worker: a scan of all prices, its share of them"],
  ["worker", "resolve", "shared out: straddles to series and days"],
  ["worker", "value", "shared out: values"],
  ["worker", "encode", "shared out: encoding"],
  ["worker", "write", "shared out: writing"],
  ["worker", "wait", "waiting for the turn to write"],
  ["main", "finish", "main: footer and disk"],
];

/** The measurements, and where the milliseconds of each go. */
export function scalingLines(scaling: Scaling): string {
  const { cores, scales } = scaling;
  const one = scales[0]!;
  const figures = [
    ["workers", "seconds", "CPU s", "MiB", "speed-up"],
    ...scales.map(({ workers, seconds, cpuSeconds, peakMiB }) => [
      String(workers),
      seconds.toFixed(3),
      cpuSeconds.toFixed(2),
      peakMiB.toFixed(0),
      (one.seconds / seconds).toFixed(2),
    ]),
  ];
  const phases = [
    ["milliseconds", ...scales.map(({ workers }) => String(workers))],
    ...PHASES.map(([thread, phase, words]) => [
      words,
      ...scales.map((scale) => (scale[thread][phase] ?? 0).toFixed(0)),
    ]),
  ];
  return `${tableLines(figures)}\n${tableLines(phases)}\n${amdahl(scaling, cores)}\n`;
}

function amdahl(scaling: Scaling, cores: number): string {
  const serial = serialSeconds(scaling);
  const machine = `This machine has ${cores} ${cores === 1 ? "core" : "cores"}`;
  if (serial === undefined) return `${machine}: what is serial cannot be told.`;
  const one = scaling.scales[0]!.seconds;
  return `${machine}. By Amdahl's law ${serial.toFixed(2)} s of ${one.toFixed(2)} s are serial ` +
    `(${(100 * serial / one).toFixed(0)} %): no number of workers is more than ` +
    `${(one / serial).toFixed(1)} times as fast as one.`;
}
