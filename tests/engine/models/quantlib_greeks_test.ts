/**
 * G-1 against QuantLib, which knows nothing of us. Needs its Python package (Debian: quantlib-python
 * or python3-quantlib); skipped where no Python has it.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Greeks } from "../../../src/engine/models/model.ts";
import { modelOf } from "../../../src/engine/models/models.ts";
import { RowBuffer } from "../../../src/engine/row_buffer.ts";
import { CURRENT } from "../../../src/inputs/rules.ts";
import { works } from "../../cli/processes.ts";
import { mulberry32 } from "../../random.ts";

const SCRIPT = fileURLToPath(new URL("./quantlib_greeks.py", import.meta.url));
const PYTHON = ["/usr/bin/python3", "python3", "python"].find((name) =>
  works(name, "-c", "import QuantLib")
);
// deno-lint-ignore no-console
if (PYTHON === undefined) console.log("Skipping tests: no Python here has QuantLib");

type Triple = [gamma: number, vega: number, theta: number];

async function ask(cases: { black: number[][]; bachelier: number[][] }) {
  const child = new Deno.Command(PYTHON!, {
    args: [SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(cases)));
  await writer.close();
  const { stdout, stderr, success } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)) as { black: Triple[]; bachelier: Triple[] };
}

/** The model's Greeks on the second of so many days. */
function greeksOf(name: string, vol: number, hedges: [entry: number, day: number][], t: number) {
  const model = modelOf(name, CURRENT)!;
  const days = t + 2;
  const series = [[vol, vol], ...hedges].flatMap(([first, second]) =>
    Array.from({ length: days }, (_, i) => i === 0 ? first! : second!)
  );
  const prices = Float64Array.from(series);
  const places = Int32Array.from(model.hedges, (_, n) => (n + 1) * days);
  const rows = new RowBuffer(days, 0, 1);
  const column = () => new Float64Array(days);
  const greeks: Greeks = { gamma: column(), vega: column(), theta: column() };
  const strike = hedges[0]![0];
  model.takePrices(prices, 0, prices, places, days);
  model.valueDays(strike, days, rows, 0);
  model.addGreeks(strike, days, days, greeks, 0);
  return [greeks.gamma[1]!, greeks.vega[1]!, greeks.theta[1]!] as Triple;
}

function assertNear(ours: Triple, theirs: Triple, tolerances: Triple, about: string): void {
  ["gamma", "vega", "theta"].forEach((name, i) => {
    const miss = Math.abs(ours[i]! - theirs[i]!);
    assert.ok(
      miss <= tolerances[i]! * Math.max(1e-6, Math.abs(theirs[i]!)),
      `${name} ${ours[i]}, not ${theirs[i]}: ${about}`,
    );
  });
}

Deno.test({
  name: "G-1: gamma, vega and theta are QuantLib's, lognormal and normal",
  ignore: PYTHON === undefined,
  async fn() {
    const random = mulberry32(16);
    const black = Array.from({ length: 500 }, () => {
      const X = 10 ** (4 * random() - 1), t = 1 + Math.floor(89 * random());
      const v = 2 + 120 * random();
      const s = v / 100 * Math.sqrt(t / 365);
      return [X * Math.exp(s * (6 * random() - 3)), X, v, t];
    });
    const bachelier = Array.from({ length: 500 }, () => {
      const X = -0.01 + 0.08 * random(), t = 1 + Math.floor(89 * random());
      const v = 10 + 190 * random();
      const s = v / 1e4 * Math.sqrt(t / 365);
      return [X + s * (6 * random() - 3), X, v, t, 1 + 19 * random()];
    });
    const answers = await ask({ black, bachelier });
    black.forEach(([S, X, v, t], i) => {
      const ours = greeksOf("ES", v!, [[X!, S!]], t!);
      assertNear(ours, answers.black[i]!, [1e-11, 1e-11, 1e-11], `S ${S}, X ${X}, v ${v}, ${t}`);
    });
    bachelier.forEach(([F, X, v, t, A], i) => {
      const ours = greeksOf("NS", v!, [[X!, F!], [X!, F!], [A!, A!], [A!, A!]], t!);
      const about = `F ${F}, X ${X}, v ${v}, ${t} days, A ${A}`;
      // Differences are no better than their steps.
      assertNear(ours, answers.bachelier[i]!, [1e-4, 1e-5, 1e-5], about);
    });
  },
});
