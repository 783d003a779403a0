/** Where the inputs come from: options, a folder, ./data, or the sample that ships inside. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  MINI,
  namesIn,
  rowsOf,
  SAMPLE,
  straddle,
  straddleOk,
  withFolder,
} from "./program.ts";

const FILES = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];
const SAMPLE_LINE = /^Using the sample data .*--data DIR/m;

Deno.test("in an empty folder the sample data are used, and a line on stderr says so", () =>
  withFolder(async (cwd) => {
    const { code, stdout, stderr } = await straddle(["backtest", "^VGB", "2024"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, SAMPLE_LINE);
    const args = ["backtest", "--data", SAMPLE, "^VGB", "2024", "-q"];
    const named = await straddle(args, { cwd });
    assert.equal(stdout, named.stdout);
    assert.equal(named.stderr, "", "named data need no word");
    assert.deepEqual(namesIn(cwd), []);
  }));

Deno.test("./data is used when it holds an asset table", () =>
  withFolder(async (cwd) => {
    Deno.mkdirSync(join(cwd, "data"));
    const args = ["backtest", "^ACME", "2024"];
    assertOneLine(await straddle([...args, "--data", "data"], { cwd }), 4, "asset table");
    const sample = await straddle(["straddles", ".", "2024"], { cwd });
    assert.match(sample.stderr, SAMPLE_LINE);
    for (const file of FILES) Deno.copyFileSync(join(MINI, file), join(cwd, "data", file));
    const ours = await straddle([...args, "-q"], { cwd });
    assert.equal(ours.code, 0, ours.stderr);
    assert.doesNotMatch(ours.stderr, SAMPLE_LINE);
    assert.equal(rowsOf(ours.stdout).length, 649);
  }));

Deno.test("files named one by one win over those of the folder", () =>
  withFolder(async (cwd) => {
    const none = join(cwd, "none.csv");
    Deno.writeTextFileSync(none, "ticker,expiry\n");
    const args = ["backtest", "--data", MINI, "^CRDX", "2024", "-f", "tsv"];
    assert.equal(rowsOf(await straddleOk(args)).length, 57);
    const { stdout, stderr } = await straddle([...args, "--overrides", none]);
    assert.equal(rowsOf(stdout).length, 0);
    assert.match(stderr, /^ +12 {2}override missing {2}CRDX Curncy$/m);
  }));

Deno.test("an asset table named alone takes nothing from ./data", () =>
  withFolder(async (cwd) => {
    Deno.mkdirSync(join(cwd, "data"));
    for (const file of FILES) Deno.copyFileSync(join(MINI, file), join(cwd, "data", file));
    const args = ["backtest", "--amt", join("data", "amt.yml"), "^CRDX", "2024"];
    assertOneLine(await straddle(args, { cwd }), 2, "No prices");
    const prices = ["--prices", join("data", "prices.parquet")];
    const { code, stderr } = await straddle([...args, ...prices], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Warning: no expiry overrides were given, and 12 straddles need them/m);
  }));

Deno.test("inputs may be named with relative paths from any folder", () =>
  withFolder(async (cwd) => {
    Deno.mkdirSync(join(cwd, "a b"));
    Deno.mkdirSync(join(cwd, "run"));
    for (const file of FILES) Deno.copyFileSync(join(MINI, file), join(cwd, "a b", file));
    const args = ["backtest", "--data", join("..", "a b"), "^QZ", "2024", "-f", "tsv"];
    const table = await straddleOk(args, { cwd: join(cwd, "run") });
    assert.equal(rowsOf(table).length, 90);
  }));

Deno.test("the order of the asset table does not matter to a backtest", () =>
  withFolder(async (cwd) => {
    const text = Deno.readTextFileSync(join(MINI, "amt.yml"));
    const at = text.indexOf("amt:\n") + 5;
    const entries = text.slice(at).split(/^(?= {2}\S)/m);
    // METALS is an alias of an anchor above; no entry refers to another.
    Deno.writeTextFileSync(join(cwd, "amt.yml"), text.slice(0, at) + entries.reverse().join(""));
    const args = ["backtest", "--data", MINI, ".", "2024", "-f", "tsv", "-q"];
    const table = await straddleOk([...args, "--amt", join(cwd, "amt.yml")]);
    assert.ok(table === await straddleOk(args));
  }));

Deno.test("a pattern is searched anywhere in the Underlying, and is case-sensitive (L-4)", async () => {
  const assets = async (pattern: string) => {
    const rows = rowsOf(await straddleOk(["straddles", "--data", MINI, pattern, "2024"]));
    return [...new Set(rows.map(({ asset }) => asset))];
  };
  assert.deepEqual(await assets("US"), ["ACME US Equity"]);
  assert.deepEqual(await assets("z comdty|Z Comdty$"), ["QZ Comdty"]);
  assert.deepEqual(await assets("(?i)^acme"), ["ACME US Equity"]);
  assert.equal((await assets("")).length, 10);
});

Deno.test("demo writes the four files of the sample, which a backtest can use", () =>
  withFolder(async (cwd) => {
    const { code, stdout, stderr } = await straddle(["demo", join("new", "set")], { cwd });
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /straddle backtest --data /);
    const folder = join(cwd, "new", "set");
    assert.deepEqual(namesIn(folder), FILES);
    for (const file of FILES) {
      assert.deepEqual(
        Deno.readFileSync(join(folder, file)),
        Deno.readFileSync(join(SAMPLE, file)),
      );
    }
    const args = ["backtest", "^VGB", "2024", "-q", "--data"];
    assert.equal(await straddleOk([...args, folder]), await straddleOk([...args, SAMPLE]));
  }));

Deno.test("demo replaces no file without --force", () =>
  withFolder(async (cwd) => {
    const mine = join(cwd, "overrides.csv");
    Deno.writeTextFileSync(mine, "mine");
    assertOneLine(await straddle(["demo", "."], { cwd }), 4, "overrides.csv", "--force");
    assert.deepEqual(namesIn(cwd), ["overrides.csv"]);
    assert.equal(Deno.readTextFileSync(mine), "mine");
    const { code, stderr } = await straddle(["demo", ".", "--force"], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(namesIn(cwd), FILES);
    assert.deepEqual(Deno.readFileSync(mine), Deno.readFileSync(join(SAMPLE, "overrides.csv")));
  }));

Deno.test("demo into a file or over a folder is exit 4 and leaves no litter", () =>
  withFolder(async (cwd) => {
    Deno.writeTextFileSync(join(cwd, "file"), "x");
    assertOneLine(await straddle(["demo", "file"], { cwd }), 4, 'folder "file"');
    Deno.mkdirSync(join(cwd, "set", "amt.yml"), { recursive: true });
    assertOneLine(await straddle(["demo", "set", "--force"], { cwd }), 4, "it is a folder");
    assert.deepEqual(namesIn(join(cwd, "set")), ["amt.yml"]);
  }));
