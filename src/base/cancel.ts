/** Ctrl-C, SIGTERM and a hang-up: say so, leave nothing half-written, end with exit code 130. */
import { EXIT } from "./errors.ts";
import { endsOnHangUp } from "./hang_up.ts";
import { guardWaiting, say } from "./terminal.ts";

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
  listen();
  guardWaiting(deafly);
}

let listening = false;

function listen(): void {
  listening = true;
  SIGNALS.forEach((signal) => Deno.addSignalListener(signal, cancel));
}

/** From now on the system ends the program at a signal. */
function unlisten(): void {
  listening = false;
  SIGNALS.forEach((signal) => Deno.removeSignalListener(signal, cancel));
}

/**
 * Lets a signal be heard: awaited every so often by whatever keeps the main thread busy for long.
 * Costs nothing when it was done a moment ago, and in workers.
 */
export async function letSignalsIn(): Promise<void> {
  if (heard === undefined || performance.now() - heard < DEAF_MS) return;
  await new Promise((resolve) => setTimeout(resolve));
  heard = performance.now();
}

/**
 * Runs a step that may take for ever and cannot look up. Meanwhile a signal ends the program at
 * once, by the system's hand and without a word, so nothing that must be removed may be there yet.
 */
export async function unheard<T>(step: () => T): Promise<T> {
  if (heard === undefined) return step();
  // A signal that came before is heard still.
  await new Promise((resolve) => setTimeout(resolve));
  return deafly(step);
}

function deafly<T>(step: () => T): T {
  if (!listening) return step();
  unlisten();
  try {
    return step();
  } finally {
    listen();
  }
}

/** All items of something that takes long to make. */
export async function collect<T>(items: Iterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for (const item of items) {
    collected.push(item);
    await letSignalsIn();
  }
  return collected;
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

let words = () => "Cancelled; unfinished files are removed";

/** What a cancelled program says from now on. */
export function sayOnCancel(text: () => string): void {
  words = text;
}

function cancel(): void {
  // A shell that goes with its terminal sends a second hang-up, which means no more than the first.
  if (SIGNALS.includes("SIGHUP")) Deno.addSignalListener("SIGHUP", () => {});
  // Whatever hangs from here on, the next signal ends the process: the system sees to it, not we.
  unlisten();
  say(`straddle: ${words()}`);
  cleanups.forEach((cleanup) => cleanup());
  Deno.exit(EXIT.cancelled);
}
