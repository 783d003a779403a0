/** The models of the second implementation: V-4 and R-2, a day at a time. */

/** erf by its series with positive terms only (DLMF 7.6.2). */
function seriesErf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

const Phi = (z: number) => (1 + seriesErf(z / Math.SQRT2)) / 2;

/** What a model sees of a day: its prices rolled forward, null = missing (V-3). */
export type Seen = Readonly<Record<string, number | null>>;

export interface Value {
  readonly mv: number;
  readonly delta: number;
}

/** V-4, `t` days before expiry; undefined = no value. */
export function valueES({ hedge: S, vol: v }: Seen, X: number, t: number): Value | undefined {
  if (!(S! > 0 && X > 0 && v! > 0)) return undefined;
  if (t === 0) return { mv: Math.abs(S! - X) / X, delta: S! >= X ? 1 : -1 };
  const sigma = v! / 100 * Math.sqrt(t / 365);
  // Zero has no logarithm: what underflows has no value.
  if (!(sigma > 0 && S! / X > 0)) return undefined;
  const d1 = Math.log(S! / X) / sigma + sigma / 2;
  const d2 = d1 - sigma;
  return { mv: (S! * 2 * Phi(d1) - X * 2 * Phi(d2) + X - S!) / X, delta: 2 * Phi(d1) - 1 };
}

/** the forward rate and its annuity for an expiry in `t` days; null = one is missing. */
export function forwardSwap({ hedge, hedge1, hedge2, hedge3 }: Seen, t: number) {
  if ([hedge, hedge1, hedge2, hedge3].some((price) => price == null)) return null;
  const w = t / 182.5;
  return { F: (1 - w) * hedge! + w * hedge1!, A: (1 - w) * hedge2! + w * hedge3! };
}

/** */
export function valueNS(seen: Seen, X: number, t: number): Value | undefined {
  const forward = forwardSwap(seen, t);
  if (forward === null || !(forward.A > 0 && seen.vol! > 0)) return undefined;
  const { F, A } = forward;
  if (t === 0) return { mv: A * Math.abs(F - X), delta: F >= X ? 1 : -1 };
  const s = seen.vol! / 1e4 * Math.sqrt(t / 365);
  const d = (F - X) / s;
  const phi = Math.exp(-d * d / 2) / Math.sqrt(2 * Math.PI);
  return { mv: A * ((F - X) * (2 * Phi(d) - 1) + 2 * s * phi), delta: 2 * Phi(d) - 1 };
}
