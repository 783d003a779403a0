/**
 * A fair price has a hedged P&L that is zero on average, whatever the path: prices that move at
 * random with the very vol that is paid. With more or less of it the average must show it, which
 * also tells that the test could fail. The seeds are fixed, so a run is like any other.
 */
import assert from "node:assert/strict";
import { normals } from "../../random.ts";
import { type Day, modelDays } from "./model_days.ts";

const PATHS = 4000;
const DAYS = 31;

interface Average {
  readonly mean: number;
  /** Its standard error. */
  readonly error: number;
  readonly premium: number;
}

/** P&L from entry to expiry over many paths; `path` gets a source of standard normal numbers. */
function averagePnl(model: string, path: (normal: () => number) => Day[]): Average {
  const normal = normals(7);
  let sum = 0, squares = 0, premium = 0;
  for (let n = 0; n < PATHS; n++) {
    const days = modelDays(model, path(normal));
    const pnl = days.reduce((total, day) => total + day.pnl, 0);
    premium = days[0]!.mv;
    sum += pnl;
    squares += pnl * pnl;
  }
  const mean = sum / PATHS;
  return { mean, error: Math.sqrt((squares / PATHS - mean * mean) / PATHS), premium };
}

/** A lognormal price of that vol (percent), for which 20 % is paid. */
const pathES = (realised: number) => (normal: () => number): Day[] => {
  const step = realised / 100 / Math.sqrt(365);
  let price = 80;
  return Array.from({ length: DAYS }, (_, i) => {
    if (i > 0) price *= Math.exp(step * normal() - step * step / 2);
    return { vol: 20, hedges: [price] };
  });
};

/**
 * A forward swap rate that moves by that vol (basis points), for which 80 is paid, at an annuity
 * that stays; both lie between series of now and of six months that do not stay.
 */
const pathNS = (realised: number) => (normal: () => number): Day[] => {
  const step = realised / 1e4 / Math.sqrt(365);
  let F = 0.004;
  return Array.from({ length: DAYS }, (_, i) => {
    if (i > 0) F += step * normal();
    const w = (DAYS - 1 - i) / 182.5;
    const [tilt, slope] = [0.003, -0.2];
    return {
      vol: 80,
      hedges: [F - w * tilt, F + (1 - w) * tilt, 8 - w * slope, 8 + (1 - w) * slope],
    };
  });
};

const MODELS = [
  { model: "ES", fair: 20, path: pathES },
  { model: "NS", fair: 80, path: pathNS },
];

for (const { model, fair, path } of MODELS) {
  Deno.test(`V-6, R-2: ${model} hedged day by day makes nothing at a fair vol, and shows an unfair one`, () => {
    const { mean, error, premium } = averagePnl(model, path(fair));
    assert.ok(error < 0.005 * premium, `${error} is a loose standard error for ${premium}`);
    assert.ok(Math.abs(mean) < 3 * error, `${mean / error} standard errors from zero`);
    for (const factor of [0.95, 1.05]) {
      const unfair = averagePnl(model, path(factor * fair));
      // At the money a straddle is worth nearly in proportion to its vol.
      const expected = (factor - 1) * premium;
      assert.ok(
        Math.abs(unfair.mean - expected) < 3 * unfair.error + 0.002 * premium,
        `${unfair.mean} at ${factor} of the vol, not ${expected}`,
      );
    }
  });
}
