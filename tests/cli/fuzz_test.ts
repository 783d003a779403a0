/**
 * Inputs damaged at random: no crash, no hang, no stack trace, no wrong number, whatever the bytes.
 *
 * The damage is the same every time for a seed, which failures name, so few of each kind suffice to
 * hold what was reached; `STRADDLE_FUZZ=500` for a long run: as many programs for each file, ten times
 * as many damages through the engine. `STRADDLE_SEED=7` for other damage.
 */
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { refuseBroken } from "../../src/inputs/amt/problems.ts";
import { loadChain } from "../../src/inputs/chain.ts";
import { StraddleError } from "../../src/base/errors.ts";
import { parseAmt } from "../../src/loader.ts";
import { clearCaches } from "../../src/base/memo.ts";
import { loadOverrides } from "../../src/inputs/overrides.ts";
import { expandYm, schedule } from "../../src/schedules.ts";
import { tschemas } from "../../src/tickers.ts";
import { damage } from "./damage.ts";
import { LIMIT_MS, random, runHarmlessly } from "./harmless.ts";
import { MINI, SAMPLE, withFolder } from "./program.ts";

const PROGRAMS = Number(Deno.env.get("STRADDLE_FUZZ") ?? 20);
/** Damages a file that go through the engine. */
const DAMAGES = Math.max(200, 10 * PROGRAMS);
const SEED = Number(Deno.env.get("STRADDLE_SEED") ?? 1);
/** Calls within this process for every program started. */
const CALLS = 100;
/** Programs at the same time. */
const LANES = 2;

/** Reads the file as the program does before it values anything. */
const READERS: Readonly<Record<string, (path: string) => void>> = {
  "amt.yml": (path) => {
    const bytes = Deno.readFileSync(path);
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return;
    }
    const amt = parseAmt(text, path);
    amt.problems.forEach(({ line, what }) => assert.ok(line > 0 && what !== ""));
    refuseBroken(amt, amt.assets);
    for (const asset of amt.assets) {
      // Nothing here may fail for a table without errors.
      schedule(amt, asset);
      expandYm(amt, asset, 2024 * 12);
      tschemas(amt, asset);
    }
  },
  "futs.csv": (path) => void loadChain(path),
  "overrides.csv": (path) => void loadOverrides(path),
};

for (const [name, read] of Object.entries(READERS)) {
  const calls = PROGRAMS * CALLS;
  Deno.test(`${name} with any of ${calls} damages is read or refused with exit 3, at once`, async () => {
    const whole = Deno.readFileSync(join(MINI, name));
    await withFolder((folder) => {
      const pick = random(SEED);
      let refusals = 0;
      for (let n = 0; n < calls; n++) {
        const bytes = damage(whole, pick);
        const path = join(folder, name);
        Deno.writeFileSync(path, bytes);
        clearCaches();
        const began = performance.now();
        try {
          read(path);
        } catch (error) {
          const known = error instanceof StraddleError && error.exitCode === 3;
          assert.ok(known, `seed ${SEED}, damage ${n}: ${error instanceof Error && error.stack}`);
          refusals++;
        }
        assert.ok(performance.now() - began < 2000, `seed ${SEED}, damage ${n} takes too long`);
      }
      assert.ok(refusals > 0 && refusals < calls, `${refusals} of ${calls} refused`);
    });
  });
}

const BATCH = join(import.meta.dirname!, "fuzz_batch.ts");
const FILES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];

interface Counts {
  refused: number;
  accepted: number;
  compared: number;
  rows: number;
}

/** Runs a batch; a crash, a hang and wrong rows are the fault of the damage last begun. */
async function runBatch(folder: string, name: string, first: number, count: number) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", BATCH, folder, name, ...[SEED, first, count].map(String)],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let last = "";
  let hung = false;
  const kill = () => {
    hung = true;
    child.kill("SIGKILL");
  };
  let watchdog = setTimeout(kill, 3 * LIMIT_MS);
  const stderr = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  let text = "";
  for await (const piece of lines) {
    clearTimeout(watchdog);
    watchdog = setTimeout(kill, LIMIT_MS);
    text += piece;
    last = /(\d+)\n(?!.*\d+\n)/s.exec(text)?.[1] ?? last;
    text = text.slice(-1000);
  }
  clearTimeout(watchdog);
  const { code, signal } = await child.status;
  const where = `seed ${SEED}, damage ${last} of ${name} in ${folder}: `;
  assert.ok(!hung, `${where}it hangs`);
  assert.equal(code, 0, `${where}exit ${code} ${signal ?? ""}\n${await stderr}`);
  return JSON.parse(/\{.*\}/.exec(text)![0]) as Counts;
}

/** Damages that one process tries. */
const BATCH_SIZE = 250;

for (const [folder, damages] of [[MINI, DAMAGES], [SAMPLE, Math.ceil(DAMAGES / 20)]] as const) {
  for (const name of FILES) {
    const file = `${basename(folder)}/${name}`;
    Deno.test(`${file}: each of ${damages} damages (seed ${SEED}) is refused, or gives the rows that plain rules give`, async () => {
      const all: Counts[] = [];
      let next = 0;
      const lane = async () => {
        while (next < damages) {
          const first = next;
          next += BATCH_SIZE;
          all.push(await runBatch(folder, name, first, Math.min(BATCH_SIZE, damages - first)));
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0);
      assert.equal(sum("refused") + sum("accepted"), damages);
      assert.ok(sum("refused") > damages / 20, "some are refused");
      assert.ok(sum("compared") > damages / 20, "some are accepted, and compared");
      assert.ok(sum("rows") > 100 * sum("compared"), "with rows");
    });
  }
}

/** Programs a file: most damage to texts is tried without one. */
const SHARES: Readonly<Record<string, number>> = {
  "amt.yml": 1 / 3,
  "futs.csv": 1 / 6,
  "overrides.csv": 1 / 6,
  "prices.parquet": 1,
};
const OPTIONS: Readonly<Record<string, string>> = {
  "amt.yml": "--amt",
  "futs.csv": "--chain",
  "overrides.csv": "--overrides",
  "prices.parquet": "--prices",
};

for (const [name, share] of Object.entries(SHARES)) {
  const programs = Math.ceil(PROGRAMS * share);
  Deno.test(`a program given ${name} with any of ${programs} damages ends in order`, async () => {
    const whole = Deno.readFileSync(join(MINI, name));
    const pick = random(SEED + 1000);
    const damages = Array.from({ length: programs }, () => damage(whole, pick));
    const codes = new Map<number, number>();
    const lane = async (first: number) => {
      for (let n = first; n < programs; n += LANES) {
        await withFolder(async (cwd) => {
          Deno.writeFileSync(join(cwd, name), damages[n]!);
          const args = ["backtest", "--data", MINI, OPTIONS[name]!, name, ".", "2024", "-j", "1"];
          try {
            const { code } = await runHarmlessly(args, cwd);
            codes.set(code, (codes.get(code) ?? 0) + 1);
          } catch (error) {
            throw new Error(`seed ${SEED}, damage ${n} of ${name}`, { cause: error });
          }
        });
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, i) => lane(i)));
    assert.ok((codes.get(3) ?? 0) > 0 || name === "futs.csv", "some damage is refused");
  });
}
