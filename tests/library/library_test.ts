/** `mod.ts`: the engine's values as typed arrays, without a word, an exit or a file left behind. */
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { NOTEBOOK, runNotebook } from "../../docs/run_notebook.ts";
import { backtest, NO_DAY, readRun, type Run, StraddleError } from "../../mod.ts";
import { namesIn, quoted, SAMPLE, sql, straddleOk, withFolder } from "../cli/program.ts";

const hash = (bytes: ArrayBufferView) =>
  createHash("sha256").update(bytes as Uint8Array).digest("hex");

/** A hash for each column, of its values' bytes, with `zero` added; of texts, of the texts row by row. */
function hashes(run: Run, zero = -0): Record<string, string> {
  return Object.fromEntries(run.columns.map((name) => {
    const { numbers, days } = run.held;
    const values = numbers.get(name) ?? days.get(name);
    if (values !== undefined) return [name, hash(values.map((x) => x + zero))];
    const { texts, codes } = run.texts(name);
    const rows = Array.from(codes, (code) => code < 0 ? "" : texts[code]).join("\n");
    return [name, hash(new TextEncoder().encode(rows))];
  }));
}

/** The same of a file, as DuckDB reads it. */
async function hashesOfFile(path: string, run: Run): Promise<Record<string, string>> {
  const rows = await sql(
    `SELECT * REPLACE (${
      [...run.held.days.keys()].map((name) =>
        `date_diff('day', DATE '1970-01-01', ${name})::INTEGER AS ${name}`
      )
    }) FROM ${quoted(path)}`,
  );
  return Object.fromEntries(run.columns.map((name) => {
    const cells = rows.map((row) => row[name]);
    if (run.held.numbers.has(name)) {
      return [name, hash(Float64Array.from(cells, (cell) => cell === null ? NaN : Number(cell)))];
    }
    if (run.held.days.has(name)) {
      return [name, hash(Int32Array.from(cells, (cell) => cell === null ? NO_DAY : Number(cell)))];
    }
    return [
      name,
      hash(
        new TextEncoder().encode(cells.map((cell) => cell === "-" ? "" : cell ?? "").join("\n")),
      ),
    ];
  }));
}

Deno.test("a backtest's columns are those of the command's file, to the last bit, in any format", () =>
  withFolder(async (cwd) => {
    const options = [
      "--costs",
      "amt",
      "--hedge-cost",
      "Equity=1,Commodity=0.5",
      "--hedge",
      "weekly",
    ];
    const more = ["--greeks", "--set", "entry=N5", "--all-days", "-q"];
    const args = [
      "backtest",
      "^(KLP|NORTH)",
      "2024",
      "2025",
      "--data",
      SAMPLE,
      ...options,
      ...more,
    ];
    await straddleOk([...args, "-o", "run.parquet"], { cwd });
    await straddleOk([...args, "-o", "run.csv"], { cwd });
    const { run, warnings } = await backtest({
      pattern: "^(KLP|NORTH)",
      years: [2024, 2025],
      data: SAMPLE,
      costs: "amt",
      hedgeCost: { Equity: 1, Commodity: 0.5 },
      hedge: "weekly",
      greeks: true,
      set: { entry: "N5" },
      allDays: true,
      workers: 2,
    });
    assert.deepEqual(warnings, []);
    assert.ok(run.rows > 5000);
    const path = join(cwd, "run.parquet");
    const expected = hashes(run);
    assert.deepEqual(await hashesOfFile(path, run), expected);
    const read = await readRun(path);
    assert.deepEqual(hashes(read), expected);
    assert.deepEqual(read.facts, run.facts, "the library's run has the facts of the command's");
    // Texts have no zero below zero.
    assert.deepEqual(hashes(await readRun(join(cwd, "run.csv")), 0), hashes(run, 0));
  }));

Deno.test("what goes wrong is thrown, and the next call knows nothing of it", () =>
  withFolder(async (cwd) => {
    const refused = async (exitCode: number, said: string, body: () => Promise<unknown>) => {
      const error = await body().then(() => undefined, (error) => error);
      assert.ok(error instanceof StraddleError, String(error));
      assert.equal(error.exitCode, exitCode, error.message);
      assert.ok(error.message.includes(said), error.message);
    };
    await refused(1, "no asset matches", () => backtest({ pattern: "nosuch" }));
    await refused(2, "Cannot use the pattern", () => backtest({ pattern: "(" }));
    await refused(2, "Give daily, weekly", () => backtest({ hedge: "weekli" }));
    await refused(2, "Unknown option '--foo", () => backtest({ foo: 1 } as never));
    await refused(2, "Name a file", () => readRun([]));
    await refused(4, "no such file", () => readRun(join(cwd, "none.parquet")));
    await refused(
      2,
      'No column "pln"',
      () =>
        readRun(join(cwd, "run.parquet"), { columns: ["pln"] }).catch(async () => {
          await backtest({ pattern: "^KLP", years: 2024, output: join(cwd, "run.parquet") });
          return await readRun(join(cwd, "run.parquet"), { columns: ["pln"] });
        }),
    );
    // Two calls at once take turns, and a file may change between them.
    const run = join(cwd, "run.parquet"), other = join(cwd, "other.parquet");
    const [, , first] = await Promise.all([
      backtest({ pattern: "^MWH", years: 2024, output: other }),
      backtest({ pattern: "^KLP", years: 2024, output: run }),
      readRun(run, { columns: ["asset"] }),
    ]);
    assert.deepEqual(first.texts("asset").texts, ["KLP Comdty"]);
    copyFileSync(other, run);
    const second = await readRun(run, { columns: ["asset"] });
    assert.deepEqual(second.texts("asset").texts, ["MWH Comdty"]);
    assert.throws(() => second.numbers("asset"), /Cannot find a column of numbers "asset"/);
    assert.equal(Deno.exitCode, 0);
  }));

Deno.test("the notebook prints what it shows, with the program's rights, and leaves nothing behind", () =>
  withFolder(async (folder) => {
    const text = Deno.readTextFileSync(NOTEBOOK);
    assert.equal(await runNotebook(text, { TMPDIR: folder }), text, "deno task notebook renews it");
    assert.deepEqual(namesIn(folder), []);
  }));
