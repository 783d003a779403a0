/** Texts: their order, as words of a command, and made safe to print. */

/**
 * Compares by Unicode code point, as the reference and UTF-8 readers sort. JavaScript's `<`
 * compares UTF-16 units and puts U+FF00 after an emoji.
 */
export function compareText(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they go after every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Words as a POSIX shell takes them. */
export function commandText(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Cc: control characters; then marks that reorder text, line separators, and lone surrogates, which
 * no stream can carry.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Zl}\p{Zp}\p{Cs}]/gu;
/** How Python and JavaScript write them in a text, too. */
export const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * A text that may stand on a terminal and in one line: `\n`, `\x1b`, `\u202e` are shown, not obeyed.
 * Names come from files.
 */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const unit = character.charCodeAt(0);
    const hex = unit.toString(16);
    return SHORT_ESCAPES[character] ??
      (unit < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`);
  });
}
