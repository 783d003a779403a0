/** How far the reading of runs is, on a terminal, once it takes long enough to be asked about. */
import { isLively } from "./terminal.ts";

/** When the bar's code is loaded: most runs are read before. */
const LOAD_AFTER_MS = 400;

/** Somebody who is told, or asks, which share is done (0 to 1), until it is stopped. */
export interface ShareWatch {
  readonly set: (share: number) => void;
  readonly ask: (share: () => number) => void;
  /** Erases the bar. */
  readonly stop: () => void;
}

/** Shows the share of `what` that is done on stderr, if that is a terminal. */
export function showShare(what: string): ShareWatch {
  let current = () => 0;
  let stop = () => {};
  if (isLively()) {
    const started = performance.now();
    let stopped = false, unwatch = () => {};
    const timer = setTimeout(async () => {
      const { watchBar } = await import("./progress_bar.ts");
      if (stopped) return;
      unwatch = watchBar(
        `{bar} {percentage}% | ${what.replace(/[{}\p{Cc}]/gu, "·")}`,
        100,
        () => ({ value: Math.round(100 * Math.min(1, current())), payload: {} }),
        started,
      );
    }, LOAD_AFTER_MS);
    stop = () => {
      stopped = true;
      clearTimeout(timer);
      unwatch();
    };
  }
  return { set: (share) => current = () => share, ask: (share) => current = share, stop };
}
