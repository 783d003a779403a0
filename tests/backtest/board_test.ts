/** The board that workers share: turns, counters, stopping, and files written in turns. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Board } from "../../src/backtest/board.ts";

const boardModule = new URL("../../src/backtest/board.ts", import.meta.url).href;
const watchModule = new URL("../../src/base/stopwatch.ts", import.meta.url).href;
const writerModule = new URL("../../src/backtest/turn_writer.ts", import.meta.url).href;

/** Starts workers on a piece of code that has the board and its own number; gives their answers. */
function startWorkers(board: Board, count: number, code: string): Promise<unknown>[] {
  const url = URL.createObjectURL(
    new Blob([`
      import { Board } from "${boardModule}";
      import { Stopwatch } from "${watchModule}";
      import { Stopped, TurnWriter } from "${writerModule}";
      self.onmessage = ({ data: { buffer, worker } }) => {
        const board = new Board(buffer);
        self.postMessage((() => { ${code} })());
      };`], { type: "application/javascript" }),
  );
  return Array.from({ length: count }, (_, worker) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(url, { type: "module" });
      thread.onmessage = ({ data }) => {
        thread.terminate();
        resolve(data);
      };
      thread.onerror = (event) => {
        event.preventDefault();
        thread.terminate();
        reject(new Error(event.message));
      };
      thread.postMessage({ buffer: board.buffer, worker });
    }));
}

Deno.test("C-19: turns start at task 0 and go on one by one", () => {
  const board = Board.create(2);
  assert.equal(board.turn, 0);
  assert.equal(board.awaitTurn(0), true);
  board.passTurn();
  assert.equal(board.turn, 1);
  assert.equal(board.awaitTurn(1), true);
});

Deno.test("C-19: whoever asks first has no rows before it, everybody later has", () => {
  const board = Board.create(1);
  assert.deepEqual([board.startRows(), board.startRows(), board.startRows()], [false, true, true]);
});

Deno.test("C-19: counters of straddles and present assets", () => {
  const board = Board.create(3);
  board.addStraddles(5);
  new Board(board.buffer).addStraddles(7);
  assert.equal(board.straddles, 12);
  assert.deepEqual([0, 1, 2].map((worker) => board.currentAsset(worker)), [-1, -1, -1]);
  board.setCurrentAsset(1, 0);
  board.setCurrentAsset(2, 41);
  assert.deepEqual([0, 1, 2].map((worker) => board.currentAsset(worker)), [-1, 0, 41]);
  assert.equal(board.turn, 0, "the counters do not overlap");
  assert.equal(board.stopped, false);
});

Deno.test("C-19: a stopped board has no turns left", () => {
  const board = Board.create(1);
  board.stop();
  assert.equal(board.stopped, true);
  assert.equal(board.awaitTurn(0), false);
  assert.equal(board.awaitTurn(9), false);
});

Deno.test("C-19: workers get their turns in task order, whoever is first", async () => {
  const board = Board.create(3);
  const answers = await Promise.all(startWorkers(
    board,
    3,
    `const seen = [];
     for (const task of [worker, worker + 3, worker + 6]) {
       if (!board.awaitTurn(task)) return "stopped";
       seen.push(board.turn);
       board.passTurn();
     }
     return seen;`,
  ));
  assert.deepEqual(answers, [[0, 3, 6], [1, 4, 7], [2, 5, 8]]);
  assert.equal(board.turn, 9);
});

Deno.test("C-19: stop wakes every sleeping worker", async () => {
  const board = Board.create(2);
  const answers = startWorkers(
    board,
    2,
    `board.setCurrentAsset(worker, 0);
     return board.awaitTurn(100 + worker);`,
  );
  while (board.currentAsset(0) < 0 || board.currentAsset(1) < 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  board.stop();
  assert.deepEqual(await Promise.all(answers), [false, false]);
});

Deno.test("C-19: several writers make the one file that a single writer makes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "straddle-board-"));
  try {
    const contents: string[] = [];
    for (const workers of [1, 2, 3]) {
      const path = join(folder, `${workers}.txt`);
      Deno.writeTextFileSync(path, "");
      const board = Board.create(workers);
      await Promise.all(startWorkers(
        board,
        workers,
        `const bytes = (text) => new TextEncoder().encode(text);
         const writer = new TurnWriter({ path: ${
          JSON.stringify(path)
        }, name: "x", board, header: bytes("h"),
           between: bytes(","), watch: new Stopwatch() });
         for (let task = worker; task < 12; task += ${workers}) {
           // Task 0 and every fifth have no rows, every third has two chunks.
           if (task % 5 !== 0) {
             writer.add(task, 1, { parts: [bytes("t"), bytes(String(task))], note: task });
             if (task % 3 === 0) writer.add(task, 1, { parts: [bytes("again")], note: task });
           }
           writer.endTask(task);
         }
         writer.finish();
         return writer.chunks.length;`,
      ));
      assert.equal(board.turn, 12);
      contents.push(readFileSync(path, "utf8"));
    }
    const single = "ht1,t2,t3,again,t4,t6,again,t7,t8,t9,again,t11";
    assert.deepEqual(contents, [single, single, single]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("C-19: a writer that waits for its turn ends with Stopped when the run is stopped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "straddle-board-"));
  try {
    const path = join(folder, "out.txt");
    Deno.writeTextFileSync(path, "");
    const board = Board.create(1);
    const [answer] = startWorkers(
      board,
      1,
      `const writer = new TurnWriter({ path: ${
        JSON.stringify(path)
      }, name: "x", board, header: new Uint8Array(0),
         between: new Uint8Array(0), watch: new Stopwatch() });
       writer.add(5, 1, { parts: [new Uint8Array(3)], note: 0 });
       writer.endTask(5);
       board.setCurrentAsset(0, 0);
       try { writer.finish(); return "wrote"; }
       catch (error) { return error instanceof Stopped; }`,
    );
    while (board.currentAsset(0) < 0) await new Promise((resolve) => setTimeout(resolve, 5));
    board.stop();
    assert.equal(await answer, true);
    assert.equal(readFileSync(path).length, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
