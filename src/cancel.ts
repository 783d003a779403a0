/** Ctrl-C and SIGTERM: say so, leave nothing half-written, end with exit code 130. */
import { EXIT } from "./errors.ts";
import { say } from "./terminal.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

const cleanups = new Set<() => void>();

/**
 * Has `cleanup` called if the program is cancelled; it must not throw. The result takes that back.
 * Workers need none: they end with the process.
 */
export function onCancel(cleanup: () => void): () => void {
  if (cleanups.size === 0) SIGNALS.forEach((signal) => Deno.addSignalListener(signal, cancel));
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) SIGNALS.forEach((signal) => Deno.removeSignalListener(signal, cancel));
  };
}

function cancel(): void {
  say("straddle: Cancelled; no output was written");
  cleanups.forEach((cleanup) => cleanup());
  Deno.exit(EXIT.cancelled);
}
