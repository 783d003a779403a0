/** Ctrl-C, SIGTERM and a hang-up: say so, leave nothing half-written, end with exit code 130. */
import { EXIT } from "./errors.ts";
import { endsOnHangUp } from "./hang_up.ts";
import { say } from "./terminal.ts";

/** Those that cancel; hang-ups join them when the program listens. */
const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

const cleanups = new Set<() => void>();
/** So long the thread may work without looking up. */
const DEAF_MS = 20;
/** When it looked up last; undefined = nobody listens, as in workers. */
let heard: number | undefined;

/** From now on a signal cancels the program. */
export function listenForCancel(): void {
  heard = performance.now();
  if (endsOnHangUp()) SIGNALS.push("SIGHUP");
  SIGNALS.forEach((signal) => Deno.addSignalListener(signal, cancel));
}

/**
 * Lets a signal be heard: awaited every so often by whatever keeps the main thread busy for long.
 * Costs nothing when it was done a moment ago, and in workers.
 */
export async function hearSignals(): Promise<void> {
  if (heard === undefined || performance.now() - heard < DEAF_MS) return;
  await new Promise((resolve) => setTimeout(resolve));
  heard = performance.now();
}

/** All items of something that takes long to make. */
export async function gather<T>(items: Iterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for (const item of items) {
    gathered.push(item);
    await hearSignals();
  }
  return gathered;
}

/**
 * Has `cleanup` called if the program is cancelled; it must not throw. The result takes that back.
 * Workers need none: they end with the process.
 */
export function onCancel(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
  };
}

function cancel(): void {
  // A shell that goes with its terminal sends a second hang-up, which means no more than the first.
  if (SIGNALS.includes("SIGHUP")) Deno.addSignalListener("SIGHUP", () => {});
  // Whatever hangs from here on, the next signal ends the process: the system sees to it, not we.
  SIGNALS.forEach((signal) => Deno.removeSignalListener(signal, cancel));
  say("straddle: Cancelled; unfinished files are removed");
  cleanups.forEach((cleanup) => cleanup());
  Deno.exit(EXIT.cancelled);
}
