/** YAML text: it reads back as the value it was made of. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { readAmt } from "../../../src/loader.ts";
import { pyRepr } from "../../../src/inputs/yaml/python_text.ts";
import { parseYaml } from "../../../src/inputs/yaml/parse.ts";
import { yamlText } from "../../../src/inputs/yaml/write.ts";
import { PlainDate, type YamlMap, type YamlValue } from "../../../src/inputs/yaml/values.ts";
import { sharedTest } from "../../shared.ts";

function assertReadsBack(value: YamlValue): void {
  const text = yamlText(value);
  assert.equal(pyRepr(parseYaml(text, "text").value), pyRepr(value), text);
}

Deno.test("texts that look like something else are quoted, others are not", () => {
  const cases: readonly (readonly [YamlValue, string])[] = [
    ["CL1 Comdty", "CL1 Comdty"],
    ["USSWAP5 CMPN Curncy:2023-06:USOSFR5 Curncy", "USSWAP5 CMPN Curncy:2023-06:USOSFR5 Curncy"],
    ["10", "'10'"],
    ["2_2", "'2_2'"],
    ["yes", "'yes'"],
    ["", "''"],
    ["a: b", "'a: b'"],
    ["it's # so", "'it''s # so'"],
    ["two\nlines", '"two\\u000alines"'],
    ["2001-01-01", "'2001-01-01'"],
    [new PlainDate(2001, 1, 1), "2001-01-01"],
    [10n, "10"],
    [10, "10.0"],
    [1e-5, "1.0e-05"],
    [-1.5e300, "-1.5e+300"],
    [NaN, ".nan"],
    [true, "true"],
    [null, "null"],
    [[], "[]"],
  ];
  for (const [value, text] of cases) {
    assert.equal(yamlText(value), `${text}\n`);
    assertReadsBack(value);
  }
});

Deno.test("mappings and lists stand in blocks, in their order", () => {
  const value = new Map<string, YamlValue>([["b", [1n, [2n, "x"]]], ["a", new Map([["c", "d"]])]]);
  assert.equal(yamlText(value), "b:\n  - 1\n  - - 2\n    - x\na:\n  c: d\n");
  assertReadsBack(value);
});

Deno.test("every value reads back as it was", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("<<", "=", "- a"),
  );
  const scalar = fc.oneof(text, fc.bigInt(), fc.double(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec<{ tree: YamlValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.array(fc.tuple(text, tie("tree")), { maxLength: 4 }).map((pairs) => new Map(pairs)),
    ),
  }));
  fc.assert(fc.property(tree, assertReadsBack), { numRuns: 2000 });
});

Deno.test("a value that aliases make huge is refused", () => {
  let value: YamlValue = ["x"];
  for (let i = 0; i < 40; i++) value = [value, value];
  assert.throws(() => yamlText(value), /aliases expand/);
});

sharedTest("every asset of the real table reads back", ["data/amt.yml"], (path) => {
  const { assets } = readAmt(path!);
  for (const { raw } of assets) assertReadsBack(raw as YamlMap);
});
