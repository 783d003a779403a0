/** Messages to the person at the terminal: stderr, never stdout. */

const encoder = new TextEncoder();

/** Writes a line to stderr. Control characters in it are shown, not obeyed: names come from files. */
export function say(line: string): void {
  write(`${line.replace(/\p{Cc}/gu, escapeControl)}\n`);
}

/** Erases the current line of a terminal. */
export function eraseLine(): void {
  write("\r\x1b[2K");
}

/** Whether stderr is a terminal that understands more than plain lines. */
export function isLively(): boolean {
  return Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
}

function escapeControl(c: string): string {
  return `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function write(text: string): void {
  try {
    Deno.stderr.writeSync(encoder.encode(text));
  } catch {
    // Nobody listens; there is nowhere else to say so.
  }
}
