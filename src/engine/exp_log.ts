/**
 * Exponential and logarithm to within one unit in the last place, the same on every machine.
 *
 * `Math.exp` and `Math.log` may differ in the last digit between engines, their versions and
 * platforms, and so would our results. Source: FreeBSD's msun `e_exp.c` and `e_log.c` (Sun
 * Microsystems, 1993), which use nothing but IEEE 754's exact operations.
 *
 * They come with these notices, `e_exp.c` with the first and `e_log.c` with the second:
 *
 *     Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 *
 *     Permission to use, copy, modify, and distribute this
 *     software is freely granted, provided that this notice
 *     is preserved.
 *
 *     Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 *     Developed at SunSoft, a Sun Microsystems, Inc. business.
 *     Permission to use, copy, modify, and distribute this
 *     software is freely granted, provided that this notice
 *     is preserved.
 */

const LN2_HIGH = 6.93147180369123816490e-01;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.44269504088896338700;

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);
/** Index of the high 32 bits of a double. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2ᵏ for −1022 ≤ k ≤ 1023, each exact, at k + 1022. */
const POWERS_OF_TWO = new Float64Array(2046);
POWERS_OF_TWO[0] = 2.2250738585072014e-308;
for (let i = 1; i < 2046; i++) POWERS_OF_TWO[i] = 2 * POWERS_OF_TWO[i - 1]!;

/**
 * Replaces the first `count` values by eˣ. Over an array, because the engine hands numbers to and
 * from a function that is too large to be inlined through memory of their own.
 */
export function expAll(values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = values[i]!;
    const a = Math.abs(x);
    let k = 0, high = x, low = 0;
    if (!(x > -745.13321910194110842)) {
      values[i] = x !== x ? x : 0;
      continue;
    } else if (x > 709.782712893383973096) {
      values[i] = Infinity;
      continue;
    } else if (a > 0.34657359027997264) {
      // x = k·ln 2 + r with |r| ≤ ln 2 / 2, and r = high − low.
      k = a < 1.0397207708399179 ? (x > 0 ? 1 : -1) : (INVERSE_LN2 * x + (x > 0 ? 0.5 : -0.5)) | 0;
      high = x - k * LN2_HIGH;
      low = k * LN2_LOW;
    } else if (a < 3.725290298461914e-9) {
      values[i] = 1 + x;
      continue;
    }
    const r = high - low;
    const t = r * r;
    const c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 +
              t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 +
                      t * 4.13813679705723846039e-08))));
    if (k === 0) {
      values[i] = 1 - ((r * c) / (c - 2) - r);
    } else {
      const y = 1 - ((low - (r * c) / (2 - c)) - high);
      values[i] = k < -1021
        ? y * POWERS_OF_TWO[k + 1000 + 1022]! * 2 ** -1000
        : y * 2 * POWERS_OF_TWO[k - 1 + 1022]!;
    }
  }
}

const one = new Float64Array(1);

/** eˣ of one number. */
export function exp(x: number): number {
  one[0] = x;
  expAll(one, 1);
  return one[0]!;
}

/** Replaces the first `count` values by their natural logarithms; as `expAll`. */
export function logAll(values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = values[i]!;
    if (isNearOne(x)) values[i] = logNearOne(x);
    else values[i] = log(x);
  }
}

/** Nearly all our arguments: no exponent to take apart. */
function isNearOne(x: number): boolean {
  return x > 0.7072 && x < 1.4142;
}

function logNearOne(x: number): number {
  const f = x - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return f - (half - s * (half + remainder(s * s)));
}

/** The natural logarithm of x. */
export function log(x: number): number {
  if (isNearOne(x)) return logNearOne(x);
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = -1023;
  scratch[0] = x;
  if (x < 2.2250738585072014e-308) {
    scratch[0] = x * 18014398509481984;
    k -= 54;
  }
  const word = words[HIGH]!;
  const hx = word & 0xfffff;
  // x = 2ᵏ·(1 + f) with √2/2 < 1 + f < √2.
  const carry = (hx + 0x95f64) & 0x100000;
  words[HIGH] = hx | (carry ^ 0x3ff00000);
  k += (word >> 20) + (carry >> 20);
  const f = scratch[0]! - 1;
  if ((0xfffff & (2 + hx)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const r = f * f * (0.5 - 0.33333333333333333 * f);
    return k === 0 ? f - r : k * LN2_HIGH - ((r - k * LN2_LOW) - f);
  }
  const s = f / (2 + f);
  const r = remainder(s * s);
  if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
    const half = 0.5 * f * f;
    return k === 0
      ? f - (half - s * (half + r))
      : k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - ((s * (f - r) - k * LN2_LOW) - f);
}

/** The polynomial R of `e_log.c` in z = s² with s = f / (2 + f): log(1 + f) = 2s + s·R. */
function remainder(z: number): number {
  const w = z * z;
  const odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 +
        w * 1.531383769920937332e-01));
  const even = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 +
        w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  return even + odd;
}
