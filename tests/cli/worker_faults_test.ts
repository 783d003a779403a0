/**
 * A worker that fails in any way ends the run: with one message that names the asset, an exit code
 * that is not 0, and the output file as it was. The faults are put into the real program from
 * outside, by a module that runs before it and stands in for `Worker`.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { STATES } from "../../src/engine/states.ts";
import { MINI, namesIn, type Run, straddle, withFolder } from "./program.ts";

interface Fault {
  /** Code for every worker, before its own. */
  readonly inWorker?: string;
  /** Code for main's side of the first worker, `this`, when it has begun and was given its work. */
  readonly inMain?: string;
  /** Further arguments of Deno itself. */
  readonly deno?: readonly string[];
}

/** The module that runs before main.ts. A worker's name ends with its number, from 1. */
function preloadOf({ inWorker = "", inMain = "" }: Fault): string {
  return `
    const Real = globalThis.Worker;
    const fault = ${JSON.stringify(`data:text/javascript,${encodeURIComponent(inWorker)}`)};
    globalThis.Worker = class extends Real {
      constructor(url, options) {
        const code = \`import \${JSON.stringify(fault)}; import \${JSON.stringify(url)}\`;
        super("data:text/javascript," + encodeURIComponent(code), options);
        const begun = new Promise((resolve) =>
          this.addEventListener("message", resolve, { once: true }));
        this.fault = () => begun.then(() => { ${inMain} });
        this.first = options.name.endsWith(" 1");
      }
      postMessage(message) {
        super.postMessage(message);
        if (this.first && message.kind === "work") this.fault();
      }
    };`;
}

/** Code that does `fault` when the worker comes to an asset by its position in the plan. */
function atAsset(position: number, phase: "resolving" | "valuing", fault: string): string {
  return `
    const store = Atomics.store;
    let phase = "resolving";
    Atomics.store = (cells, index, value) => {
      const result = store(cells, index, value);
      if (value === 0) phase = "valuing";
      if (value === ${position + 1} && phase === "${phase}") { ${fault} }
      return result;
    };`;
}

const BUSY = (ms: number) =>
  `for (const until = Date.now() + ${ms}; Date.now() < until;) Math.random();`;

/** The assets of the run in output order; the first worker is dealt the first of them. */
const ASSETS = ["AAABBB Curncy", "ACME US Equity", "BARE Index", "CALCV Index"];
const YEARS = ["1990", "2070"];
/** A run takes a second; one that takes so long hangs. */
const HANG_SECONDS = 30;

/** Runs with a fault over an old file, which must stay what it was. */
function runWithFault(fault: Fault): Promise<Run> {
  return withFolder(async (cwd) => {
    const preload = join(cwd, "preload.js");
    Deno.writeTextFileSync(preload, preloadOf(fault));
    const file = join(cwd, "run.csv");
    Deno.writeTextFileSync(file, "old");
    const command = ["backtest", "--data", MINI, ".", ...YEARS, "--all-days", "-j", "2"];
    const run = await straddle([...command, "-o", "run.csv"], {
      cwd,
      deno: [`--preload=${preload}`, ...fault.deno ?? []],
      seconds: HANG_SECONDS,
    });
    assert.notEqual(run.code, 0, run.stderr);
    assert.equal(Deno.readTextFileSync(file), "old");
    assert.deepEqual(namesIn(cwd), ["preload.js", "run.csv"]);
    assert.equal(run.stdout, "");
    return run;
  });
}

const SMALL_HEAP = { deno: ["--v8-flags=--max-old-space-size=300"] };

/** Code that fills the heap of the worker that values an asset, but for a rest, and then does something. */
function fillingHeap(then: string): string {
  const fill = `
    while (heap().used_heap_size < 0.85 * heap().heap_size_limit) {
      kept.push(Array.from({ length: 10_000 }, Math.random));
    }
    ${then}`;
  return `
    import { getHeapStatistics as heap } from "node:v8";
    const kept = [];
    ${atAsset(1, "valuing", fill)}`;
}

/** Where the two workers are is up to them. */
const ANYWHERE = '(while reading for asset ".*" and \\d+ more|at asset ".*")';

/** Faults by what happens; the failure's exit code and message, which is all of stderr. */
const FAULTS: Readonly<Record<string, Fault & { code: number; message: string }>> = {
  "throws while it resolves an asset": {
    inWorker: atAsset(1, "resolving", `throw new Error("boom")`),
    code: 70,
    message: `A worker failed at asset "${ASSETS[1]}": boom`,
  },
  "throws while it values an asset": {
    inWorker: atAsset(1, "valuing", `throw new Error("boom")`),
    code: 70,
    message: `A worker failed at asset "${ASSETS[1]}": boom`,
  },
  "throws deep within an asset": {
    // An asset's straddles are counted by end state, in such an array.
    inWorker: atAsset(
      -1,
      "valuing",
      `globalThis.Int32Array = new Proxy(Int32Array, {
        construct(type, args) {
          if (args[0] === ${STATES.length}) throw new Error("boom");
          return Reflect.construct(type, args);
        },
      });`,
    ),
    code: 70,
    message: `A worker failed at asset "(${ASSETS[0]}|${ASSETS[1]})": boom`,
  },
  "throws what is no error": {
    inWorker: atAsset(0, "valuing", `throw "boom"`),
    code: 70,
    message: `A worker failed at asset "${ASSETS[0]}": boom`,
  },
  "cannot load DuckDB": {
    inWorker: `
      import Module from "node:module";
      Module._extensions[".node"] = () => { throw new Error("no such library") };`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: .*no such library`,
  },
  "throws while it warms up": {
    inWorker: `performance.now = () => { throw new Error("boom") }`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: boom`,
  },
  "throws where nobody catches it": {
    inWorker: atAsset(1, "resolving", `queueMicrotask(() => { throw new Error("boom") })`),
    code: 70,
    message: `A worker failed ${ANYWHERE}: boom`,
  },
  "leaves a promise rejected": {
    inWorker: atAsset(1, "resolving", `Promise.reject(new Error("boom"))`),
    code: 70,
    message: `A worker failed ${ANYWHERE}: boom`,
  },
  "ends itself while it warms up": {
    inWorker: `setTimeout(() => self.close(), 100)`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: it ended without a word`,
  },
  "ends itself while it values an asset": {
    inWorker: atAsset(1, "valuing", `self.close()`),
    code: 70,
    message: `A worker failed at asset "${ASSETS[1]}": it ended without a word`,
  },
  "is terminated as it begins": {
    inMain: `super.terminate()`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: it ended without a word`,
  },
  "is terminated at work": {
    inWorker: atAsset(1, "valuing", BUSY(500)),
    inMain: `setTimeout(() => super.terminate(), 300)`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: it ended without a word`,
  },
  "ends itself while others work on": {
    inWorker: atAsset(6, "valuing", `self.close()`),
    code: 70,
    message: `A worker failed at asset "QZ Comdty": it ended without a word`,
  },
  "fails while another waits for its turn": {
    inWorker: atAsset(0, "valuing", `${BUSY(2000)} throw new Error("boom")`),
    code: 70,
    message: `A worker failed at asset "${ASSETS[0]}": boom`,
  },
  "sends what cannot be read": {
    inMain: `this.dispatchEvent(new MessageEvent("messageerror"))`,
    code: 70,
    message: `A worker failed ${ANYWHERE}: its answer cannot be read`,
  },
  "is refused memory by the system": {
    inWorker: atAsset(1, "valuing", `new ArrayBuffer(2 ** 52)`),
    code: 4,
    message: `Out of memory at asset "${ASSETS[1]}": the system gives no more; select .*`,
  },
  "fills its heap": {
    ...SMALL_HEAP,
    inWorker: fillingHeap(""),
    code: 4,
    message: `Out of memory at asset "${
      ASSETS[1]
    }": a worker's heap of \\d+ MiB is full; select .*`,
  },
};

for (const [what, { code, message, ...fault }] of Object.entries(FAULTS)) {
  Deno.test(`a worker that ${what} ends the run with exit ${code} and names the asset`, async () => {
    const run = await runWithFault(fault);
    assert.match(run.stderr, new RegExp(`^straddle: ${message}\\n$`));
    assert.equal(run.code, code);
  });
}

Deno.test("a worker whose heap is full of what is no longer used goes on", () =>
  withFolder(async (cwd) => {
    const preload = join(cwd, "preload.js");
    Deno.writeTextFileSync(preload, preloadOf({ inWorker: fillingHeap("kept.length = 0;") }));
    const args = ["backtest", "--data", MINI, ".", ...YEARS, "--all-days", "-j", "2", "-q"];
    const { code, stderr } = await straddle([...args, "-o", "run.csv"], {
      cwd,
      deno: [`--preload=${preload}`, ...SMALL_HEAP.deno],
      seconds: HANG_SECONDS,
    });
    assert.equal(code, 0, stderr);
  }));

Deno.test("a worker that ends itself before there is a plan is named for what it did", () =>
  withFolder(async (cwd) => {
    const preload = join(cwd, "preload.js");
    Deno.writeTextFileSync(preload, preloadOf({ inWorker: `setTimeout(() => self.close())` }));
    const { code, stderr } = await straddle(["backtest", "--data", MINI, "-o", "run.csv"], {
      cwd,
      deno: [`--preload=${preload}`],
      seconds: HANG_SECONDS,
    });
    const where = "while reading the years of the prices";
    assert.equal(stderr, `straddle: A worker failed ${where}: it ended without a word\n`);
    assert.equal(code, 70);
    assert.deepEqual(namesIn(cwd), ["preload.js"]);
  }));

Deno.test("a worker that ends itself leaves a table on standard output short, but not silently", () =>
  withFolder(async (cwd) => {
    const preload = join(cwd, "preload.js");
    Deno.writeTextFileSync(preload, preloadOf({ inWorker: atAsset(6, "valuing", `self.close()`) }));
    const args = ["backtest", "--data", MINI, ".", ...YEARS, "--all-days", "-j", "2", "-f", "csv"];
    const { code, stdout, stderr } = await straddle(args, {
      cwd,
      deno: [`--preload=${preload}`],
      seconds: HANG_SECONDS,
    });
    assert.doesNotMatch(stdout, /^(QZ|SAME|SWP10|WRD) /m);
    assert.equal(
      stderr,
      `straddle: A worker failed at asset "QZ Comdty": it ended without a word\n`,
    );
    assert.equal(code, 70);
  }));
