/** `--partition-by`: a folder of runs that is written whole or not at all, and is read as one run. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRun } from "../../src/runs/analysis/open_run.ts";
import { wholeRun } from "../../src/runs/analysis/parts.ts";
import { compareRuns } from "../../src/runs/compare/compare.ts";
import { Launched, until } from "./processes.ts";
import { assertOneLine, MINI, namesIn, quoted, sql } from "./program.ts";
import { straddle, straddleOk, withFolder } from "./program.ts";

const RUN = ["backtest", "--data", MINI, "^(ACME|QZ|CRDX)", "2023", "2024", "-q"];

/** All files below a folder, by path. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

async function figures(run: string) {
  const { sums, facts, close } = await openRun([run], undefined, { components: false });
  close();
  return { figures: wholeRun(sums, { days: "weekdays", idle: "zero" }).figures, facts };
}

Deno.test("a run in parts has the figures, the facts and the rows of the run in one file", () =>
  withFolder(async (cwd) => {
    const at = (name: string) => join(cwd, name);
    await straddleOk([...RUN, "-o", "one.parquet"], { cwd });
    const one = await figures(at("one.parquet"));
    for (
      const [by, ...args] of [["year"], ["class"], ["asset"], ["year", "-f", "csv"]] as const
    ) {
      // Each replaces the folder before it, with all that is in it.
      await straddleOk([...RUN, ...args, "--partition-by", by, "-o", "parts/"], { cwd });
      const files = filesIn(at("parts"));
      assert.ok(files.length >= 2 && files.every((file) => file.startsWith(`${by}=`)), `${files}`);
      const parts = await figures(at("parts"));
      for (const [name, value] of Object.entries(one.figures)) {
        const own = parts.figures[name as keyof typeof parts.figures];
        const apart = typeof value === "number" ? Math.abs(Number(own) - value) : 0;
        assert.ok(own === value || apart <= 1e-12 * Math.max(1, Math.abs(Number(value))), name);
      }
      assert.ok((await compareRuns(at("parts"), at("one.parquet"), 0, 5)).same, by);
      if (args.length > 0) continue;
      // What a file tells of its making is that of its part, and all of it is the run's.
      assert.deepEqual(parts.facts, one.facts, by);
      const [hive] = await sql(
        `SELECT count(*)::INT AS n, count(DISTINCT "${by}")::INT AS parts,
           count(*) FILTER ("${by}"::VARCHAR = CASE '${by}' WHEN 'year' THEN left(split_part(straddle,
             '|', 3), 4) WHEN 'asset' THEN asset ELSE "${by}"::VARCHAR END)::INT AS right
         FROM read_parquet(${quoted(at("parts/*/*.parquet"))}, hive_partitioning = true)`,
      );
      assert.deepEqual(hive, { n: one.facts.counts!.rows, parts: files.length, right: hive!.n });
    }
    await straddleOk([...RUN, "--partition-by", "year", "-o", "parts", "--report", "page.html"], {
      cwd,
    });
    assert.match(readFileSync(at("page.html"), "utf8"), /<title>parts /);
    await straddleOk([...RUN.with(4, "2024").toSpliced(5, 1), "-o", "2024.parquet"], { cwd });
    assert.deepEqual(
      readFileSync(at("parts/year=2024/run.parquet")),
      readFileSync(at("2024.parquet")),
      "a year's file is the run of that year",
    );
    assert.deepEqual(namesIn(cwd), ["2024.parquet", "one.parquet", "page.html", "parts"]);
  }));

Deno.test("parts replace nothing but parts, and no input", () =>
  withFolder(async (cwd) => {
    const run = (output: string, ...args: string[]) =>
      straddle([...RUN, "--partition-by", "year", "-o", output, ...args], { cwd });
    mkdirSync(join(cwd, "mine/year=2024"), { recursive: true });
    writeFileSync(join(cwd, "mine/year=2024/notes.txt"), "mine");
    assertOneLine(await run("mine"), 2, 'Cannot write into "mine": it holds "year=2024/notes.txt"');
    writeFileSync(join(cwd, "file"), "mine");
    assertOneLine(await run("file"), 4, 'Cannot write "file": it is no folder');
    assertOneLine(await run("none/parts"), 4, 'Cannot write "none/parts": no such');
    assertOneLine(await run("-"), 2, "add -o DIR/");
    assertOneLine(await run("x", "-f", "table"), 2, "leave out --format");
    mkdirSync(join(cwd, "in/year=2024"), { recursive: true });
    cpSync(join(MINI, "prices.parquet"), join(cwd, "in/year=2024/run.parquet"));
    assertOneLine(
      await run("in", "--prices", "in/year=2024/run.parquet"),
      2,
      'Cannot write into "in/year=2024/run.parquet": it is an input',
    );
    assert.deepEqual(filesIn(cwd), [
      "file",
      "in/year=2024/run.parquet",
      "mine/year=2024/notes.txt",
    ]);
    mkdirSync(join(cwd, "empty"));
    assert.equal((await run("empty")).code, 0);
  }));

Deno.test({
  name: "a run in parts that is cancelled or killed leaves the old folder, and no other",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (cwd) => {
      await straddleOk([...RUN, "--partition-by", "year", "-o", "parts"], { cwd });
      const old = filesIn(join(cwd, "parts"));
      const { ino } = statSync(join(cwd, "parts"));
      const long = ["backtest", "--data", MINI, ".", "1950", "2250", "--all-days", "-q"];
      for (const [signal, code] of [["SIGINT", 130], ["SIGKILL", 137]] as const) {
        const run = new Launched([...long, "--partition-by", "year", "-o", "parts"], { cwd });
        const begun = () => namesIn(cwd).find((name) => name.endsWith(".partial"));
        await until(() => begun() && filesIn(join(cwd, begun()!)).length > 3, "some parts");
        run.signal(signal);
        assert.equal((await run.end()).code, code);
        assert.deepEqual(filesIn(join(cwd, "parts")), old);
        assert.equal(statSync(join(cwd, "parts")).ino, ino);
        assert.equal(namesIn(cwd).length, signal === "SIGINT" ? 1 : 2);
      }
      await straddleOk([...RUN, "--partition-by", "asset", "-o", "parts"], { cwd });
      assert.deepEqual(namesIn(cwd), ["parts"], "the next run removes what was killed");
    }),
});
