/** The terminal: its size and colours, and messages to the person at it (stderr, never stdout). */

import { escapeUnsafe } from "./text.ts";

const encoder = new TextEncoder();

/** A quoted text that is longer than any path comes from a broken file, and may be megabytes. */
const ENDLESS = /"([^"]{200})[^"]{4800,}"/g;

/** Taken for the size of a terminal that does not tell its own: `script` and CI say 0. */
const USUAL_SIZE = { columns: 80, rows: 24 } as const;

/** A standard stream. */
type Stream = Pick<typeof Deno.stdout, "isTerminal">;

/** Columns and rows of the terminal. */
export function terminalSize(): { readonly columns: number; readonly rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows };
  } catch {
    // It is a terminal without a size, or none at all.
    return USUAL_SIZE;
  }
}

/** Columns of the terminal that a stream is, or the usual ones where it is none. */
export function widthOf(stream: Stream): number {
  return stream.isTerminal() ? terminalSize().columns : USUAL_SIZE.columns;
}

/**
 * Whether a stream is to have colours: a terminal is, unless it is dumb, or --no-color or NO_COLOR
 * (https://no-color.org) forbids them. A pipe or a file never is, whatever the environment asks for.
 */
export function hasColors(stream: Stream): boolean {
  if (Deno.args.includes("--no-color") || value("NO_COLOR") !== "") return false;
  return stream.isTerminal() && value("TERM") !== "dumb";
}

/** A variable of the environment; empty = unset, or not to be looked at. */
function value(name: string): string {
  try {
    return Deno.env.get(name) ?? "";
  } catch {
    // A message must get out with fewer rights than the task gives, too.
    return "";
  }
}

/** What colours are for; the codes are of the sixteen that every terminal lets its user choose. */
const CODES = { loss: 31, error: 31, warning: 33 } as const;

/** A text in the colour of what it is. */
export function paint(text: string, tone: keyof typeof CODES): string {
  return `\x1b[${CODES[tone]}m${text}\x1b[39m`;
}

/** A message on stderr whose head, if it begins so, has its colour if there are any. */
function paintHead(message: string, head: string, tone: keyof typeof CODES): string {
  if (taker || !message.startsWith(head) || !hasColors(Deno.stderr)) return message;
  return paint(head, tone) + message.slice(head.length);
}

/** An error that is about to be written: its first word is the program's name. */
export function paintError(message: string): string {
  return paintHead(message, "straddle:", "error");
}

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
  write(`${paintHead(shown(line), "Warning:", "warning")}\n`);
}

/** Writes a warning to stderr, as `say` does. */
export function warnOf(text: string): void {
  say(`Warning: ${text}`);
}

/** Writes why the program ends: as `say` does, with the program's name before it. */
export function sayError(message: string): void {
  endLine();
  write(`${paintError(shown(`straddle: ${message}`))}\n`);
}

function shown(line: string): string {
  let text = line.replace(ENDLESS, '"$1…"');
  for (const [path, name] of [...names].reverse()) text = text.replaceAll(path, () => name);
  return escapeUnsafe(text);
}

/** Whether stderr is a terminal that understands more than plain lines. */
export function isLively(): boolean {
  return taker === undefined && Deno.stderr.isTerminal() && value("TERM") !== "dumb";
}

/** Who gets the messages in place of stderr. */
let taker: ((text: string) => void) | undefined;

/** From now on `take` gets the messages, until the result is called. */
export function takeMessages(take: (text: string) => void): () => void {
  taker = take;
  return () => taker = undefined;
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
  if (taker) return taker(text);
  const bytes = encoder.encode(text);
  written += bytes.length;
  try {
    if (written < PIPE_BYTES) Deno.stderr.writeSync(bytes);
    else wait(() => Deno.stderr.writeSync(bytes));
  } catch {
    // Nobody listens; there is nowhere else to say so.
  }
}
