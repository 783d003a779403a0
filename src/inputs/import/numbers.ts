/** Numbers as people write them: with decimal points or commas, thousands parted or not. */
import type { Cell } from "./cell.ts";

/** The sign before the decimals. */
export type DecimalSign = "point" | "comma";

/** What a text is with either sign; NaN = no number. */
export interface NumberReading {
  readonly point: number;
  readonly comma: number;
}

const PLAIN = /^-?\d+(?:\.\d+)?$/;
/** Three digits each, after a dot, that a comma reading takes for thousands. */
const DOTTED_THOUSANDS = /^-?\d{1,3}(?:\.\d{3})+$/;
const DIGITS_ONLY = /^-?\d+$/;
const POINT = /^-?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:(?<=\d)\.|\.\d+)?(?:e[+-]?\d{1,3})?$/i;
const COMMA = /^-?(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:(?<=\d),|,\d+)?(?:e[+-]?\d{1,3})?$/i;
/** Thousands parted by blanks of any kind or apostrophes. */
const PARTED = /^-?\d{1,3}(?:[ \u00a0\u2007\u2009\u202f'’]\d{3})+(?![\d])/;
const PARTERS = /[ \u00a0\u2007\u2009\u202f'’]/g;

/** Reads a text both ways. `1,234` is 1234 with a point and 1.234 with a comma. */
export function readNumber(raw: string): NumberReading {
  let text = raw.replace(/[\u2212\u2010\u2011]/, "-").trim();
  // Accountants' minus: (1.5).
  if (/^\([^()]+\)$/.test(text)) text = `-${text.slice(1, -1).trim()}`;
  if (text.startsWith("+")) text = text.slice(1);
  if (PARTED.test(text)) text = text.replace(PARTERS, "");
  if (!/\d/.test(text)) return NEITHER;
  return {
    point: POINT.test(text) ? finite(text.replaceAll(",", "")) : NaN,
    comma: COMMA.test(text) ? finite(text.replaceAll(".", "").replace(",", ".")) : NaN,
  };
}

const NEITHER: NumberReading = { point: NaN, comma: NaN };

function finite(text: string): number {
  const number = Number(text);
  return Number.isFinite(number) ? number : NaN;
}

/** A text that speaks for a sign, and where it stands. */
export interface Evidence {
  readonly text: string;
  readonly row: number;
}

/**
 * The numbers of one file, whose decimal sign is found out while it is read. Until then, what a text
 * would be with a comma is kept aside with its place.
 */
export class NumberColumn {
  sign: DecimalSign | undefined;
  /** The first text that only the other sign makes a number, once the sign is known. */
  contradiction: Evidence | undefined;
  /** The text that decided. */
  decisive: Evidence | undefined;
  /** The first text that has a comma and could be either. */
  ambiguous: Evidence | undefined;
  readonly #places: number[] = [];
  readonly #commas: number[] = [];

  /** With `dotsAmbiguous` a column that knows only `1.234` counts as undecided, not as points. */
  constructor(sign: DecimalSign | undefined, readonly dotsAmbiguous: boolean) {
    this.sign = sign;
  }

  /** The number of a cell that will be stored at `place`; NaN = none. */
  read(cell: Cell, row: number, place: number): number {
    if (typeof cell === "number") return Number.isFinite(cell) ? cell : NaN;
    if (cell === null) return NaN;
    if (this.sign === "point" && PLAIN.test(cell)) return +cell;
    if (this.sign === undefined && PLAIN.test(cell)) {
      if (DIGITS_ONLY.test(cell)) return +cell;
      if (!DOTTED_THOUSANDS.test(cell)) {
        this.#decide("point", cell, row);
        return +cell;
      }
    }
    const { point, comma } = readNumber(cell);
    const isPoint = !Number.isNaN(point), isComma = !Number.isNaN(comma);
    if (this.sign === undefined) {
      if (isPoint && isComma && point !== comma) {
        if (this.ambiguous === undefined && (cell.includes(",") || this.dotsAmbiguous)) {
          this.ambiguous = { text: cell, row };
        }
        this.#places.push(place);
        this.#commas.push(comma);
        return point;
      }
      if (isPoint !== isComma) this.#decide(isPoint ? "point" : "comma", cell, row);
    } else if (isPoint !== isComma && isPoint !== (this.sign === "point")) {
      this.contradiction ??= { text: cell, row };
    }
    return this.sign === "comma" ? comma : point;
  }

  #decide(sign: DecimalSign, text: string, row: number): void {
    this.sign = sign;
    this.decisive = { text, row };
    if (sign === "point") this.#forget();
  }

  /** Puts right what was stored before the sign was known. */
  settle(sign: DecimalSign, put: (place: number, value: number) => void): void {
    this.sign = sign;
    if (sign === "comma") this.#places.forEach((place, i) => put(place, this.#commas[i]!));
    this.#forget();
  }

  #forget(): void {
    this.#places.length = this.#commas.length = 0;
  }
}
