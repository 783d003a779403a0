/** Text from files on its way to a terminal. */

/** Controls, line separators, and the marks that turn the direction of the text after them. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A line whose control characters are shown, not obeyed: names come from files. */
export function showControls(line: string): string {
  return line.replace(UNSAFE, (c) => {
    const hex = c.charCodeAt(0).toString(16);
    return hex.length > 2 ? `\\u${hex.padStart(4, "0")}` : `\\x${hex.padStart(2, "0")}`;
  });
}
