/** Text on standard output that is no table. */
import { ClosedPipe, openAppender } from "./sink.ts";

/**
 * Writes a text to standard output. Control characters but line feeds are shown, not obeyed: names
 * come from files. A reader who leaves early ends it quietly.
 */
export function writeText(text: string): void {
  const shown = text.replace(
    /[^\P{Cc}\n]/gu,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  try {
    openAppender(undefined, "standard output").write(new TextEncoder().encode(shown));
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
}
