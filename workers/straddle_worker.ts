/**
 * The Web Worker's entry: answers main's messages, whatever happens. The work itself is loaded
 * later, so that a failure to load it (DuckDB's library, say) is an answer too.
 */
import { useBindings } from "../src/base/duckdb/library.ts";
import { failureOf } from "../src/backtest/failure.ts";
import { holdLifeline } from "../src/backtest/lifeline.ts";
import type { FromWorker, ToWorker } from "../src/backtest/protocol.ts";
import type { SweepAnswer, SweepQuestion } from "../src/sweep/protocol.ts";

const worker = self as unknown as {
  readonly name: string;
  onmessage: (event: MessageEvent<ToWorker | SweepQuestion>) => void;
  onmessageerror: () => void;
  postMessage(message: FromWorker | SweepAnswer): void;
};
const fail = (error: unknown) => worker.postMessage(failureOf(error));

let loading: Promise<typeof import("./work.ts")> | undefined;
holdLifeline(worker.name).then(() => worker.postMessage({ kind: "started" }));

worker.onmessage = async ({ data }) => {
  try {
    if (data.kind === "warm up") useBindings(data.bindings);
    const { answer } = await (loading ??= import("./work.ts"));
    const answered = await answer(data);
    // A promise that was rejected meanwhile, and that nobody awaits, is told of first.
    await new Promise((resolve) => setTimeout(resolve));
    worker.postMessage(answered);
  } catch (error) {
    fail(error);
  }
};
worker.onmessageerror = () => fail("its work cannot be read");

// What nobody catches is a failure like any other; left to Deno it would be printed with its stack.
self.addEventListener("error", (event) => {
  event.preventDefault();
  fail(event.error);
});
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});
