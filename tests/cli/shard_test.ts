/** `backtest --shard` and `backtest merge` from the outside (W-5). */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assertOneLine, namesIn, straddle, straddleOk, withFolder } from "./program.ts";

/** Three tasks, so that of four shards one has none. */
const RUN = ["backtest", ".", "2022", "2025", "--all-days", "--hedge", "weekly"];

Deno.test("the shards of a run give the same bytes when they are merged, however many there are", async () => {
  await withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    const shard = (i: number, count: number, ...more: readonly string[]) =>
      straddle([...RUN, "--shard", `${i}/${count}`, "-o", `of-${count}`, ...more], { cwd });
    const merge = (count: number, output = "merged.parquet") =>
      straddle(["backtest", "merge", `of-${count}`, "-o", output], { cwd });
    await straddleOk([...RUN, "-o", "whole.parquet"], { cwd });
    const whole = readFileSync(at("whole.parquet"));
    for (const count of [2, 4]) {
      const runs = await Promise.all(
        Array.from({ length: count }, (_, i) => shard(i, count, "--workers", String(1 + i % 2))),
      );
      for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
      const empty = runs.filter(({ stderr }) => stderr.includes("Nothing falls to shard"));
      assert.equal(empty.length > 0, count === 4, runs.map(({ stderr }) => stderr).join(""));
      const { code, stderr } = await merge(count);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^[\d,]+ rows of 14 assets in \d shards, merged in /);
      assert.deepEqual(readFileSync(at("merged.parquet")), whole);
    }

    const there = await straddle([...RUN, "--shard", "1/2", "-o", "of-2"], { cwd });
    assert.match(there.stderr, /Nothing to do: "of-2\/shard-0001-of-0002\.parquet" is there/);
    const other = await shard(1, 2, "--set", "entry=N5");
    assertOneLine(
      { ...other, stderr: other.stderr.replace(/^Using.*\n/, "") },
      2,
      "other arguments",
    );
    // Those that are another run's, that are not what their names say, that are missing.
    const second = at("of-2/shard-0001-of-0002.parquet");
    renameSync(second, at("kept.parquet"));
    assertOneLine(await merge(2), 3, "1 shard is not finished: 1 of 2");
    await straddleOk([...RUN, "--greeks", "--shard", "1/2", "-o", "of-2"], { cwd });
    assertOneLine(await merge(2), 3, "is of other arguments than the first");
    cpSync(at("of-2/shard-0000-of-0002.parquet"), second);
    assertOneLine(await merge(2), 3, '"shard-0001-of-0002.parquet" is not that shard');
    cpSync(at("whole.parquet"), second);
    assertOneLine(await merge(2), 3, '"shard-0001-of-0002.parquet" is not that shard');
    cpSync(at("of-4/shard-0000-of-0004.parquet"), at("of-2/shard-0000-of-0004.parquet"));
    assertOneLine(await merge(2), 3, "it holds parts of 2 and of 4");
    rmSync(at("of-2"), { recursive: true });
    mkdirSync(at("of-2"));
    assertOneLine(await merge(2), 1, "holds no shards");
    assertOneLine(await merge(4, "of-4/shard-0000-of-0004.parquet"), 2, "it is an input");
    assertOneLine(await merge(4, "merged.csv"), 2, "name a file that ends in .parquet");
    assert.deepEqual(namesIn(cwd), [
      "kept.parquet",
      "merged.parquet",
      "of-2",
      "of-4",
      "whole.parquet",
    ]);
    for (
      const [words, what] of [
        [["-f", "csv", "-o", "x"], /shards are Parquet/],
        [["-o", "-"], /Name the folder of the shards/],
        [["-o", "x", "--report", "r.html"], /Cannot use --report with a shard/],
      ] as const
    ) {
      const refused = await straddle([...RUN, "--shard", "0/2", ...words], { cwd });
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, what);
    }
  });
});
