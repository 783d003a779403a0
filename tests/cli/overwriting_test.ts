/** No output is an input, by whatever name, from any command: exit 2, and nothing is written. */
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { assertOneLine, MINI, SAMPLE, straddle, straddleOk, withFolder } from "./program.ts";

const NAMES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];
const ASSET = "ACME US Equity";
const DATA = ["--data", "in"];

/**
 * Every command that writes a file, and which of `in`'s files it must not write: also those that it
 * does not read. `run.csv` and `run.parquet` are runs.
 */
const COMMANDS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["backtest", ".", "2024", ...DATA, "-q", "-f", "csv", "-o"], NAMES],
  [["backtest", ".", "2024", ...DATA, "-q", "--partition-by", "year", "-o"], ["prices.parquet"]],
  [["backtest", ".", "2024", ...DATA, "-q", "--report"], ["amt.yml", "prices.parquet"]],
  [["backtest", ".", "2024", ...DATA, "-q", "--book"], ["prices.parquet"]],
  [
    ["backtest", ".", "2024", ...DATA, "--prices", "in/p*.parquet", "-q", "-f", "csv", "-o"],
    ["prices.parquet"],
  ],
  [["value", ASSET, "2024-03", "0", ...DATA, "-f", "csv", "-o"], ["prices.parquet"]],
  [["summary", "in/run.csv", "-f", "csv", "-o"], ["run.csv"]],
  [["summary", "in/run.csv", "--amt", "in/amt.yml", "-f", "csv", "-o"], ["amt.yml"]],
  [["report", "in/run.parquet", "-o"], ["run.parquet"]],
  [["report", "in/run.csv", "--amt", "in/amt.yml", "-o"], ["amt.yml"]],
  [["book", "in/run.parquet", "--aum", "1e6", "-f", "csv", "-o"], ["run.parquet"]],
  [["book", "in/run.csv", ...DATA, "--aum", "1e6", "-f", "csv", "-o"], ["amt.yml", "run.csv"]],
  [["sweep", ".", "2024", ...DATA, "--vary", "entry=N0,N5", "-o"], ["prices.parquet"]],
  [["sweep", "best", "in/sweep.parquet", "-f", "csv", "-o"], ["sweep.parquet"]],
  [["sweep", "overfit", "in/sweep.parquet", "-f", "csv", "-o"], ["sweep.parquet"]],
  [["sweep", "walk", "in/sweep.parquet", "-f", "csv", "-o"], ["sweep.parquet"]],
  [["sweep", "report", "in/sweep.parquet", "-o"], ["sweep.parquet"]],
  [["compare", "in/run.csv", "in/run.parquet", "-o"], ["run.csv", "run.parquet"]],
  [["sql", "in/run.csv", "FROM rows", "--amt", "in/amt.yml", "-f", "csv", "-o"], [
    "run.csv",
    "amt.yml",
  ]],
  [["assets", ...DATA, "-f", "csv", "-o"], ["amt.yml", "prices.parquet"]],
  [["asset", ASSET, ...DATA, "-o"], ["amt.yml", "futs.csv"]],
  [["schedules", ...DATA, "-f", "csv", "-o"], ["overrides.csv"]],
  [["straddles", ".", "2024", ...DATA, "-f", "csv", "-o"], ["amt.yml", "prices.parquet"]],
  [["tickers", ".", "2024", ...DATA, "-f", "csv", "-o"], ["futs.csv"]],
  [["future", "fut_code:CL", "2024", "--chain", "in/futs.csv", "-f", "csv", "-o"], ["futs.csv"]],
  [["prices", "query", "FROM prices", ...DATA, "-f", "csv", "-o"], ["prices.parquet"]],
  [["prices", "last", ".", ...DATA, "-f", "csv", "-o"], ["prices.parquet"]],
  [["prices", "coverage", ...DATA, "-f", "csv", "-o"], ["prices.parquet", "amt.yml"]],
  [["table", "group_table", "--amt", "in/amt.yml", "-f", "csv", "-o"], ["amt.yml"]],
  [["get", "group_table", ...DATA, "-o"], ["amt.yml", "overrides.csv"]],
];
/** Those without inputs. */
const INNOCENT = ["completions", "licenses"];

/** Other names of `in/NAME` in the folder `cwd`, which must exist. */
const SPELLINGS: readonly ((name: string, cwd: string) => string)[] = [
  (name) => `in/${name}`,
  (name) => `./out/../in/${name}`,
  (name, cwd) => {
    const link = join(cwd, `link-${name}`);
    if (!existsSync(link)) symlinkSync(`in/${name}`, link);
    return `link-${name}`;
  },
  (name, cwd) => {
    const link = join(cwd, `hard-${name}`);
    if (!existsSync(link)) linkSync(join(cwd, "in", name), link);
    return `hard-${name}`;
  },
  (name, cwd) => {
    const link = join(cwd, "folder");
    if (!existsSync(link)) symlinkSync("in", link);
    return `folder/${name}`;
  },
];

/** All files of a folder, with their content. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, readFileSync(path, "latin1")];
    }),
  );
}

/** A folder with `in` and `out`. */
function withInputs(body: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    mkdirSync(join(folder, "in"));
    mkdirSync(join(folder, "out"));
    for (const name of NAMES) cpSync(join(MINI, name), join(folder, "in", name));
    await body(folder);
  });
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "no command writes over an input, by whatever name",
  ignore,
  fn: () =>
    withInputs(async (cwd) => {
      for (const run of ["in/run.csv", "in/run.parquet"]) {
        await straddleOk(["backtest", "^ACME", "2024", ...DATA, "-q", "-o", run], { cwd });
      }
      // It is not even opened.
      cpSync(join(cwd, "in/prices.parquet"), join(cwd, "in/sweep.parquet"));
      let spelling = 0;
      for (const [args, names] of COMMANDS) {
        for (const name of names) {
          const output = SPELLINGS[spelling++ % SPELLINGS.length]!(name, cwd);
          const before = contentOf(cwd);
          const run = await straddle([...args, output], { cwd });
          assertOneLine(run, 2, `Cannot write into "${output}": it is `, "an input; name another");
          assert.deepEqual(contentOf(cwd), before, `${args.join(" ")} ${output}`);
        }
      }
    }),
});

Deno.test("every command with an output is among those that are tried", async () => {
  const script = await straddleOk(["completions", "fish"]);
  const found = script.matchAll(/__fish_seen_subcommand_from (\w+)' -s o -l output/g);
  const writers = new Set([...found].map(([, name]) => name!));
  const tried = COMMANDS.map(([[name]]) => name!);
  assert.deepEqual([...writers].sort(), [...new Set([...tried, ...INNOCENT])].sort());
});

Deno.test({
  name: "what was found in ./data, by a pattern, or in the sample is an input like any other",
  ignore,
  fn: () =>
    withInputs(async (cwd) => {
      const refused = async (args: readonly string[], ...words: string[]) => {
        const before = contentOf(cwd);
        assertOneLine(await straddle(args, { cwd }), 2, ...words);
        assert.deepEqual(contentOf(cwd), before);
      };
      cpSync(join(cwd, "in"), join(cwd, "data"), { recursive: true });
      await refused(["straddles", ".", "2024", "-o", "data/futs.csv"], "data/futs.csv");
      // A second run into the folder of the first's prices would read the first as prices.
      const glob = ["--amt", "in/amt.yml", "--prices", "in/*.parquet", "-q"];
      await straddleOk(["backtest", ".", "2024", ...glob, "-o", "in/run.parquet"], { cwd });
      await refused(["backtest", ".", "2024", ...glob, "-o", "in/run.parquet"], "in/run.parquet");
      // Two outputs of one command.
      const two = ["backtest", ".", "2024", ...DATA, "-q", "--report"];
      await refused([...two, "out/x.csv", "-o", "out/../out/x.csv"], "the same file");
      symlinkSync("new.csv", join(cwd, "out/soon"));
      await refused([...two, "out/soon", "-o", "out/new.csv"], "the same file");
      // What a killed run left may be all that there is of it, and is read to rescue it.
      cpSync(join(cwd, "in/prices.parquet"), join(cwd, "out/.run.parquet.1.partial"));
      const rescue = ["prices", "last", ".", "--amt", "in/amt.yml", "--prices"];
      await refused(
        [...rescue, "out/.run.parquet.1.partial", "-o", "out/run.parquet"],
        'what an earlier run left of it, "',
      );
    }),
});

Deno.test({
  name: "demo does not write its files over each other, nor over those it copies",
  ignore,
  fn: () =>
    withInputs(async (cwd) => {
      for (const name of ["amt.yml", "futs.csv"]) {
        linkSync(join(cwd, "in/amt.yml"), join(cwd, "out", name));
      }
      const before = contentOf(cwd);
      assertOneLine(
        await straddle(["demo", "out", "--force"], { cwd }),
        2,
        "two outputs",
        "out/futs.csv",
      );
      symlinkSync(SAMPLE, join(cwd, "sample"));
      assertOneLine(await straddle(["demo", "sample", "--force"], { cwd }), 2, "sample/amt.yml");
      assert.deepEqual(contentOf(cwd), before);
    }),
});

Deno.test({
  name: "a copy of an input may be written over, and what only looks like litter stays",
  ignore,
  fn: () =>
    withInputs(async (cwd) => {
      cpSync(join(cwd, "in/amt.yml"), join(cwd, "out/amt.yml"));
      await straddleOk(["assets", ...DATA, "-f", "csv", "-o", "out/amt.yml"], { cwd });
      await straddleOk(["assets", ...DATA, "-f", "csv", "-o", "in/AMT.csv"], { cwd });
      writeFileSync(join(cwd, "out/.run.csv.x.partial"), "mine");
      await straddleOk(["assets", ...DATA, "-o", "out/run.csv"], { cwd });
      assert.equal(readFileSync(join(cwd, "out/.run.csv.x.partial"), "utf8"), "mine");
    }),
});
