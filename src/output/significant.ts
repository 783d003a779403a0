/**
 * `%.{digits}g` written as bytes: the same text as `formatNumber(x, digits)`, several times faster.
 *
 * The number is scaled to an integer of `digits` digits in plain double arithmetic, whose error is
 * below 1e-6. What comes closer than 1e-5 to a tie, where that could matter, and numbers far from 1
 * or with many digits go to `formatNumber`, which is exact.
 */
import { formatNumber } from "./number_text.ts";
import { decadeOf, type TextBuffer, writeAscii, writeInteger } from "./shortest.ts";

/** More digits don't fit an integer of 32 bits. */
const MOST_DIGITS = 9;
/** With at most 9 digits, the power of ten to scale by is one that doubles hold exactly (10^22). */
const FARTHEST_DECADE = 13;
const MARGIN = 1e-5;
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const E = 0x65;

/** Writes a finite number at `at` and returns the position after it; room as for `writeShortest`. */
export function writeSignificant(x: number, digits: number, out: TextBuffer, at: number): number {
  const { bytes } = out;
  if (x === 0) {
    bytes[at] = ZERO;
    return at + 1;
  }
  const size = Math.abs(x);
  let decade = decadeOf(size);
  if (
    !(digits >= 1 && digits <= MOST_DIGITS) || decade < -FARTHEST_DECADE || decade > FARTHEST_DECADE
  ) return writeAscii(formatNumber(x, digits), out, at);
  const shift = digits - 1 - decade;
  const scaled = shift >= 0 ? size * POWERS[shift]! : size / POWERS[-shift]!;
  let rounded = (scaled + 0.5) | 0;
  if (Math.abs(Math.abs(scaled - rounded) - 0.5) < MARGIN) {
    return writeAscii(formatNumber(x, digits), out, at);
  }
  if (rounded === POWERS[digits]) {
    rounded = 1;
    decade++;
  }
  if (x < 0) bytes[at++] = MINUS;
  // How many of the digits are left without the trailing zeros.
  let kept = rounded === 1 ? 1 : digits;
  while (rounded % 10 === 0) {
    rounded = (rounded / 10) | 0;
    kept--;
  }
  if (decade >= 0 && decade < digits) {
    const decimals = kept - decade - 1;
    if (decimals > 0) return writeParts(rounded, decimals, out, at);
    at = writeInteger(rounded, out, at);
    for (let i = decimals; i < 0; i++) bytes[at++] = ZERO;
    return at;
  }
  if (decade < 0 && decade >= -4) {
    bytes[at++] = ZERO;
    bytes[at++] = POINT;
    for (let i = decade + 1; i < 0; i++) bytes[at++] = ZERO;
    return writeInteger(rounded, out, at);
  }
  at = kept > 1 ? writeParts(rounded, kept - 1, out, at) : writeInteger(rounded, out, at);
  bytes[at++] = E;
  bytes[at++] = decade < 0 ? MINUS : PLUS;
  const exponent = Math.abs(decade);
  if (exponent < 10) bytes[at++] = ZERO;
  return writeInteger(exponent, out, at);
}

/** Writes an integer with a point before its last `decimals` digits. */
function writeParts(digits: number, decimals: number, out: TextBuffer, at: number): number {
  const power = POWERS[decimals]! | 0;
  const whole = (digits / power) | 0;
  at = writeInteger(whole, out, at);
  out.bytes[at] = POINT;
  let rest = digits - whole * power;
  for (let i = at + decimals; i > at; i--) {
    const tenth = (rest / 10) | 0;
    out.bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + decimals + 1;
}
