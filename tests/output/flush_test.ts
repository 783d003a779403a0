/** The disk is told early to begin with what was written. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createFile, openAppender } from "../../src/output/sink.ts";

Deno.test("flushing a file in the making changes nothing, and comes never too late", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    for (const end of ["commit", "discard"] as const) {
      const path = join(folder, end);
      const file = createFile(path);
      const appender = openAppender(file.path, path);
      for (const text of ["a", "b"]) {
        appender.writeSync(new TextEncoder().encode(text));
        file.flush();
      }
      appender.close();
      await file[end]();
      // The run's timer may fire once more; a rejection that nobody awaits would fail this test.
      file.flush();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["commit"]);
    assert.equal(Deno.readTextFileSync(join(folder, "commit")), "ab");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
