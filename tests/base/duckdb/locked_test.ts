/** The locked handle: what it may read, and where it spills. */
import duckdb from "@duckdb/node-bindings";
import assert from "node:assert/strict";
import { join } from "node:path";
import { openLocked } from "../../../src/base/duckdb/locked.ts";

Deno.test("What outgrows memory goes to the handle's own folder, whatever its name, though it is locked", async () => {
  const folder = await Deno.makeTempDir();
  const spill = join(folder, "o'clock [1]");
  const bounds = { files: [], threads: 1, memory: 30_000_000, settings: [] };
  const sql = "CREATE TABLE t AS SELECT range, repeat('x', 50) || hash(range) FROM range(600_000)";
  try {
    const roomy = await openLocked({ ...bounds, spill });
    await duckdb.query(roomy, sql);
    assert.ok([...Deno.readDirSync(spill)].length > 0);
    duckdb.disconnect_sync(roomy);
    const strict = await openLocked({ ...bounds, spill: "" });
    await assert.rejects(duckdb.query(strict, sql), /Out of Memory/);
    duckdb.disconnect_sync(strict);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
