/** A worker that ends without a word is noticed, however it ends. */
import assert from "node:assert/strict";
import { holdLifeline, watchLifeline } from "../../src/backtest/lifeline.ts";

const lifelineModule = new URL("../../src/backtest/lifeline.ts", import.meta.url).href;
const ignore = !("locks" in navigator);

/** A worker that holds a lifeline and does as it is told. */
async function startWorker(name: string): Promise<Worker> {
  const code = `
    import { holdLifeline } from "${lifelineModule}";
    self.onmessage = ({ data: cells }) => {
      if (!cells) return self.close();
      Atomics.store(cells, 0, 1);
      Atomics.wait(cells, 1, 0);
      self.postMessage("woke");
    };
    await holdLifeline("${name}");
    self.postMessage("held");`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: "module" });
  assert.equal(await nextMessage(worker), "held");
  return worker;
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
}

for (const how of ["ends itself", "is terminated"]) {
  Deno.test({
    name: `a worker that ${how} is noticed`,
    ignore,
    async fn() {
      const worker = await startWorker(how);
      const ended = new Promise<void>((resolve) => watchLifeline(how, resolve));
      if (how === "is terminated") worker.terminate();
      else worker.postMessage(undefined);
      await ended;
    },
  });
}

Deno.test({
  name: "a worker that is blocked lives, however long it says nothing",
  ignore,
  async fn() {
    const worker = await startWorker("blocked");
    let ended = false;
    const unwatch = watchLifeline("blocked", () => ended = true);
    const cells = new Int32Array(new SharedArrayBuffer(8));
    const woke = nextMessage(worker);
    worker.postMessage(cells);
    while (Atomics.load(cells, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    // Whoever asks for another lock now gets it later than a lifeline that has come free.
    await holdLifeline("another");
    assert.equal(ended, false);
    Atomics.store(cells, 1, 1);
    Atomics.notify(cells, 1);
    assert.equal(await woke, "woke");
    assert.equal(ended, false);
    unwatch();
    worker.terminate();
  },
});

Deno.test({
  name: "who no longer watches is not told",
  ignore,
  async fn() {
    const worker = await startWorker("forgotten");
    let told = false;
    watchLifeline("forgotten", () => told = true)();
    const ended = new Promise<void>((resolve) => watchLifeline("forgotten", resolve));
    worker.terminate();
    await ended;
    assert.equal(told, false);
  },
});
