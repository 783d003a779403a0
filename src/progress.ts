/** The progress line on a terminal: straddles done, rate, time left. */
import cliProgress from "cli-progress";
import type { Board } from "./board.ts";
import type { Plan } from "./plan.ts";
import { isLively, redrawing, terminalSize } from "./terminal.ts";

const SHOW_AFTER_MS = 500;
const EVERY_MS = 100;
/** The bar's columns, and about those of the text beside it. */
const LEAST_BAR = 5, MOST_BAR = 40, TEXT_WIDTH = 60;

/** Shows the run's progress on stderr until the result is called, which erases it again. */
export function watchProgress(board: Board, plan: Plan): () => void {
  if (!isLively()) return () => {};
  const started = performance.now();
  let bar: cliProgress.SingleBar | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    clearInterval(timer);
    redrawing(() => {});
  };
  const timer = setInterval(() => {
    const seconds = (performance.now() - started) / 1000;
    if (seconds * 1000 < SHOW_AFTER_MS) return;
    if (!bar) {
      bar = new cliProgress.SingleBar({
        format: "{bar} {percentage}% | {value}/{total} straddles | {rate}/s | {eta_formatted} left",
        barsize: Math.max(LEAST_BAR, Math.min(MOST_BAR, terminalSize().columns - TEXT_WIDTH)),
        clearOnComplete: true,
        hideCursor: true,
      }, cliProgress.Presets.shades_classic);
      bar.start(plan.straddles, 0, { rate: 0 });
      redrawing(stop);
    }
    bar.update(board.straddles, { rate: Math.round(board.straddles / seconds) });
  }, EVERY_MS);
  return stop;
}
