/**
 * The shortest text of a double, written as bytes: the same text as `String(x)` in half the time, a
 * third for prices, because it needs no string.
 *
 * The idea is Steele and White's ("How to Print Floating-Point Numbers Accurately", PLDI 1990): of
 * all decimals that read back as x, take those with the fewest digits, and of these the one closest
 * to x. Here x is scaled to v = x·10^k with 17 digits before the point. v is exact as the sum of two
 * doubles (Dekker, "A floating-point technique for extending the available precision", Numerische
 * Mathematik 18, 1971) while 10^k is a double (k <= 22), and good to some 2^-46 up to k = 44. A
 * decimal reads back as x if it lies closer to v than half the (scaled) distance to x's neighbours.
 * That half distance is between 0.5 and 11.2, so 17 digits always do, a multiple of 10 is a text of
 * 16 digits, and at most one multiple of 100, a still shorter one, is near enough.
 *
 * Every decision keeps a margin far above the error of v. What is too close to call, powers of two
 * (whose neighbours are not equally far), and numbers outside 1e-28..1e17 go to `String(x)`, so
 * the text is right for every double, and the fast way is taken for all but one in millions.
 */

/** Bytes past a number's start that may be overwritten; buffers need that much room. */
export const NUMBER_ROOM = 40;

/** Bytes and a view of the same memory. */
export interface TextBuffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** A text buffer over the given memory. */
export function textBuffer(bytes: Uint8Array): TextBuffer {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** Decisions closer than this are left to `String(x)`; v's error is below 2^-45. */
const MARGIN = 2 ** -30;
/** Multiplying by this splits a double into two halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
const LARGEST_EXACT_POWER = 22;
const LARGEST_SCALE = 44;

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;

/** 10^0 … 10^22, which doubles hold exactly, and their upper and lower halves. */
const POWERS = Float64Array.from({ length: LARGEST_EXACT_POWER + 1 }, (_, k) => Number(`1e${k}`));
const POWERS_UPPER = POWERS.map((power) => {
  const c = SPLITTER * power;
  return c - (c - power);
});
const POWERS_LOWER = POWERS.map((power, k) => power - POWERS_UPPER[k]!);

/** By the exponent bits of a double: half the distance to the next double. */
const HALF_GAP = Float64Array.from({ length: 2047 }, (_, bits) => 2 ** (Math.max(1, bits) - 1076));
/** Decimal exponents are told apart from -45 to 45. */
const FARTHEST_DECADE = 45;
/** 10^-45 … 10^47: where the decades begin that a binade may reach into. */
const DECADE_STARTS = Float64Array.from(
  { length: 2 * FARTHEST_DECADE + 3 },
  (_, i) => Number(`1e${i - FARTHEST_DECADE}`),
);

/** By the exponent bits: the decimal exponent of the smallest double with them. */
const DECADE = decades();

function decades(): Int8Array {
  const table = new Int8Array(2048);
  let decade = -FARTHEST_DECADE - 1;
  for (let bits = 0; bits < table.length; bits++) {
    const smallest = 2 ** (bits - 1023);
    while (decade <= FARTHEST_DECADE && DECADE_STARTS[decade + FARTHEST_DECADE + 1]! <= smallest) {
      decade++;
    }
    table[bits] = decade;
  }
  return table;
}

/** The four ASCII digits of 0 … 9999, as a little-endian word. */
const FOUR_DIGITS = fourDigits();

function fourDigits(): Uint32Array {
  const table = new Uint32Array(10000);
  for (let n = 0; n < 100; n++) {
    const two = (ZERO + ((n / 10) | 0)) | ((ZERO + n % 10) << 8);
    // As the lower two digits it goes into every hundredth word, as the upper two into a hundred.
    for (let i = n; i < 10000; i += 100) table[i]! |= two << 16;
    for (let i = 100 * n; i < 100 * n + 100; i++) table[i]! |= two;
  }
  return table;
}

const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);

/**
 * Writes the text of `String(values[index])` (-0 as `0`) at `at` and returns the position after it.
 * Up to `NUMBER_ROOM` bytes from `at` on may change. The number comes by its place, because the
 * engine hands a double to a function through memory of its own.
 */
export function writeShortest(
  values: Float64Array,
  index: number,
  out: TextBuffer,
  at: number,
): number {
  const x = values[index]!;
  if (x === (x | 0)) return writeInteger(x | 0, out, at);
  const size = Math.abs(x);
  // Written always, kept only if it is needed: no branch on a sign that nobody can guess.
  out.bytes[at] = MINUS;
  doubles[0] = x;
  at += words[1]! >>> 31;
  // Prices and the like: if up to 4 decimals read back as x, they are the shortest text, because
  // decimals of at most 15 digits never share a double. The product is wrong by 2^-22 at most, so
  // looking at it spares most other numbers the division.
  if (size < 2e5) {
    const scaled = size * 1e4;
    const tenThousandths = (scaled + 0.5) | 0;
    if (Math.abs(scaled - tenThousandths) < 1e-6 && tenThousandths / 1e4 === size) {
      return writeDecimals(tenThousandths, out, at);
    }
  }
  doubles[0] = size;
  const end = writeScaled(out, at);
  return end >= 0 ? end : writeAscii(String(size), out, at);
}

/**
 * The exponent of a positive number's first decimal digit; beyond ±45 something beyond ±45. Next to a
 * power of ten that doubles don't hold exactly, it may be the neighbour's.
 */
export function decadeOf(x: number): number {
  doubles[0] = x;
  return decadeOfBits(x, words[1]! >>> 20);
}

function decadeOfBits(x: number, exponentBits: number): number {
  const decade = DECADE[exponentBits]!;
  return x >= DECADE_STARTS[decade + FARTHEST_DECADE + 1]! ? decade + 1 : decade;
}

/** An integer of 32 bits (signed). */
export function writeInteger(x: number, out: TextBuffer, at: number): number {
  let rest = x;
  if (x < 0) {
    if (x === -2147483648) return writeAscii("-2147483648", out, at);
    out.bytes[at++] = MINUS;
    rest = -x;
  }
  if (rest < 10) {
    out.bytes[at++] = ZERO + rest;
    return at;
  }
  let digits = 2;
  if (rest >= 100) {
    digits = rest < 10000 ? (rest < 1000 ? 3 : 4) : rest < 1e6 ? (rest < 1e5 ? 5 : 6) : 7;
    if (rest >= 1e7) digits = rest < 1e8 ? 8 : rest < 1e9 ? 9 : 10;
  }
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    out.bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

/** ASCII text, byte by byte. */
export function writeAscii(text: string, out: TextBuffer, at: number): number {
  for (let i = 0; i < text.length; i++) out.bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** A positive number of ten-thousandths that isn't a whole number. */
function writeDecimals(tenThousandths: number, out: TextBuffer, at: number): number {
  const whole = (tenThousandths / 10000) | 0;
  at = writeInteger(whole, out, at);
  out.bytes[at++] = POINT;
  out.view.setUint32(at, FOUR_DIGITS[tenThousandths - whole * 10000]!, true);
  at += 4;
  while (out.bytes[at - 1] === ZERO) at--;
  return at;
}

/**
 * Writes the number in `doubles`, which is positive and no integer of 32 bits; -1 = undecided,
 * nothing is written.
 */
function writeScaled(out: TextBuffer, at: number): number {
  const x = doubles[0]!;
  const upperWord = words[1]!;
  if (words[0] === 0 && (upperWord & 0xfffff) === 0) return -1;
  const exponentBits = upperWord >>> 20;
  const decade = decadeOfBits(x, exponentBits);
  const k = 16 - decade;
  if (k < 0 || k > LARGEST_SCALE) return -1;

  // v = upper + lower = x·10^k.
  const c = SPLITTER * x;
  const xUpper = c - (c - x);
  const xLower = x - xUpper;
  const j = k > LARGEST_EXACT_POWER ? LARGEST_EXACT_POWER : k;
  const power = POWERS[j]!;
  const powerUpper = POWERS_UPPER[j]!;
  const powerLower = POWERS_LOWER[j]!;
  let upper = x * power;
  let lower = xLower * powerLower -
    (((upper - xUpper * powerUpper) - xLower * powerUpper) - xUpper * powerLower);
  let halfGap = HALF_GAP[exponentBits]! * power;
  if (k > LARGEST_EXACT_POWER) {
    const more = k - LARGEST_EXACT_POWER;
    const factor = POWERS[more]!;
    const factorUpper = POWERS_UPPER[more]!;
    const factorLower = POWERS_LOWER[more]!;
    const d = SPLITTER * upper;
    const upperUpper = d - (d - upper);
    const upperLower = upper - upperUpper;
    const product = upper * factor;
    const rest = upperLower * factorLower -
      (((product - upperUpper * factorUpper) - upperLower * factorUpper) -
        upperUpper * factorLower) +
      lower * factor;
    upper = product + rest;
    lower = rest - (upper - product);
    halfGap *= factor;
  }

  // v = head·1e8 + tail + fraction, the head of 9 digits, the tail of 8. Rounding may put the
  // fraction a trifle outside 0..1, and the tail a little outside its range; both are allowed for.
  let head = (upper * 1e-8) | 0;
  const wholeLower = ((lower + 64) | 0) - 64;
  const fraction = lower - wholeLower;
  let tail = ((upper - head * 1e8) | 0) + wholeLower;
  if (tail < 0) {
    tail += 1e8;
    head--;
  } else if (tail >= 1e8) {
    tail -= 1e8;
    head++;
  }
  if (head < 1e8 || head >= 1e9) return -1;

  // The decimal: a multiple of 100 if one is near enough, else of 10, else the nearest integer.
  // Rounding is by truncation instead of branches, which random digits would make unpredictable.
  let digits = 17;
  const overHundred = tail % 100;
  const down = overHundred + fraction;
  const up = 100 - down;
  const nearHundred = down < up ? down : up;
  if (nearHundred < halfGap + MARGIN) {
    if (nearHundred > halfGap - MARGIN) return -1;
    tail += (down < up ? 0 : 100) - overHundred;
    digits = 15;
  } else {
    const overTen = overHundred % 10;
    const downTen = overTen + fraction;
    const toTen = ((downTen * 0.1 + 0.5) | 0) * 10;
    const nearTen = Math.abs(downTen - toTen);
    const excess = nearTen - halfGap;
    if (Math.abs(excess) < MARGIN || nearTen > 5 - MARGIN && excess < 0) return -1;
    if (Math.abs(fraction - 0.5) < MARGIN) return -1;
    // 16 or 17 digits is a coin toss, so the choice is made by the sign bit, not by a branch.
    doubles[0] = excess;
    const isTen = words[1]! >>> 31;
    const toOne = (fraction + 0.5) | 0;
    tail += toOne + (-isTen & (toTen - overTen - toOne));
    digits = 17 - isTen;
  }
  if (tail >= 1e8) {
    tail -= 1e8;
    head++;
    if (head === 1e9) return -1;
  }
  return writeDigits(head, tail, digits, decade, out, at);
}

/**
 * Writes 17 digits in JavaScript's notation (ECMA-262, Number::toString), `digits` of them being
 * significant, or fewer if that is 15; `decade` is the exponent of the first.
 */
function writeDigits(
  head: number,
  tail: number,
  digits: number,
  decade: number,
  out: TextBuffer,
  at: number,
): number {
  const { bytes, view } = out;
  let first = at + 1;
  if (decade < 0 && decade >= -6) {
    // 0.000ddd
    view.setUint32(at, 0x30302e30, true);
    view.setUint32(at + 4, 0x30303030, true);
    first = at + 1 - decade;
  }
  const leading = (head / 1e8) | 0;
  const headRest = head - leading * 1e8;
  const headUpper = (headRest / 1e4) | 0;
  const tailUpper = (tail / 1e4) | 0;
  bytes[first] = ZERO + leading;
  view.setUint32(first + 1, FOUR_DIGITS[headUpper]!, true);
  view.setUint32(first + 5, FOUR_DIGITS[headRest - headUpper * 1e4]!, true);
  view.setUint32(first + 9, FOUR_DIGITS[tailUpper]!, true);
  view.setUint32(first + 13, FOUR_DIGITS[tail - tailUpper * 1e4]!, true);
  let end = first + digits;
  if (digits === 15) { while (bytes[end - 1] === ZERO) end--; }
  if (decade >= 0) {
    // dd.ddd: the digits before the point move to make room for it.
    for (let i = 0; i <= decade; i++) bytes[at + i] = bytes[first + i]!;
    const point = at + decade + 1;
    if (end <= first + decade + 1) return point;
    bytes[point] = POINT;
    return end;
  }
  if (decade >= -6) return end;
  // d.ddde-7
  bytes[at] = bytes[first]!;
  bytes[first] = POINT;
  if (end === first + 1) end = first;
  return writeExponent(decade, out, end);
}

function writeExponent(exponent: number, out: TextBuffer, at: number): number {
  out.bytes[at] = 0x65;
  return writeInteger(exponent, out, at + 1);
}
