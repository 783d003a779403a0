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

/** What its user calls a file that messages name by its path. */
const names = new Map<string, string>();

/** From now on messages call the file at `path` by another name: the one its user gave. */
export function callInMessages(path: string, name: string): void {
  names.set(path, name);
}

/** Writes a line to stderr. Control characters in it are shown, not obeyed: names come from files. */
export function say(line: string): void {
  endLine();
  let text = line.replace(ENDLESS, '"$1…"');
  for (const [path, name] of names) text = text.replaceAll(path, () => name);
  write(`${showControls(text)}\n`);
}

/** Whether stderr is a terminal that understands more than plain lines. */
export function isLively(): boolean {
  return Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

/** So much is taken by a pipe that nobody reads. */
const PIPE_BYTES = 1 << 15;
let written = 0;
let wait = (step: () => void) => step();

/** From now on writing that may have to wait for its reader is done by `guard`. */
export function guardWaiting(guard: (step: () => void) => void): void {
  wait = guard;
}

/** Writes to stderr, as it is. A terminal that is gone is no error: the signal that says so ends us. */
export function write(text: string): void {
  const bytes = encoder.encode(text);
  written += bytes.length;
  try {
    if (written < PIPE_BYTES) Deno.stderr.writeSync(bytes);
    else wait(() => Deno.stderr.writeSync(bytes));
  } catch {
    // Nobody listens; there is nowhere else to say so.
  }
}
