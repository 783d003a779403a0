/** The progress line on a terminal: how much is done, at what rate, and the time left. */
import type { Board } from "./board.ts";
import type { Plan } from "./plan.ts";
import { watchBar } from "../base/progress_bar.ts";
import { duration, grouped } from "../base/wording.ts";

/**
 * The texts of the line. The time left comes of the rate so far; before the first straddle is done
 * there is none, and nobody knows.
 */
export function progressWords(done: number, all: number, seconds: number) {
  return {
    done: grouped(done),
    all: grouped(all),
    rate: grouped(seconds > 0 ? Math.round(done / seconds) : 0),
    left: done === 0 || seconds <= 0
      ? "time left unknown"
      : `${duration((all - done) * seconds / done)} left`,
  };
}

/** Shows the run's progress on stderr until the result is called, which erases it again. */
export function watchProgress(board: Board, plan: Plan): () => void {
  const format = "{bar} {percentage}% | {done} of {all} straddles | {rate}/s | {left}";
  return watchBar(format, plan.straddles, (seconds) => ({
    value: board.straddles,
    payload: progressWords(board.straddles, plan.straddles, seconds),
  }));
}
