/**
 * Python's regular expressions in JavaScript (L-5, L-6).
 *
 * Patterns come from people and files that know Python's `re`. Each is rewritten token by token for
 * JavaScript's `v` mode, so that `.`, `$`, `\w`, `\d`, `\s` and `\b` mean what they mean there. What
 * JavaScript has no equal for (possessive quantifiers, atomic groups, conditionals) is refused.
 * Left open: look-behind of varying width is accepted, a back-reference to a group that took no
 * part matches the empty text.
 */

import { unheard } from "./cancel.ts";
import { usageError } from "./errors.ts";

const WORD = "\\p{L}\\p{N}_";
/** `str.isspace`: unlike JavaScript's `\s` with the four separators and NEL, without the BOM. */
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const UNICODE_SETS = { d: "\\p{Nd}", w: WORD, s: SPACE } as const;
const ASCII_SETS = { d: "0-9", w: "0-9A-Za-z_", s: "\\t-\\r\\x20" } as const;
const CONTROL_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * The JavaScript expression for a Python pattern; use it with `test` or `exec`, it keeps no state.
 * `atStart`: must match at the start of the text, as Python's `match` (L-5); else anywhere (L-4).
 * Throws a usage error that quotes the pattern.
 */
export function compilePattern(
  source: string,
  { atStart = false }: { readonly atStart?: boolean } = {},
): RegExp {
  try {
    const { body, flags } = new Translator(source).translate();
    return new RegExp(atStart ? `^(?:${body})` : body, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw usageError(`Cannot use the pattern "${source}": ${reasonOf(error)}`);
  }
}

/**
 * Runs a search for the pattern `source`. One with repetitions may go through more ways to match
 * than there is time for, and V8 cannot be interrupted at it; a signal ends the program all the same.
 */
export async function searching<T>(source: string, step: () => T): Promise<T> {
  return /[*+{]/.test(source) ? await unheard(step) : step();
}

/** V8 says "Invalid regular expression: /…/v: Reason"; only the reason is about the user's text. */
function reasonOf(error: SyntaxError): string {
  const reason = error.message.replace(/^Invalid regular expression: .*\/[a-z]*: /s, "");
  if (reason === error.message) return reason;
  return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}; ` +
    `put a backslash before a special character that should stand for itself`;
}

/** What the flags that JavaScript does not know, or knows otherwise, stand at. */
interface Flags {
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly sets: Readonly<Record<"d" | "w" | "s", string>>;
}

function unopened(): never {
  throw new SyntaxError('a ")" has no "("; write "\\)" to mean the character');
}

class Translator {
  readonly #chars: readonly string[];
  #at = 0;
  #ignoreCase = false;
  #flags: Flags = { dotAll: false, multiline: false, sets: UNICODE_SETS };
  /** The flags outside each open group. */
  readonly #outside: Flags[] = [];

  constructor(source: string) {
    this.#chars = [...source];
  }

  translate(): { body: string; flags: string } {
    this.#globalFlags();
    let body = "";
    while (this.#at < this.#chars.length) body += this.#token();
    return { body, flags: this.#ignoreCase ? "iv" : "v" };
  }

  /** `(?i)` and the like, at the start only, as in Python 3.11 and later. */
  #globalFlags(): void {
    const match = /^\(\?([a-zA-Z]+)\)/.exec(this.#chars.slice(0, 12).join(""));
    if (match === null) return;
    this.#ignoreCase = match[1]!.includes("i");
    this.#setFlags(match[1]!, true);
    this.#at = match[0].length;
  }

  /** Switches flags; `i` is left to JavaScript. */
  #setFlags(flags: string, on: boolean): void {
    for (const flag of flags) {
      if (flag === "s") this.#flags = { ...this.#flags, dotAll: on };
      else if (flag === "m") this.#flags = { ...this.#flags, multiline: on };
      else if (on && flag === "a") this.#flags = { ...this.#flags, sets: ASCII_SETS };
      else if (on && flag === "u") this.#flags = { ...this.#flags, sets: UNICODE_SETS };
      else if (flag !== "i") {
        throw new SyntaxError(`the flag "${flag}" is not supported; leave it out`);
      }
    }
  }

  #token(): string {
    const char = this.#chars[this.#at++]!;
    switch (char) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#characterClass();
      case "(":
        return this.#group();
      case ".":
        return this.#flags.dotAll ? "[\\s\\S]" : "[^\\n]";
      case "^":
        return this.#flags.multiline ? "(?<![^\\n])" : "^";
      case "$":
        // Python's $ also matches before one newline at the end of the text.
        return this.#flags.multiline ? "(?![^\\n])" : "(?=\\n?$)";
      case "*":
      case "+":
      case "?":
        return this.#quantifier(char);
      case "{":
        return this.#repeat();
      case "|":
        return char;
      case ")":
        // Checked here: wrapped in "^(?:…)", a stray one would close the wrapper.
        this.#flags = this.#outside.pop() ?? unopened();
        return char;
      default:
        return literal(char);
    }
  }

  #quantifier(text: string): string {
    if (this.#chars[this.#at] === "+") {
      throw new SyntaxError(
        `the possessive quantifier "${text}+" is not supported; write "${text}"`,
      );
    }
    if (this.#chars[this.#at] !== "?") return text;
    this.#at++;
    return `${text}?`;
  }

  /** `{2}`, `{2,}`, `{,3}` (0 to 3), `{,}`; any other brace stands for itself. */
  #repeat(): string {
    const rest = this.#chars.slice(this.#at, this.#at + 24).join("");
    const match = /^(\d*)(,?)(\d*)\}/.exec(rest);
    if (match === null || match[0] === "}") return "\\{";
    this.#at += match[0].length;
    const [, from, comma, to] = match;
    return this.#quantifier(`{${from === "" ? "0" : from}${comma}${to}}`);
  }

  #group(): string {
    this.#outside.push(this.#flags);
    if (this.#chars[this.#at] !== "?") return "(";
    const rest = this.#chars.slice(this.#at + 1).join("");
    if (rest.startsWith("#")) {
      const end = this.#chars.indexOf(")", this.#at);
      if (end < 0) throw new SyntaxError('the comment has no end; close it with ")"');
      this.#at = end + 1;
      this.#outside.pop();
      return "";
    }
    const named = /^P<(\w+)>/u.exec(rest);
    if (named !== null) {
      this.#at += 1 + named[0].length;
      return `(?<${named[1]}>`;
    }
    const reference = /^P=(\w+)\)/u.exec(rest);
    if (reference !== null) {
      this.#at += 1 + reference[0].length;
      this.#outside.pop();
      return `\\k<${reference[1]}>`;
    }
    const flagged = /^([a-zA-Z]*)(?:-([a-zA-Z]+))?:/.exec(rest);
    if (flagged !== null) {
      const [text, on = "", off = ""] = flagged;
      if ([...on].some((flag) => off.includes(flag))) {
        throw new SyntaxError(`the flags "(?${text}" switch one on and off; leave one out`);
      }
      this.#setFlags(on, true);
      this.#setFlags(off, false);
      this.#at += 1 + text.length;
      return on.includes("i") ? "(?i:" : off.includes("i") ? "(?-i:" : "(?:";
    }
    const late = /^[a-zA-Z]+(?=\))/.exec(rest);
    if (late !== null) {
      throw new SyntaxError(
        `the flags "(?${late[0]})" must stand at the start; write "(?${late[0]}:…)" around a part`,
      );
    }
    const plain = /^(?:=|!|<=|<!|<\w+>)/.exec(rest);
    if (plain !== null) {
      this.#at += 1 + plain[0].length;
      return `(?${plain[0]}`;
    }
    throw new SyntaxError(
      `the group "(?${
        this.#chars.slice(this.#at + 1, this.#at + 4).join("")
      }…" is not supported; write it another way`,
    );
  }

  #escape(): string {
    const char = this.#chars[this.#at++];
    switch (char) {
      case undefined:
        throw new SyntaxError("it ends in a backslash; write two to mean one");
      case "A":
        return "^";
      case "Z":
        return "$";
      case "b":
        return this.#boundary("!", "=");
      case "B":
        // Before Python 3.14 the empty text has no \B.
        return `(?!^$)${this.#boundary("=", "!")}`;
      default:
        if (/[1-9]/.test(char)) return this.#backReference(char);
        return this.#setOf(char) ?? literal(this.#literalEscape(char));
    }
  }

  /** `\d \w \s` and their opposites, inside and outside of classes. */
  #setOf(char: string): string | undefined {
    if (!/[dwsDWS]/.test(char)) return undefined;
    const isOpposite = char < "a";
    return `[${isOpposite ? "^" : ""}${this.#flags.sets[char.toLowerCase() as "d" | "w" | "s"]}]`;
  }

  #boundary(afterWord: string, afterOther: string): string {
    const word = `[${this.#flags.sets.w}]`;
    return `(?:(?<=${word})(?${afterWord}${word})|(?<!${word})(?${afterOther}${word}))`;
  }

  /** `\1` to `\99`; three octal digits are a character. */
  #backReference(first: string): string {
    const digits = first + this.#chars.slice(this.#at, this.#at + 2).join("");
    const octal = /^[0-3][0-7]{2}/.exec(digits);
    const taken = octal?.[0] ?? /^\d{1,2}/.exec(digits)![0];
    this.#at += taken.length - 1;
    if (octal !== null) return literal(String.fromCodePoint(Number.parseInt(taken, 8)));
    // The group keeps a digit that follows out of the number.
    return `(?:\\${taken})`;
  }

  /** The character an escape stands for; the backslash and `char` are already taken. */
  #literalEscape(char: string): string {
    const control = CONTROL_ESCAPES[char];
    if (control !== undefined) return control;
    if (char === "0") {
      const digits = /^[0-7]{0,2}/.exec(this.#chars.slice(this.#at, this.#at + 2).join(""))![0];
      this.#at += digits.length;
      return String.fromCodePoint(Number.parseInt(`0${digits}`, 8));
    }
    const width = { x: 2, u: 4, U: 8 }[char];
    if (width !== undefined) {
      const digits = this.#chars.slice(this.#at, this.#at + width).join("");
      const code = Number.parseInt(digits, 16);
      if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < width || code > 0x10ffff) {
        throw new SyntaxError(
          `incomplete escape "\\${char}${digits}"; it needs ${width} hexadecimal digits`,
        );
      }
      this.#at += width;
      return String.fromCodePoint(code);
    }
    if (/[A-Za-z0-9]/.test(char)) {
      throw new SyntaxError(
        `bad escape "\\${char}"; leave the backslash out, or write two to mean one`,
      );
    }
    return char;
  }

  #characterClass(): string {
    let body = this.#chars[this.#at] === "^" ? "^" : "";
    this.#at += body.length;
    for (let first = true;; first = false) {
      const char = this.#chars[this.#at++];
      if (char === undefined) {
        throw new SyntaxError('a "[" has no "]"; write "\\[" to mean the character');
      }
      // A "]" right at the start stands for itself.
      if (char === "]" && !first) return `[${body}]`;
      const isSet = char === "\\" && /[dwsDWS]/.test(this.#chars[this.#at] ?? "");
      const item = char === "\\" ? this.#classEscape() : literal(char);
      if (this.#chars[this.#at] !== "-" || (this.#chars[this.#at + 1] ?? "]") === "]") {
        body += item;
        continue;
      }
      this.#at++;
      const last = this.#chars[this.#at++]!;
      const lastIsSet = last === "\\" && /[dwsDWS]/.test(this.#chars[this.#at] ?? "");
      if (isSet || lastIsSet) {
        throw new SyntaxError("a range in [] needs two characters; put the - first or last");
      }
      body += `${item}-${last === "\\" ? this.#classEscape() : literal(last)}`;
    }
  }

  #classEscape(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) {
      throw new SyntaxError('a "[" has no "]"; write "\\[" to mean the character');
    }
    if (char === "b") return literal("\b");
    const set = this.#setOf(char);
    if (set !== undefined) return set;
    const octal = /^[0-3]?[0-7]{1,2}/.exec(this.#chars.slice(this.#at - 1, this.#at + 2).join(""));
    if (octal !== null) {
      this.#at += octal[0].length - 1;
      return literal(String.fromCodePoint(Number.parseInt(octal[0], 8)));
    }
    return literal(this.#literalEscape(char));
  }
}

/** A character that stands for itself, inside and outside of classes. */
function literal(char: string): string {
  return /[\p{L}\p{N} ]/u.test(char) ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`;
}
