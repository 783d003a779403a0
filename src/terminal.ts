/** Messages to the person at the terminal: stderr, never stdout. */

import { showControls } from "./controls.ts";

const encoder = new TextEncoder();

/** A quoted text that is longer than any path comes from a broken file, and may be megabytes. */
const ENDLESS = /"([^"]{200})[^"]{4800,}"/g;

/** Writes a line to stderr. Control characters in it are shown, not obeyed: names come from files. */
export function say(line: string): void {
  const clipped = line.replace(ENDLESS, '"$1…"');
  write(`${showControls(clipped)}\n`);
}

/** Erases the current line of a terminal. */
export function eraseLine(): void {
  write("\r\x1b[2K");
}

/** Whether stderr is a terminal that understands more than plain lines. */
export function isLively(): boolean {
  return Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

function write(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(text));
  } catch {
    // Nobody listens; there is nowhere else to say so.
  }
}
