/**
 * The error function to within one unit in the last place.
 *
 * Source: FreeBSD's msun `s_erf.c` (Sun Microsystems, 1993): rational approximations on
 * [0, 0.84375), [0.84375, 1.25), [1.25, 1/0.35) and [1/0.35, 6). The five-term formula 7.1.26 of
 * Abramowitz and Stegun is wrong by 1.4e-7 and will not do here.
 *
 * `s_erf.c` comes with this notice:
 *
 *     Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 *     Developed at SunPro, a Sun Microsystems, Inc. business.
 *     Permission to use, copy, modify, and distribute this
 *     software is freely granted, provided that this notice
 *     is preserved.
 */

import { expAll } from "./exp_log.ts";

/** erf(1) rounded to single precision, so that its product and sums below are exact. */
const ERX = 8.45062911510467529297e-01;
/** 2/√π − 1. */
const EFX = 1.28379167095512586316e-01;
const EFX8 = 1.02703333676410069053;

/** Where the arguments of 1.25 and more are, and what their two factors are e to the power of. */
let large = new Int32Array(256);
let powers = new Float64Array(512);

/**
 * Replaces the first `count` values by their error functions: erf(x) = 2/√π ∫₀ˣ exp(−t²) dt,
 * erf(±∞) = ±1, erf(NaN) = NaN. Over an array as `expAll`, whose work comes last for all together.
 */
export function erfAll(values: Float64Array, count: number): void {
  if (large.length < count) {
    large = new Int32Array(2 * count);
    powers = new Float64Array(4 * count);
  }
  let found = 0;
  for (let i = 0; i < count; i++) {
    const x = values[i]!;
    const a = Math.abs(x);
    if (a < 0.84375) {
      values[i] = nearZero(x, a);
    } else if (a < 1.25) {
      const y = nearOne(a);
      values[i] = x >= 0 ? y : -y;
    } else if (a < 6) {
      large[found++] = i;
    } else if (x === x) {
      values[i] = x > 0 ? 1 : -1;
    }
  }
  if (found > 0) complements(values, found);
}

/** The error functions of the large arguments, by 1 − erf(a). */
function complements(values: Float64Array, found: number): void {
  for (let k = 0; k < found; k++) {
    const a = Math.abs(values[large[k]!]!);
    const s = 1 / (a * a);
    // exp(−a²) in two factors: z is `a` to 20 binary places after its first, so z² is exact.
    const scale = a < 2 ? 2 ** 20 : a < 4 ? 2 ** 19 : 2 ** 18;
    const z = Math.trunc(a * scale) / scale;
    powers[2 * k] = -z * z - 0.5625;
    const y = (z - a) * (z + a);
    if (a < 1 / 0.35) powers[2 * k + 1] = y + nearRatio(s);
    else powers[2 * k + 1] = y + farRatio(s);
  }
  expAll(powers, 2 * found);
  for (let k = 0; k < found; k++) {
    const i = large[k]!;
    const x = values[i]!;
    const rest = powers[2 * k]! * powers[2 * k + 1]! / Math.abs(x);
    values[i] = x >= 0 ? 1 - rest : rest - 1;
  }
}

const one = new Float64Array(1);

/** The error function of one number. */
export function erf(x: number): number {
  one[0] = x;
  erfAll(one, 1);
  return one[0]!;
}

/** erf(x) for a = |x| < 0.84375. */
function nearZero(x: number, a: number): number {
  // Below 2⁻²⁸ the series is its first term; scaled so that the product cannot underflow.
  if (a < 3.7252902984e-09) {
    return a < 2.848094538889218e-306 ? 0.125 * (8 * x + EFX8 * x) : x + EFX * x;
  }
  const z = x * x;
  const r = 1.28379167095512558561e-01 + z * (-3.25042107247001499370e-01 +
        z * (-2.84817495755985104766e-02 + z * (-5.77027029648944159157e-03 +
                z * -2.37630166566501626084e-05)));
  const s = 1 + z * (3.97917223959155352819e-01 + z * (6.50222499887672944485e-02 +
            z * (5.08130628187576562776e-03 + z * (1.32494738004321644526e-04 +
                    z * -3.96022827877536812320e-06))));
  return x + x * (r / s);
}

/** erf(a) for 0.84375 ≤ a < 1.25. */
function nearOne(a: number): number {
  const s = a - 1;
  const p = -2.36211856075265944077e-03 + s * (4.14856118683748331666e-01 +
        s * (-3.72207876035701323847e-01 + s * (3.18346619901161753674e-01 +
                s * (-1.10894694282396677476e-01 + s * (3.54783043256182359371e-02 +
                        s * -2.16637559486879084300e-03)))));
  const q = 1 + s * (1.06420880400844228286e-01 + s * (5.40397917702171048937e-01 +
            s * (7.18286544141962662868e-02 + s * (1.26171219808761642112e-01 +
                    s * (1.36370839120290507362e-02 + s * 1.19844998467991074170e-02)))));
  return ERX + p / q;
}

/** The logarithm of a·exp(a² + 0.5625)·(1 − erf(a)) at s = 1/a² for 1.25 ≤ a < 1/0.35. */
function nearRatio(s: number): number {
  const r = -9.86494403484714822705e-03 + s * (-6.93858572707181764372e-01 +
        s * (-1.05586262253232909814e+01 + s * (-6.23753324503260060396e+01 +
                s * (-1.62396669462573470355e+02 + s * (-1.84605092906711035994e+02 +
                        s * (-8.12874355063065934246e+01 + s * -9.81432934416914548592e+00))))));
  const t = 1 + s * (1.96512716674392571292e+01 + s * (1.37657754143519042600e+02 +
            s * (4.34565877475229228821e+02 + s * (6.45387271733267880336e+02 +
                    s * (4.29008140027567833386e+02 + s * (1.08635005541779435134e+02 +
                            s *
                              (6.57024977031928170135e+00 + s * -6.04244152148580987438e-02)))))));
  return r / t;
}

/** The same for 1/0.35 ≤ a < 6. */
function farRatio(s: number): number {
  const r = -9.86494292470009928597e-03 + s * (-7.99283237680523006574e-01 +
        s * (-1.77579549177547519889e+01 + s * (-1.60636384855821916062e+02 +
                s * (-6.37566443368389627722e+02 + s * (-1.02509513161107724954e+03 +
                        s * -4.83519191608651397019e+02)))));
  const t = 1 + s * (3.03380607434824582924e+01 + s * (3.25792512996573918826e+02 +
            s * (1.53672958608443695994e+03 + s * (3.19985821950859553908e+03 +
                    s * (2.55305040643316442583e+03 + s * (4.74528541206955367215e+02 +
                            s * -2.24409524465858183362e+01))))));
  return r / t;
}
