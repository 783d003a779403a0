/** Messages to the person at the terminal: stderr, never stdout. */

import { showControls } from "./controls.ts";

const encoder = new TextEncoder();

/** A quoted text that is longer than any path comes from a broken file, and may be megabytes. */
const ENDLESS = /"([^"]{200})[^"]{4800,}"/g;

/** Ends the line that is being redrawn, if there is one. */
let endLine = () => {};

/** From now on a message first has `end` called, since a line on the screen is being redrawn. */
export function redrawing(end: () => void): void {
  endLine = end;
}

/** Writes a line to stderr. Control characters in it are shown, not obeyed: names come from files. */
export function say(line: string): void {
  endLine();
  const clipped = line.replace(ENDLESS, '"$1…"');
  write(`${showControls(clipped)}\n`);
}

/** Whether stderr is a terminal that understands more than plain lines. */
export function isLively(): boolean {
  return Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** Writes to stderr, as it is. A terminal that is gone is no error: the signal that says so ends us. */
export function write(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(text));
  } catch {
    // Nobody listens; there is nowhere else to say so.
  }
}
