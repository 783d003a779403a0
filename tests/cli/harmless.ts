/** What every input, however broken, may at worst do to the program. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MINI, namesIn, type Run, straddle, withFolder } from "./program.ts";

/** Longer is a hang, where the machine has time for us. */
export const LIMIT_MS = 10_000;
/** Damage may cost so many times what a sound run takes at the same moment, on a machine that has none. */
const SLOWER = 3;

/** Runs with an output file in `cwd`; fails when the run hangs or leaves anything but its output. */
export async function runHarmlessly(args: readonly string[], cwd: string): Promise<Run> {
  const before = namesIn(cwd);
  const began = performance.now();
  const run = await straddle([...args, "-o", "out.ndjson"], { cwd });
  const lasted = performance.now() - began;
  if (lasted >= LIMIT_MS) {
    const usual = await soundRunMs();
    assert.ok(lasted < SLOWER * usual, `it took ${Math.round(lasted)} ms, a sound run ${usual} ms`);
  }
  const left = namesIn(cwd).filter((name) => !before.includes(name));
  assert.deepEqual(left, run.code === 0 ? ["out.ndjson"] : [], `litter\n${run.stderr}`);
  assertHarmless(run);
  return run;
}

/** What a run of sound inputs takes now: beside enough other programs that may be seconds. */
async function soundRunMs(): Promise<number> {
  return await withFolder(async (cwd) => {
    const began = performance.now();
    const output = join(cwd, "out.ndjson");
    await straddle(["backtest", "--data", MINI, ".", "2024", "-j", "1", "-o", output]);
    return Math.round(performance.now() - began);
  });
}

/** Exit 0, or one message and nothing else; never a crash, a defect or a stack trace. */
export function assertHarmless({ code, stdout, stderr }: Run): void {
  assert.ok([0, 1, 3, 4].includes(code), `exit ${code}\n${stderr}`);
  assert.doesNotMatch(stderr, /^\s+at /m, "a stack trace");
  assert.doesNotMatch(stderr, /defect of ours|os error|Uncaught|panicked|Fatal/, stderr);
  assert.equal(stdout, "");
  const messages = stderr.match(/^straddle: /gm)?.length ?? 0;
  assert.equal(messages, code === 0 ? 0 : 1, stderr);
  assert.ok(stderr.split("\n").every((line) => line.length < 10_000), "a line without end");
}

/** A generator of integers below a bound: small, seeded, the same everywhere (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * below);
  };
}
