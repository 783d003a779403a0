/**
 * Inputs damaged at random: no crash, no hang, no stack trace, whatever the bytes.
 *
 * The damage is the same every time for a seed, which failures name. `STRADDLE_FUZZ=500` for a long
 * run of as many programs a file, `STRADDLE_SEED=7` for other damage.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { refuseBroken } from "../../src/amt_problems.ts";
import { loadChain } from "../../src/chain.ts";
import { StraddleError } from "../../src/errors.ts";
import { parseAmt } from "../../src/loader.ts";
import { clearCaches } from "../../src/memo.ts";
import { loadOverrides } from "../../src/overrides.ts";
import { expandYm, schedule } from "../../src/schedules.ts";
import { tschemas } from "../../src/tickers.ts";
import { random, runHarmlessly } from "./harmless.ts";
import { MINI, withFolder } from "./program.ts";

const PROGRAMS = Number(Deno.env.get("STRADDLE_FUZZ") ?? 60);
const SEED = Number(Deno.env.get("STRADDLE_SEED") ?? 1);
/** Calls within this process for every program started. */
const CALLS = 50;
/** Programs at the same time. */
const LANES = 2;

/** What text parsers stumble over. */
const SPLINTERS = [
  ..."\0\t\r\n\"'{}[]&*!|>%@`#:,-?<=~;\\\ufeff\u0085\u2028\ud83d\ude00".split(""),
  "<<: ",
  "*METALS",
  "&METALS ",
  "!!int ",
  "!!binary ",
  "---\n",
  "0x",
  "1e999",
  ".nan",
  "-0.0",
  "9".repeat(400),
  "2024-13-45",
  "__proto__",
  "constructor",
].map((text) => new TextEncoder().encode(text));

/** One to four random damages of a file. */
function damage(whole: Uint8Array, pick: (below: number) => number): Uint8Array {
  let bytes = whole.slice();
  for (let n = 1 + pick(4); n > 0; n--) {
    const at = pick(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + pick(pick(2) === 0 ? 8 : 400));
    const slice = bytes.slice(at, end);
    const kind = pick(8);
    if (kind === 0 && at < bytes.length) bytes[at]! ^= 1 << pick(8);
    else if (kind === 1 && at < bytes.length) bytes[at] = pick(256);
    else if (kind === 2) bytes = bytes.slice(0, at);
    else if (kind === 3) bytes = concat(bytes.subarray(0, end), slice, bytes.subarray(end));
    else if (kind === 4) bytes = concat(bytes.subarray(0, at), bytes.subarray(end));
    else if (kind === 5) bytes.fill(pick(2) * 255, at, end);
    else if (kind === 6) {
      const to = pick(bytes.length + 1);
      bytes = concat(bytes.subarray(0, to), slice, bytes.subarray(to));
    } else {
      const splinter = SPLINTERS[pick(SPLINTERS.length)]!;
      bytes = concat(bytes.subarray(0, at), splinter, bytes.subarray(at));
    }
  }
  return bytes;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

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
    amt.problems.forEach(({ line, message }) => assert.ok(line > 0 && message !== ""));
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
