/** Numbers in sentences: separators, one and many, and how long something takes. */
import assert from "node:assert/strict";
import { progressWords } from "../../src/backtest/progress.ts";
import { counted, duration, grouped } from "../../src/base/wording.ts";

Deno.test("thousands have separators, decimals and signs do not count", () => {
  assert.deepEqual(
    [0, 999, 1000, 1234567, -1234.5678, "12345.000"].map(grouped),
    ["0", "999", "1,000", "1,234,567", "-1,234.5678", "12,345.000"],
  );
});

Deno.test("one is one, any other number is many", () => {
  assert.deepEqual([0, 1, 2, 1000].map((n) => counted(n, "price")), [
    "0 prices",
    "1 price",
    "2 prices",
    "1,000 prices",
  ]);
  assert.equal(counted(1, "row has", "rows have"), "1 row has");
  assert.equal(counted(3, "row has", "rows have"), "3 rows have");
});

Deno.test("a duration has two units at most", () => {
  assert.deepEqual([0, 0.2, 59.1, 61, 3599, 3600, 7800].map(duration), [
    "0 s",
    "1 s",
    "1 min 0 s",
    "1 min 1 s",
    "59 min 59 s",
    "1 h 0 min",
    "2 h 10 min",
  ]);
});

Deno.test("the progress line never tells a time that nobody knows", () => {
  assert.deepEqual(progressWords(0, 231_192, 0.5), {
    done: "0",
    all: "231,192",
    rate: "0",
    left: "time left unknown",
  });
  assert.equal(progressWords(0, 10, 0).left, "time left unknown");
  assert.deepEqual(progressWords(57_798, 231_192, 10), {
    done: "57,798",
    all: "231,192",
    rate: "5,780",
    left: "30 s left",
  });
});
