/** `straddle.toml`: what it sets, what the command line sets instead, whose it may be. */
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProject } from "../../src/inputs/project/find.ts";
import { PROJECT_KEYS, readProject } from "../../src/inputs/project/read.ts";
import { errorOf } from "../thrown.ts";
import { assertOneLine, SAMPLE, sql, straddle, straddleOk, withFolder } from "./program.ts";

const OURS = `# Ours
data = "in"
pattern = '^KLP'
years = [2024, 2025]
hedge = "weekly"
costs = "amt"
hedge-cost = { Commodity = 0.5 }
rules = "current"
weights = "risk"
days = "weeks"

[set]
entry = "N5"
`;

/** A folder with a project, a link to the sample as its data, and a folder to work in. */
function withProject(text: string, body: (folder: string, sub: string) => Promise<void>) {
  return withFolder(async (folder) => {
    const sub = join(folder, "a", "b");
    mkdirSync(sub, { recursive: true });
    symlinkSync(SAMPLE, join(folder, "in"));
    writeFileSync(join(folder, "straddle.toml"), text);
    await body(folder, sub);
  });
}

Deno.test("a project's run is that of the same options, from any folder below it", () =>
  withProject(OURS, async (folder, cwd) => {
    const given = ["^KLP", "2024", "2025", "--data", "../../in", "--hedge", "weekly"];
    const more = ["--costs", "amt", "--hedge-cost", "Commodity=0.5", "--rules", "current"];
    const csv = ["-q", "-f", "csv"];
    const plain = await straddleOk(
      ["backtest", ...given, ...more, "--set", "entry=N5", "--no-project", ...csv],
      { cwd },
    );
    const { code, stdout, stderr } = await straddle(["backtest", "-v", "-f", "csv"], { cwd });
    assert.equal(code, 0, stderr);
    assert.ok(plain.length > 100_000 && stdout === plain, "the rows differ");
    const file = join(folder, "straddle.toml");
    assert.ok(
      stderr.startsWith(`Using the project file "${file}", which sets data, pattern`),
      stderr,
    );
    assert.match(stderr, /^ {2}years = \[2024,2025\]$/m);
    assert.doesNotMatch(
      stderr,
      /^(Using.*| {2})(weights|days)/m,
      "a backtest has no use for these",
    );
    assert.equal(
      await straddleOk(["backtest", "-q", "--project", "../../straddle.toml", "-f", "csv"], {
        cwd,
      }),
      plain,
    );
  }));

Deno.test("the command line wins, --data over all places, and a Parquet run keeps what was set", () =>
  withProject(
    `${OURS.replace('"in"', '"nowhere"')}`.replace("[set]", 'amt = "nowhere.yml"\n[set]'),
    async (_, cwd) => {
      const { code, stderr } = await straddle(
        [
          "backtest",
          "^MWH",
          "2024",
          "--data",
          "../../in",
          "--hedge",
          "none",
          "-v",
          "-o",
          "run.parquet",
        ],
        { cwd },
      );
      assert.equal(code, 0, stderr);
      for (const name of ["data", "pattern", "years", "hedge", "amt"]) {
        assert.match(stderr, new RegExp(`^  ${name} = .*\\(the command line has another\\)$`, "m"));
      }
      const [row] = await sql(
        `SELECT decode(value) AS args FROM parquet_kv_metadata('${join(cwd, "run.parquet")}')
       WHERE decode(key) = 'straddle.arguments'`,
      );
      const { pattern, from, hedge, set, project } = JSON.parse(String(row!.args));
      assert.deepEqual([pattern, from, hedge, set], ["^MWH", 2024, "none", ["entry=N5"]]);
      assert.deepEqual(project, {
        file: "straddle.toml",
        sets: {
          costs: "amt",
          "hedge-cost": { Commodity: 0.5 },
          rules: "current",
          set: { entry: "N5" },
        },
      });
      // A look at the run takes its days from the project, and nothing else.
      const summary = await straddle(["summary", "run.parquet", "--columns", "days", "-f", "csv"], {
        cwd,
      });
      assert.match(summary.stderr, /which sets days\n$/);
      assert.ok(Number(summary.stdout.split("\n")[1]) < 60, "weeks of a year");
      // It is an input: nothing is written over it.
      const over = ["assets", "--project", "../../straddle.toml", "--data", "../../in"];
      const refused = await straddle([...over, "-f", "csv", "-o", "../../straddle.toml"], { cwd });
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /Cannot write into "..\/..\/straddle.toml": it is an input/);
      // The book that a report shows is on the side that straddle book would be.
      writeFileSync(join(cwd, "straddle.toml"), 'side = "short"\n');
      const page = await straddle(["report", "run.parquet", "--aum", "1e9", "-o", "p.html"], {
        cwd,
      });
      assert.match(page.stderr, /which sets side\n/);
    },
  ));

Deno.test("what is wrong in a project is named with its line and what would do", () =>
  withFolder((folder) => {
    const path = join(folder, "straddle.toml");
    const refused = (line: string, said: string) => {
      writeFileSync(path, `# A comment\n\n${line}\n`);
      const error = errorOf(() => readProject(path));
      assert.equal(error.exitCode, 3);
      assert.ok(error.message.includes(`"${path}": line 3: ${said}`), error.message);
    };
    refused('patern = "."', 'unknown key "patern"; did you mean "pattern"?');
    refused("[prices]", '"prices" is {}; give a path, or a list of paths');
    refused('years = "2024"', '"years" is "2024"; give a year, or the first and the last');
    refused("years = [1, 2, 3]", '"years" is [1,2,3]');
    refused("greeks = 1", '"greeks" is 1; give true or false');
    refused('leverage = "3"', '"leverage" is "3"; give a number');
    refused(
      'hedge-cost = { Equity = "1" }',
      '"hedge-cost" is {"Equity":"1"}; give a number, or a table',
    );
    refused("set = 3", '"set" is 3; give a table of names and values');
    refused("data = ", "");
    writeFileSync(path, "\xff", "latin1");
    assert.match(errorOf(() => readProject(path)).message, /not UTF-8/);
  }));

Deno.test("a value that an option refuses is refused with the option's own advice", () =>
  withProject('\nhedge = "weekli"\n', async (_, cwd) => {
    assertOneLine(
      await straddle(["backtest", "-q"], { cwd }),
      3,
      'straddle.toml": line 2: "hedge" is "weekli"; give daily, weekly',
    );
  }));

Deno.test("paths are of the project's folder; what is special in its name is no pattern", () =>
  withFolder((folder) => {
    const own = join(folder, "[x]");
    mkdirSync(own);
    const path = join(own, "straddle.toml");
    writeFileSync(path, `data = ["in", "/abs"]\nprices = "p-*.parquet"\nweights = "w.csv"\n`);
    assert.deepEqual(readProject(path).settings.map(({ words }) => words), [
      [join(own, "in"), "/abs"],
      [join(folder, "[[]x]", "p-*.parquet")],
      [join(own, "w.csv")],
    ]);
  }));

Deno.test({
  name: "a stranger's project, or one that others can write, is left aside with its reason",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withProject(OURS, async (folder, cwd) => {
      const file = join(folder, "straddle.toml");
      const doubt = () => {
        const found = findProject(cwd);
        assert.equal(found?.path, file);
        return found.doubt;
      };
      assert.equal(doubt(), undefined);
      chmodSync(file, 0o666);
      assert.equal(doubt(), "others can write into it");
      const { code, stderr } = await straddle(["schedules"], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        /^Warning: ".*straddle\.toml" is left aside: others can write into it; name/,
      );
      assert.match(stderr, /Using the sample data/);
      chmodSync(file, 0o644);
      for (const mode of [0o777, 0o1777]) {
        chmodSync(folder, mode);
        assert.equal(doubt(), `others can write into its folder "${folder}"`);
      }
      const quiet = await straddle(["schedules"], { cwd });
      assert.equal(quiet.stderr, "Using the sample data (name your own with --data DIR)\n");
      assert.match((await straddle(["schedules", "-v"], { cwd })).stderr, /left aside: others can/);
      assert.equal(findProject(folder)?.doubt, undefined, "one's own file in an open folder");
      chmodSync(folder, 0o755);
      if (Deno.uid() !== 0) return;
      const NOBODY = 65534;
      chownSync(file, NOBODY, NOBODY);
      assert.equal(doubt(), "it belongs to another user");
      chownSync(folder, NOBODY, NOBODY);
      assert.equal(doubt(), `its folder "${folder}" is not yours`);
      chownSync(file, 0, 0);
      assert.equal(doubt(), `its folder "${folder}" is not yours`);
      chownSync(folder, 0, 0);
      chownSync(dirname(cwd), NOBODY, NOBODY);
      assert.equal(doubt(), `its folder "${dirname(cwd)}" is not yours`);
    }),
});

Deno.test("docs/project.md names every key", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/project.md", import.meta.url));
  const told = [...page.matchAll(/^\| (`[^|]*`)/gm)].flatMap(([, cell]) =>
    cell!.split(", ").map((name) => name.trim().replaceAll("`", ""))
  );
  assert.deepEqual(told.sort(), Object.keys(PROJECT_KEYS).sort());
});
