/** The progress line of an import on a terminal: megabytes read, time left. */
import type { Meter } from "./cell.ts";

const SHOW_AFTER_MS = 500;
const EVERY_MS = 100;
const MB = 1e6;

export interface Progress extends Meter {
  stop(): void;
}

/** Counts what is read of files of so many bytes, and shows it if anybody looks. */
export async function watchReading(total: number): Promise<Progress> {
  const { isLively, redrawing } = await import("../../base/terminal.ts");
  if (!isLively()) return { read() {}, stop() {} };
  const { default: cliProgress } = await import("cli-progress");
  const started = performance.now();
  let done = 0;
  let bar: InstanceType<typeof cliProgress.SingleBar> | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    clearInterval(timer);
    redrawing(() => {});
  };
  const timer = setInterval(() => {
    if (performance.now() - started < SHOW_AFTER_MS) return;
    if (!bar) {
      bar = new cliProgress.SingleBar({
        format: "{bar} {percentage}% | {value}/{total} MB read | {eta_formatted} left",
        clearOnComplete: true,
        hideCursor: true,
      }, cliProgress.Presets.shades_classic);
      bar.start(Math.ceil(total / MB), 0);
      redrawing(stop);
    }
    bar.update(Math.min(Math.round(done / MB), Math.ceil(total / MB)));
  }, EVERY_MS);
  return {
    read(bytes) {
      done += bytes;
    },
    stop,
  };
}
