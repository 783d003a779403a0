/** A bar on a terminal that tells how far something is, once it takes longer than half a second. */
import type { SingleBar } from "cli-progress";
import { isLively, redrawing, terminalSize, write } from "./terminal.ts";

const SHOW_AFTER_MS = 500;
const EVERY_MS = 100;

/** The bar's columns, and about those of the text beside it. */
const LEAST_BAR = 5, MOST_BAR = 40, TEXT_WIDTH = 60;

/** The terminal, as the line needs it. Node's own stream throws out of timers when it is gone. */
const stream = {
  isTTY: true,
  get columns() {
    return terminalSize().columns;
  },
  write(text: string) {
    write(text);
    return true;
  },
} as unknown as NodeJS.WritableStream;

/** Shows a bar that asks how far something is, after so many seconds; until the result is called, which erases it again. */
export function watchBar(
  format: string,
  total: number,
  state: (seconds: number) => { readonly value: number; readonly payload: object },
  started = performance.now(),
): () => void {
  if (!isLively()) return () => {};
  let bar: SingleBar | undefined;
  let stopped = false;
  const stop = () => {
    stopped = true;
    bar?.stop();
    bar = undefined;
    clearInterval(timer);
    redrawing(() => {});
  };
  const timer = setInterval(async () => {
    const seconds = (performance.now() - started) / 1000;
    if (seconds * 1000 < SHOW_AFTER_MS) return;
    // Most commands end before there is a bar to show.
    const { default: cliProgress } = await import("cli-progress");
    if (stopped) return;
    const { value, payload } = state(seconds);
    if (!bar) {
      bar = new cliProgress.SingleBar({
        format,
        barsize: Math.max(LEAST_BAR, Math.min(MOST_BAR, terminalSize().columns - TEXT_WIDTH)),
        stream,
        clearOnComplete: true,
        hideCursor: true,
      }, cliProgress.Presets.shades_classic);
      bar.start(total, 0, payload);
      redrawing(stop);
    }
    bar.update(value, payload);
  }, EVERY_MS);
  return stop;
}
