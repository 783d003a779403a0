/** The tables within an asset table. */
import { compilePattern } from "../../../src/base/pattern.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { StraddleError } from "../../../src/base/errors.ts";
import {
  classTable,
  embeddedTable,
  groupTable,
  ruleTables,
  type ValueTable,
} from "../../../src/inputs/amt/tables.ts";
import { findEntries, parseAmt, readAmt } from "../../../src/loader.ts";
import type { Amt } from "../../../src/inputs/amt/asset_table.ts";
import { pyText } from "../../../src/inputs/yaml/python_text.ts";
import type { YamlValue } from "../../../src/inputs/yaml/values.ts";
import { readJsonLines, readMaybeGzip, readTsv, sharedTest } from "../../shared.ts";

const AMT = "data/amt.yml";
const entries = (amt: Amt, live: boolean) =>
  findEntries(amt, { pattern: compilePattern(""), live });
const texts = ({ columns, rows }: ValueTable): string[][] => [
  [...columns],
  ...rows.map((row) => row.map(pyText)),
];

function withTable(table: string, name = "t_table"): Amt {
  return parseAmt(
    `amt:\n  a: {Underlying: QZ Comdty, Class: Commodity}\n  b: {Underlying: ACME}\n${name}: ${table}\n`,
    "x.yml",
  );
}

function failure(action: () => unknown): { message: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof StraddleError, String(error));
    return { message: error.message, exitCode: error.exitCode };
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

/** The column a rule table gives to the two assets of `withTable`. */
function ruleColumn(rows: string, fallback: YamlValue = "?"): readonly YamlValue[] {
  const amt = withTable(`{Columns: [field, rgx, value], Rows: ${rows}}`);
  const table = ruleTables(amt, entries(amt, false), [{ table: "t_table", fallback }]);
  assert.deepEqual(table.columns, ["asset", "t"]);
  return table.rows.map((row) => row[1]!);
}

Deno.test("L-8: what is wrong with an embedded table is told apart", () => {
  const amt = parseAmt(
    "amt: {}\na: 5\nb: {Rows: []}\nc:\n  Columns: [x]\nd:\n  Columns: x\n  Rows: []\n" +
      "e: {Columns: [], Rows: {}}\nf:\n  Columns: [x]\n  Rows:\n  - [1]\n  - 2\ng: ~\n",
    "x.yml",
  );
  const cases: readonly (readonly [string, number, string])[] = [
    ["nope", 1, 'Cannot find table "nope" in "x.yml": there is no such key'],
    ["a.b", 1, 'Cannot find table "a.b" in "x.yml": there is no such key'],
    ["a", 3, "line 2: it is the number 5, not a mapping with Columns and Rows"],
    ["b", 3, "line 3: it has no Columns; a table needs Columns and Rows"],
    ["c", 3, "line 4: it has no Rows; a table needs Columns and Rows"],
    ["d", 3, 'line 7: Columns is the text "x", not a list'],
    ["e", 3, "line 9: Rows is a mapping, not a list"],
    ["f", 3, "line 14: row 2 is the number 2, not a list"],
    ["g", 3, "line 15: it is empty (null), not a mapping with Columns and Rows"],
  ];
  for (const [path, exitCode, reason] of cases) {
    const message = exitCode === 1 ? reason : `Cannot read table "${path}" in "x.yml": ${reason}`;
    assert.deepEqual(failure(() => embeddedTable(amt, path)), { message, exitCode });
  }
});

Deno.test("F-7: types are returned, never enforced", () => {
  const table = embeddedTable(
    withTable("{Columns: [a], Types: [numeric], Rows: [[x], [1, 2], []]}"),
    "t_table",
  );
  assert.deepEqual(table, { columns: ["a"], types: ["numeric"], rows: [["x"], [1n, 2n], []] });
  assert.equal(embeddedTable(withTable("{Columns: [], Rows: []}"), "t_table").types, undefined);
});

Deno.test("L-5: rules match at the start of the text, not only the whole of it", () => {
  assert.deepEqual(ruleColumn("[[Underlying, Comdty, x]]"), ["?", "?"]);
  assert.deepEqual(ruleColumn("[[Class, Com, x]]"), ["x", "?"]);
  assert.deepEqual(ruleColumn("[[Underlying, 'B|A', x]]"), ["?", "x"]);
  assert.deepEqual(ruleColumn("[[Underlying, '.*Comdty$', x]]"), ["x", "?"]);
});

Deno.test("L-9: the first rule that matches wins; a missing Class is the empty text", () => {
  const rows = "[[Class, '^Commodity$', 1], [Class, '^$', 2.5], [Underlying, '', 3]]";
  assert.deepEqual(ruleColumn(rows), [1n, 2.5]);
  assert.deepEqual(ruleColumn("[]", null), [null, null]);
});

Deno.test("L-9: columns come in any order, the column is named without _table", () => {
  const amt = withTable(
    "{Columns: [value, x, rgx, field], Rows: [[v, 0, Q, Underlying]]}",
    "t_auto",
  );
  const table = ruleTables(amt, entries(amt, false), [{ table: "t_auto", fallback: "" }]);
  assert.deepEqual(texts(table), [["asset", "t_auto"], ["QZ Comdty", "v"], ["ACME", ""]]);
});

Deno.test("D-28: a rule table that cannot be used says where and why", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "\n  Columns: [field, rgx]\n  Rows: []",
      'Cannot use "t_table" in "x.yml" as a rule table: line 5: ' +
      'it has no column "value"; rule tables have field, rgx and value',
    ],
    [
      "\n  Columns: [field, rgx, value]\n  Rows:\n  - [Class, a, 1]\n  - [Nope, '^$', 1]",
      'Cannot use rule 2 of "t_table" in "x.yml": line 8: ' +
      'unknown field "Nope"; rules know Underlying and Class',
    ],
    [
      "{Columns: [field, rgx, value], Rows: [[Class, 5, 1]]}",
      'Cannot use rule 1 of "t_table" in "x.yml": line 4: the pattern is the number 5; quote it',
    ],
    [
      "{Columns: [field, rgx, value], Rows: [[Class, x]]}",
      'Cannot use rule 1 of "t_table" in "x.yml": line 4: it has fewer cells than columns',
    ],
    [
      "{Columns: [field, rgx, value], Rows: [[Class, '(a', 1]]}",
      'Cannot use rule 1 of "t_table" in "x.yml": line 4: cannot use the pattern "(a": ' +
      "unterminated group; put a backslash before a special character that should stand for itself",
    ],
  ];
  for (const [table, message] of cases) {
    const amt = withTable(table);
    const action = () => ruleTables(amt, [], [{ table: "t_table", fallback: "" }]);
    assert.deepEqual(failure(action), { message, exitCode: 3 });
  }
});

Deno.test("L-10: the class table has an empty text for what is missing", () => {
  const amt = withTable("0");
  assert.deepEqual(texts(classTable(entries(amt, false))), [
    ["asset", "cls", "volsrc", "hdgsrc", "model"],
    ["QZ Comdty", "Commodity", "", "", ""],
    ["ACME", "", "", "", ""],
  ]);
});

// ---- golden data ----

interface GoldenTable {
  readonly key: string;
  readonly error?: string;
  readonly table?: { columns: string[]; types: string[]; rows: unknown[][] };
}

/** Cells as JSON has them: integers and floats both become numbers. */
const asJson = (cell: YamlValue): unknown => typeof cell === "bigint" ? Number(cell) : cell;

sharedTest(
  "L-8, golden: embedded tables and their errors",
  [AMT, "golden/get_table.jsonl.gz"],
  (amtPath, goldenPath) => {
    const amt = readAmt(amtPath);
    for (const { key, error, table } of readJsonLines<GoldenTable>(goldenPath)) {
      if (table === undefined) {
        const { message } = failure(() => embeddedTable(amt, key));
        const reason = error!.includes("not found")
          ? /there is no such key/
          : error!.includes("dict")
          ? /not a mapping/
          : /has no Columns/;
        assert.match(message, reason);
        continue;
      }
      const { columns, types, rows } = embeddedTable(amt, key);
      assert.deepEqual(columns, table.columns);
      assert.deepEqual(types, table.types);
      assert.deepEqual(rows.map((row) => row.map(asJson)), table.rows);
    }
  },
);

const RULE_TABLES = ["group_table", "subgroup_table", "liquidity_table", "limit_overrides"]
  .concat("subgroup_table_auto");
const BUILDERS: Readonly<Record<string, (amt: Amt, live: boolean) => ValueTable>> = {
  asset_class: (amt, live) => classTable(entries(amt, live)),
  asset_group: (amt, live) => groupTable(amt, entries(amt, live)),
  ...Object.fromEntries(RULE_TABLES.map((table) => [
    `asset_table_${table}`,
    (amt: Amt, live: boolean) => ruleTables(amt, entries(amt, live), [{ table, fallback: "?" }]),
  ])),
};

for (const [name, build] of Object.entries(BUILDERS)) {
  for (const which of ["all", "live"]) {
    sharedTest(
      `L-9…L-11, golden: ${name}_${which}, its public rows and the hash of the whole table`,
      [AMT, `golden/${name}_${which}.tsv.gz`, "golden/whole_table_sha256.json"],
      (amtPath, tablePath, hashPath) => {
        const [header, ...rows] = texts(build(readAmt(amtPath), which === "live"));
        const [goldenHeader, ...goldenRows] = readTsv(tablePath);
        assert.deepEqual(["n", ...header!], goldenHeader);
        for (const [n, ...cells] of goldenRows) assert.deepEqual(rows[Number(n)], cells);
        const golden = JSON.parse(readMaybeGzip(hashPath))[`${name}_${which}.tsv`];
        assert.equal(rows.length, golden.rows);
        const text = [header!, ...rows].map((cells) => `${cells.join("\t")}\n`).join("");
        assert.equal(createHash("sha256").update(text).digest("hex"), golden.sha256);
      },
    );
  }
}

sharedTest(
  "L-10, golden edge set: the class table has each entry's own data",
  ["golden/edge_amt.yml", "golden/edge_tables.jsonl.gz"],
  (amtPath, goldenPath) => {
    const tables = readJsonLines<{ name: string; columns: string[]; rows: string[][] }>(goldenPath);
    const golden = tables.find((table) => table.name === "asset_class")!;
    const table = texts(classTable(entries(readAmt(amtPath), false)));
    assert.deepEqual(table, [golden.columns, ...golden.rows]);
  },
);
