/**
 * R-2 against QuantLib, which knows nothing of us: the value and delta of normal straddles, and the
 * interpolation of forward swaps between now and six months. Needs its Python package (Debian:
 * python3-quantlib or quantlib-python); skipped where no Python has it.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { mulberry32 } from "../../random.ts";
import { works } from "../../cli/processes.ts";
import { type Day, modelDays } from "./model_days.ts";

const SCRIPT = fileURLToPath(new URL("./quantlib.py", import.meta.url));
const PYTHON = ["/usr/bin/python3", "python3", "python"].find((name) =>
  works(name, "-c", "import QuantLib")
);
// deno-lint-ignore no-console
if (PYTHON === undefined) console.log("Skipping tests: no Python here has QuantLib");

interface Swap {
  readonly days: number;
  /** Par rate and annuity. */
  readonly now: readonly [number, number];
  readonly in6m: readonly [number, number];
  readonly then: readonly [number, number];
}

interface Answers {
  readonly options: readonly (readonly [value: number, delta: number])[];
  readonly curves: readonly Swap[];
}

async function askQuantLib(cases: { options?: unknown[]; curves?: unknown[] }): Promise<Answers> {
  const command = new Deno.Command(PYTHON!, {
    args: [SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(JSON.stringify({ options: [], curves: [], ...cases })),
  );
  await writer.close();
  const { stdout, stderr, success } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name: "R-2: value and delta are those of QuantLib's normal call and put",
  ignore: PYTHON === undefined,
  async fn() {
    const random = mulberry32(15);
    const straddles = Array.from({ length: 20 }, (): Day[] => {
      // From negative to high rates; F up to some standard deviations from X, where both matter.
      const X = -0.01 + 0.08 * random();
      const spread = 0.02 * random();
      const flat = (F: number) => [F, F, 1 + 19 * random()];
      return Array.from({ length: 91 }, (_, i) => {
        const [now, in6m, A] = flat(i === 0 ? X : X + spread * (2 * random() - 1));
        return { vol: 10 + 190 * random(), hedges: [now!, in6m!, A!, A!] };
      });
    });
    const options = straddles.flatMap((days) =>
      days.slice(1, -1).map(({ vol, hedges: [F, , A] }, i) =>
        [F, days[0]!.hedges[0], vol, days.length - 2 - i, A] as const
      )
    );
    const answers = (await askQuantLib({ options })).options;
    const ours = straddles.flatMap((days) => modelDays("NS", days).slice(1, -1));
    assert.equal(ours.length, answers.length);
    ours.forEach(({ mv, delta }, i) => {
      const [value, slope] = answers[i]!;
      const [F, X, v, days, A] = options[i]!;
      const s = v / 1e4 * Math.sqrt(days / 365);
      const about = `F ${F}, X ${X}, v ${v}, ${days} days, A ${A}`;
      // F comes of two prices here, so it may be a last digit or two off; so may X.
      const rounding = 4 * Number.EPSILON * Math.max(Math.abs(F!), Math.abs(X!));
      const room = A! * (rounding + 4 * Number.EPSILON * s) + 4 * Number.EPSILON * value;
      assert.ok(Math.abs(mv - value) <= room, `mv ${mv}, not ${value}: ${about}`);
      const slopeRoom = rounding / s + 4 * Number.EPSILON;
      assert.ok(Math.abs(delta - slope) <= slopeRoom, `delta ${delta}, not ${slope}: ${about}`);
    });
  },
});

/** Rates of deposits and swaps, of the kind that there was in 2007, 2021 and 2020 in Europe. */
const TENORS = ["1M", "3M", "6M", "1Y", "2Y", "3Y", "5Y", "7Y", "10Y", "15Y", "20Y", "30Y"];
const CURVES: Readonly<Record<string, readonly number[]>> = {
  "high and flat": [5.32, 5.36, 5.35, 5.25, 5.05, 5.04, 5.1, 5.18, 5.28, 5.38, 5.41, 5.42],
  rising: [0.1, 0.18, 0.2, 0.22, 0.35, 0.6, 1.1, 1.45, 1.75, 2, 2.1, 2.15],
  negative: [-0.55, -0.54, -0.52, -0.51, -0.5, -0.48, -0.4, -0.28, -0.1, 0.1, 0.18, 0.15],
  // Of 2023: its short end bends so sharply that the straight line errs more.
  inverted: [5.25, 5.35, 5.43, 5.36, 4.73, 4.33, 3.93, 3.78, 3.65, 3.63, 3.55, 3.33],
};

/** F and A of our model some days before expiry, read off values. */
function forwardSwap({ days, now, in6m }: Swap): { F: number; A: number } {
  const [f0, a0] = now;
  const [f6, a6] = in6m;
  // Struck at zero, with next to no vol, it is worth A·F; with a rate of 1, A.
  const value = (rates: number[]) => {
    const day = { vol: 1e-9, hedges: [...rates, a0, a6] };
    const entry = { vol: 1e-9, hedges: [0, 0, a0, a6] };
    return modelDays("NS", [entry, ...Array.from({ length: days + 1 }, () => day)])[1]!.mv;
  };
  const A = value([1, 1]);
  return { F: Math.sign(f0 + f6) * value([f0, f6]) / A, A };
}

Deno.test({
  name: "R-2: a line between the swaps of now and of six months errs by no more than is said",
  ignore: PYTHON === undefined,
  async fn() {
    const cases = Object.entries(CURVES).flatMap(([name, percents]) =>
      [2, 10, 30].map((years) => ({ name, years, percents }))
    );
    const curves = cases.map(({ years, percents }) =>
      [
        Object.fromEntries(TENORS.map((tenor, i) => [tenor, percents[i]! / 100])),
        years,
        30,
      ] as const
    );
    const answers = (await askQuantLib({ curves: [...curves] })).curves;
    cases.forEach(({ name, years }, i) => {
      const swap = answers[i]!;
      const { F, A } = forwardSwap(swap);
      const [rate, annuity] = swap.then;
      const error = Math.abs(F - rate) * 1e4;
      const bound = (years === 2 ? 0.6 : 0.09) * (name === "inverted" ? 1.5 : 1);
      assert.ok(error <= bound, `${name}, ${years}Y: ${error} bp, not ${bound}`);
      assert.ok(error > 0, "nothing was interpolated");
      assert.ok(Math.abs(A / annuity - 1) <= 0.0015, `${name}, ${years}Y: ${A}, not ${annuity}`);
    });
  },
});
