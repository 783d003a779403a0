/** `asset`, `get`, `table`: single things of the asset table. */
import assert from "node:assert/strict";
import { parseYaml } from "../../src/inputs/yaml/parse.ts";
import { readAmt } from "../../src/loader.ts";
import { pyRepr, pyText } from "../../src/inputs/yaml/python_text.ts";
import { isList, type YamlMap, type YamlValue } from "../../src/inputs/yaml/values.ts";
import { readJsonLines, sharedTest } from "../shared.ts";
import { assertOneLine, cellsOf, MINI, straddle, straddleOk, withFolder } from "./program.ts";

Deno.test("asset prints YAML that reads back as the entry, live or not", async () => {
  const amt = readAmt(`${MINI}/amt.yml`);
  for (const name of ["ACME US Equity", "DEAD Index"]) {
    const text = await straddleOk(["asset", name, "--data", MINI]);
    assert.equal(pyRepr(parseYaml(text, "output").value), pyRepr(amt.byUnderlying.get(name)!.raw));
  }
});

Deno.test("an unknown asset is exit 1 and suggests the nearest", async () => {
  const asset = (name: string) => straddle(["asset", name, "--data", MINI]);
  assertOneLine(await asset("ACME US Equty"), 1, 'did you mean "ACME US Equity"?');
  assertOneLine(await asset("acme"), 1, 'did you mean "ACME US Equity"?');
  const far = await asset("nothing like any of them");
  assertOneLine(far, 1, "No asset");
  assert.doesNotMatch(far.stderr, /did you mean/);
});

sharedTest(
  "get prints the values the reference system got",
  ["data/amt.yml", "golden/get_value.jsonl.gz"],
  async (amt, path) => {
    for (const { key, str } of readJsonLines<{ key: string; str: string }>(path!)) {
      const run = await straddle(["get", key, "--amt", amt!]);
      if (str === "<<default>>" || str === "None") assertOneLine(run, 1, `"${key}"`);
      else assert.deepEqual(run, { code: 0, stdout: `${str}\n`, stderr: "" }, key);
    }
  },
);

sharedTest(
  "table prints the tables the reference system got, and tells its errors apart",
  ["data/amt.yml", "golden/get_table.jsonl.gz"],
  async (amt, path) => {
    type Golden = { key: string; error?: string; table?: { columns: string[]; rows: unknown[][] } };
    const root = readAmt(amt!).root;
    for (const { key, error, table } of readJsonLines<Golden>(path!)) {
      const run = await straddle(["table", key, "--amt", amt!, "-f", "tsv"]);
      if (error !== undefined) {
        assertOneLine(run, /not found/.test(error) ? 1 : 3, `"${key}"`);
        continue;
      }
      assert.equal(run.code, 0, run.stderr);
      const rows = (root.get(key) as YamlMap).get("Rows");
      assert.ok(isList(rows));
      const texts = rows.map((row) => (row as readonly YamlValue[]).map(pyText));
      assert.equal(texts.length, table!.rows.length);
      assert.deepEqual(cellsOf(run.stdout), [table!.columns, ...texts]);
    }
  },
);

Deno.test("table and get: what is missing is exit 1, what is malformed exit 3", () =>
  withFolder(async (cwd) => {
    await Deno.writeTextFile(
      `${cwd}/amt.yml`,
      "amt: {a: {Underlying: X, WeightCap: 1}}\n" +
        "backtest: {aum: 250.0, nothing: ~, day: 2001-01-01, on: yes, list: [1, a]}\n" +
        "short: {Columns: [a, b], Rows: [[1], [2, 3.0]]}\nlong: {Columns: [a], Rows: [[1], [2, 3]]}\n" +
        "twice: {Columns: [a, a], Rows: []}\nnone: {Columns: [], Rows: []}\nempty: {Columns: [a], Rows: []}\n",
    );
    const run = (...args: string[]) => straddle([...args, "--amt", "amt.yml"], { cwd });
    const out = (...args: string[]) => straddleOk([...args, "--amt", "amt.yml"], { cwd });
    assert.equal(await out("get", "backtest.aum"), "250.0\n");
    assert.equal(await out("get", "backtest.day"), "2001-01-01\n");
    assert.equal(await out("get", "backtest.list"), "[1, 'a']\n");
    assertOneLine(await run("get", "backtest.nothing"), 1, "is null");
    assertOneLine(await run("get", "backtest.aim"), 1, 'no key "aim"', 'did you mean "aum"?');
    assertOneLine(await run("get", "backtest.aum.x"), 1, 'no key "x"');
    assertOneLine(await run("get", ""), 1);
    assert.equal(await out("table", "short"), "a\tb\n1\t-\n2\t3.0\n");
    assert.equal(await out("table", "empty"), "a\n");
    assertOneLine(await run("table", "long"), 3, "row 2 has 2 cells", "line 4");
    assertOneLine(await run("table", "twice"), 3, 'column "a" appears twice');
    assertOneLine(await run("table", "none"), 3, "no columns");
    assertOneLine(await run("table", "nope"), 1, "no such key");
    assertOneLine(await run("table", "backtest"), 3, "no Columns");
  }));

Deno.test("asset and get write to a file that appears complete", () =>
  withFolder(async (cwd) => {
    const args = ["asset", "ACME US Equity", "--data", MINI];
    assert.equal(await straddleOk([...args, "-o", "a.yml"], { cwd }), "");
    assert.equal(Deno.readTextFileSync(`${cwd}/a.yml`), await straddleOk(args));
    assertOneLine(await straddle([...args, "-o", "no/such/a.yml"], { cwd }), 4, "no/such/a.yml");
  }));
