/** Errors that mean that memory does not suffice, told from others. */
import { DuckDBInstance } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { checkHeap } from "../../src/base/heap.ts";
import { memoryError, OutOfMemory } from "../../src/base/out_of_memory.ts";

/** What an action throws. */
async function thrown(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const REFUSED: Readonly<Record<string, () => unknown>> = {
  "an array buffer that is too large": () => new ArrayBuffer(2 ** 52),
  "a typed array that is too large": () => new Float64Array(2 ** 50),
  "a text that is too long": () => "x".repeat(2 ** 30),
  "an array that is too long": () => [].length = 2 ** 32,
  "a query beyond DuckDB's limit": async () => {
    const settings = { memory_limit: "4MB", temp_directory: "", threads: "1" };
    const instance = await DuckDBInstance.create(":memory:", settings);
    const connection = await instance.connect();
    try {
      await connection.run("CREATE TABLE t AS SELECT range FROM range(10000000)");
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  },
};

for (const [what, action] of Object.entries(REFUSED)) {
  Deno.test(`${what} is out of memory, exit 4, with a way out`, async () => {
    const error = memoryError(await thrown(action));
    assert.ok(error instanceof OutOfMemory, String(error));
    assert.equal(error.exitCode, 4);
    assert.match(error.message, /^Out of memory: [^\n]+; select fewer years[^\n]+$/);
  });
}

const DEFECTS: Readonly<Record<string, () => unknown>> = {
  "a stack that is too deep": function deeper(): unknown {
    return [deeper()];
  },
  "an array of negative length": () => new Float64Array(-1),
  "a number with too many digits": () => (1).toFixed(1000),
  "what is no error": () => {
    throw "Array buffer allocation failed";
  },
};

for (const [what, action] of Object.entries(DEFECTS)) {
  Deno.test(`${what} stays what it is`, async () => {
    const error = await thrown(action);
    assert.equal(memoryError(error), error);
  });
}

Deno.test("a heap with room is no error", () => checkHeap());
