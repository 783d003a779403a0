/**
 * Arithmetic far beyond a double, to judge doubles by: fixed-point numbers of 256 binary places, as
 * bigints. Written from the series, without a look at how the program does it.
 */

const PLACES = 256n;
const ONE = 1n << PLACES;

/** Exactly the double; what lies below 2⁻²⁵⁶ of it is cut off. */
export function exact(value: number): bigint {
  let exponent = 0;
  // Doubling is exact, and so is the integer that comes of it.
  while (!Number.isInteger(value)) [value, exponent] = [value * 2, exponent + 1];
  return BigInt(value) << PLACES >> BigInt(exponent);
}

export const times = (a: bigint, b: bigint) => a * b >> PLACES;
export const over = (a: bigint, b: bigint) => (a << PLACES) / b;
export const abs = (a: bigint) => a < 0n ? -a : a;

/** The double next to it. */
export const rounded = (a: bigint) => Number(a) / 2 ** Number(PLACES);

/** By Newton's method, for numbers above zero. */
export function sqrt(a: bigint): bigint {
  const square = a << PLACES;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (let next = root;; root = next) {
    next = root + square / root >> 1n;
    if (next >= root) return root;
  }
}

/** By its series after halving the argument; the squares undo that. */
export function exp(a: bigint): bigint {
  const halvings = 40n;
  const small = a >> halvings;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, small) / n;
    if (term === -1n) break;
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = times(sum, sum);
  return sum;
}

/** 2 artanh((a − 1)/(a + 1)) by its series, for numbers above zero; roots bring them near 1 first. */
export function log(a: bigint): bigint {
  let doublings = 1n;
  while (abs(a - ONE) > ONE >> 3n) [a, doublings] = [sqrt(a), doublings * 2n];
  const z = over(a - ONE, a + ONE);
  const square = times(z, z);
  let sum = 0n;
  for (let power = z, n = 1n; abs(power) > 1n; power = times(power, square), n += 2n) {
    sum += power / n;
  }
  return 2n * doublings * sum;
}

/** By Machin's formula. */
export const PI: bigint = (() => {
  const arctanOfInverse = (x: bigint) => {
    let sum = 0n;
    for (let power = ONE / x, n = 1n; power !== 0n; power /= -x * x, n += 2n) sum += power / n;
    return sum;
  };
  return 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);
})();

/** By its series of terms of one sign (DLMF 7.6.2); 1 − erf 8 is 1e-29. */
export function erf(x: bigint): bigint {
  if (abs(x) > 8n * ONE) return x < 0n ? -ONE : ONE;
  const square = times(x, x);
  let term = x;
  let sum = x;
  for (let n = 1n; abs(term) > 1n; n++) {
    term = 2n * times(term, square) / (2n * n + 1n);
    sum += term;
  }
  return times(over(2n * sum, sqrt(PI)), exp(-square));
}

/** φ, and 2Φ − 1, which is what a straddle is made of. */
export const density = (x: bigint) => over(exp(-times(x, x) / 2n), sqrt(2n * PI));
export const bothSides = (x: bigint) => erf(over(x, sqrt(2n * ONE)));

/** How far a double is from a number, in units of the number's last place as a double. */
export function ulpsOff(double: number, from: bigint): number {
  const nearest = Math.abs(rounded(from));
  const ulp = 2 ** (Math.max(-1022, Math.floor(Math.log2(nearest))) - 52);
  return rounded(abs(exact(double) - from)) / ulp;
}
