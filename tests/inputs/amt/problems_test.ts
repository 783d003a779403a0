/** What is wrong with assets: each mistake with its line and remedy. */
import type { Amt, Problem } from "../../../src/inputs/amt/asset_table.ts";
import assert from "node:assert/strict";
import { REFERENCE } from "../../../src/inputs/rules.ts";
import { problemMessage, problemsBy, refuseBroken } from "../../../src/inputs/amt/problems.ts";
import { StraddleError } from "../../../src/base/errors.ts";
import { parseAmt, readAmt } from "../../../src/loader.ts";
import { sharedTest } from "../../shared.ts";

/** Fields that give no problem; a test replaces or removes some. */
const GOOD: Readonly<Record<string, string>> = {
  Underlying: "X",
  Class: "Equity",
  WeightCap: "0.05",
  Options: "plain",
  Market: "{Field: PX_LAST, Tickers: X}",
  Vol: "{Source: BBG, Ticker: X, Near: N, Far: F}",
  Hedge: "{Source: nonfut, Ticker: X, Field: PX_LAST}",
  Valuation: "{Model: ES}",
};
const SCHEDULES = "expiry_schedules: {plain: [N0_F3_50, F10_F3_50]}\n";

/** One asset `X` of good fields with changes (null removes one), its fields on lines 4, 5 …. */
function amtWith(fields: Readonly<Record<string, string | null>>, schedules = SCHEDULES): Amt {
  const lines = Object.entries({ ...GOOD, ...fields })
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `    ${key}: ${value}\n`);
  return parseAmt(`${schedules}amt:\n  x:\n${lines.join("")}`, "x.yml");
}

const plain = (problem: Problem) =>
  `${problem.severity} ${problem.asset ?? "-"} ${problem.line}: ${problemMessage(problem)}`;
const problems = (
  fields: Readonly<Record<string, string | null>>,
  schedules?: string,
): string[] => amtWith(fields, schedules).problems.map(plain);

function refusal(amt: Amt, names: readonly string[]): string {
  try {
    refuseBroken(amt, amt.assets.filter(({ underlying }) => names.includes(underlying)));
    return "";
  } catch (error) {
    assert.ok(error instanceof StraddleError, String(error));
    assert.equal(error.exitCode, 3);
    return [error.message, ...error.details].join("\n");
  }
}

Deno.test("a good asset has no problems", () => {
  assert.deepEqual(problems({}), []);
});

Deno.test("D-24, F-3: fields of a wrong type are errors of their asset, with line and remedy", () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ Underlying: "5" }, "error 5 4: Underlying is the number 5; write it as text, in quotes"],
    [{ Class: "[a]" }, "error X 5: Class is a list; write it as text, in quotes"],
    [
      { Options: "2001-01-01" },
      "warning X 7: Options is the date 2001-01-01; write it as text, in quotes",
    ],
    [
      { WeightCap: '"0.05"' },
      'error X 6: WeightCap is the text "0.05"; write a number, without quotes',
    ],
    [
      { WeightCap: "1e-2" },
      'error X 6: WeightCap is the text "1e-2"; write a number, without quotes',
    ],
    [{ WeightCap: "{a: 1}" }, "error X 6: WeightCap is a mapping; write a number, without quotes"],
    [{ Market: "text" }, 'error X 8: Market is the text "text"; write a mapping'],
    [{ Vol: "[1]" }, "error X 9: Vol is a list; write a mapping"],
    [{ Hedge: "5" }, "error X 10: Hedge is the number 5; write a mapping"],
    [{ Valuation: "ES" }, 'error X 11: Valuation is the text "ES"; write a mapping'],
  ];
  for (const [fields, expected] of cases) assert.deepEqual(problems(fields), [expected]);
});

Deno.test("T-2, T-3: wrong types inside Market and Vol", () => {
  const market = (text: string) => problems({ Market: text });
  assert.deepEqual(market("{Field: [a], Tickers: X}"), [
    "warning X 8: Market.Field is a list; write one text",
  ]);
  assert.deepEqual(market("{Tickers: 5}"), [
    "warning X 8: Market.Tickers is the number 5; write text or a list of texts",
  ]);
  assert.deepEqual(market("{Tickers: [A, 5]}"), [
    "warning X 8: Market.Tickers holds the number 5; quote it to make it text",
  ]);
  assert.deepEqual(market("~"), []);
  assert.deepEqual(problems({ Vol: "{Source: [], Ticker: {}, Near: [a], Far: {b: c}}" }), [
    "error X 9: Vol.Source is a list; write one text",
    "error X 9: Vol.Ticker is a mapping; write one text",
    "error X 9: Vol.Near is a list; write one text",
    "error X 9: Vol.Far is a mapping; write one text",
  ]);
});

Deno.test("T-4, T-7: wrong types inside each kind of Hedge", () => {
  const hedge = (text: string) => problems({ Hedge: text });
  assert.deepEqual(hedge("{Source: [nonfut]}"), [
    "error X 10: Hedge.Source is a list; write one text",
  ]);
  assert.deepEqual(hedge("{Source: nonfut, Ticker: [a], Field: {}}"), [
    "error X 10: Hedge.Ticker is a list; write one text",
    "error X 10: Hedge.Field is a mapping; write one text",
  ]);
  assert.deepEqual(hedge("{Source: cds, hedge: A, hedge1: [b]}"), [
    "error X 10: Hedge.hedge1 is a list; write one text",
  ]);
  assert.deepEqual(hedge("{Source: calc, ccy: [EUR], tenor: {a: 1}}"), [
    "error X 10: Hedge.tenor is a mapping; write text or a list of texts",
  ]);
  const fut = (fields: string) => hedge(`{Source: fut, fut_code: Q, market_code: C, ${fields}}`);
  assert.deepEqual(fut("fut_month_map: GHJKMNQUVXZF, min_year_offset: 1"), []);
  assert.deepEqual(fut("min_year_offset: ' -1'"), []);
  assert.deepEqual(fut("fut_month_map: FGH"), [
    'error X 10: Hedge.fut_month_map is the text "FGH"; ' +
    "write one of the letters FGHJKMNQUVXZ for each month",
  ]);
  assert.deepEqual(fut("min_year_offset: 0.5"), [
    "error X 10: Hedge.min_year_offset is the number 0.5; write a whole number",
  ]);
  assert.deepEqual(fut("note: 'a,b', other: [c]"), [
    'note X 10: Nothing reads the key "Hedge.note"; remove it, unless it is a note of your own',
    'note X 10: Nothing reads the key "Hedge.other"; remove it, unless it is a note of your own',
    "error X 10: Hedge.note holds a comma, which a fut hedge cannot have",
    "error X 10: Hedge.other is a list; write one text",
  ]);
});

Deno.test("D-7: a split ticker has one date, of a month that exists", () => {
  const twice =
    'The ticker "A:2024-01:B:2024-02:C" switches more than once and only the last switch ' +
    "counts; write OLD:YYYY-MM:NEW";
  const bad = 'The ticker "A:2024-13:B" switches in 2024-13, which is not a month';
  const shared =
    'The ticker "A:2024-01:2024-02:B" switches more than once and only the last switch ' +
    "counts; write OLD:YYYY-MM:NEW";
  assert.deepEqual(problems({ Market: '{Tickers: ["A:2024-01:B:2024-02:C", "A:2024-12:B"]}' }), [
    `warning X 8: ${twice}`,
  ]);
  assert.deepEqual(problems({ Vol: '{Source: BBG, Ticker: "A:2024-13:B"}' }), [
    `error X 9: ${bad}`,
  ]);
  // Only sources that are looked up as Bloomberg tickers split (T-6).
  assert.deepEqual(problems({ Vol: '{Source: CV, Ticker: "A:2024-13:B"}' }), []);
  assert.deepEqual(problems({ Hedge: '{Source: nonfut, Ticker: "A:2024-13:B", Field: F}' }), [
    `error X 10: ${bad}`,
  ]);
  assert.deepEqual(problems({ Hedge: '{Source: cds, hedge: A, hedge1: "A:2024-01:2024-02:B"}' }), [
    `warning X 10: ${shared}`,
  ]);
});

Deno.test("D-25: a doubled Underlying is an error that names both lines", () => {
  const amt = parseAmt("amt:\n  a:\n    Underlying: X\n  b:\n    Underlying: X\n", "x.yml");
  assert.deepEqual(amt.problems.filter(({ severity }) => severity === "error").map(plain), [
    "error X 5: The Underlying is given twice, on lines 3 and 5; keep one entry",
  ]);
});

Deno.test("an entry that an alias brings again is named by its keys, and its problems told once", () => {
  const entry = '{Underlying: X, WeightCap: "1"}';
  const amt = parseAmt(`amt:\n  a: &x ${entry}\n  b: {}\n  c: *x\n`, "x.yml");
  assert.deepEqual(amt.problems.filter(({ severity }) => severity === "error").map(plain), [
    'error X 2: WeightCap is the text "1"; write a number, without quotes',
    'error X 4: The Underlying is given twice, by the entries "a" and "c"; keep one entry',
  ]);
  const line = parseAmt("amt: {a: {Underlying: X}, b: {Underlying: X}}\n", "x.yml");
  assert.match(
    line.problems.map(plain).join("\n"),
    /error X 1: .*twice, by the entries "a" and "b"/,
  );
});

Deno.test("S-6: a used schedule must be a list of texts; an unused one only earns a warning", () => {
  const used = 'error X 1: Schedule "plain" is';
  const schedules = (text: string, options = "plain") =>
    problems({ Options: options }, `expiry_schedules: {plain: ${text}, other: [N0_F3_100]}\n`);
  assert.deepEqual(schedules("N0_F3"), [
    `${used} the text "N0_F3"; write a list of components like N0_F3_25`,
  ]);
  assert.deepEqual(schedules("~"), [
    `${used} empty (null); write a list of components like N0_F3_25`,
  ]);
  assert.deepEqual(schedules("[N0_F3_100, 5]"), [
    'error X 1: Schedule "plain" holds a component that is not text; write it like N0_F3_25',
  ]);
  assert.deepEqual(schedules("~", "other"), [
    'warning - 1: Schedule "plain" is empty (null); write a list of components like N0_F3_25',
  ]);
});

Deno.test("D-27: a missing Hedge and an unknown source are warnings, and so are missing keys", () => {
  assert.deepEqual(problems({ Hedge: null }), [
    "warning X 3: Hedge is missing, so the asset is never traded; add one",
  ]);
  assert.deepEqual(problems({ Hedge: "~" }), problems({ Hedge: null }));
  assert.deepEqual(problems({ Hedge: "{Source: BBG}" }), [
    'warning X 10: Hedge.Source is the text "BBG", so the asset is never traded; ' +
    "known sources are nonfut, fut, cds, calc",
  ]);
  assert.deepEqual(problems({ Hedge: "{Source: constructor}" }), [
    'warning X 10: Hedge.Source is the text "constructor", so the asset is never traded; ' +
    "known sources are nonfut, fut, cds, calc",
  ]);
  assert.deepEqual(problems({ Hedge: "{Ticker: A}" }), [
    "warning X 10: Hedge.Source is missing, so the asset is never traded; " +
    "known sources are nonfut, fut, cds, calc",
  ]);
  assert.deepEqual(problems({ Hedge: "{Source: cds, hedge1: A}" }), [
    "warning X 10: Hedge.hedge is missing; a cds hedge needs it",
  ]);
});

Deno.test("V-2: an unknown or missing model is a warning", () => {
  assert.deepEqual(problems({ Valuation: "{Model: XYZ}" }), [
    'warning X 11: Valuation.Model is the text "XYZ", so the asset is never valued; ' +
    "known models are ES, CDS_ES, NS, BS",
  ]);
  assert.deepEqual(problems({ Valuation: null }), [
    "warning X 3: Valuation.Model is missing, so the asset is never valued; " +
    "known models are ES, CDS_ES, NS, BS",
  ]);
});

Deno.test("L-3: a WeightCap of .nan or a boolean is a warning that says what it does", () => {
  const cap = (value: string) => problems({ WeightCap: value });
  assert.deepEqual(cap(".nan"), [
    "warning X 6: WeightCap is the number NaN and makes the asset live; write a number",
  ]);
  assert.deepEqual(cap("no"), [
    "warning X 6: WeightCap is the boolean false and makes the asset not live; write a number",
  ]);
});

Deno.test("F-2: ignored entries are warnings without an asset", () => {
  const amt = parseAmt("amt:\n  a: 5\n  b: {Class: C}\n  c:\n", "x.yml");
  assert.deepEqual(amt.problems.map(plain), [
    'warning - 2: Entry "a" under "amt" is the number 5, not a mapping, and is ignored',
    'warning - 3: Entry "b" under "amt" has no Underlying and is ignored',
    'warning - 4: Entry "c" under "amt" is empty (null), not a mapping, and is ignored',
  ]);
});

Deno.test("S-6: Options that name no schedule are a warning; no Options are none", () => {
  assert.deepEqual(problems({ Options: "nope" }), [
    'warning X 7: Options names the schedule "nope", which is not under "expiry_schedules"',
  ]);
  assert.deepEqual(problems({ Options: null }), []);
});

Deno.test("F-9: duplicate keys are warnings with the line of the last one", () => {
  const amt = parseAmt(
    "a: 1\namt:\n  x:\n    Underlying: X\n    Class: C\n    Class: D\na: 2\n",
    "x.yml",
  );
  const duplicates = amt.problems.map(plain).filter((text) => text.includes("twice"));
  assert.deepEqual(duplicates, [
    'warning X 6: The key "Class" is given twice in "amt" → "x" and the last one counts; remove the other',
    'warning - 7: The key "a" is given twice and the last one counts; remove the other',
  ]);
});

Deno.test("D-35: weights of a used schedule should add to 100 within a half", () => {
  const weights = (list: string) =>
    problems({}, `expiry_schedules: {plain: ${list}, b: [N0_F1_7]}\n`);
  assert.deepEqual(weights("[N0_F1_33.3, N0_F1_33.3, N0_F1_33.3]"), []);
  assert.deepEqual(weights("[N0_F1_33.3, N0_F1_33.3, N0_F1_12.5, N0_F1_12.5]"), [
    'warning - 1: The weights of schedule "plain" add to 91.6, not to 100; ' +
    "correct them unless that is meant",
  ]);
  assert.deepEqual(weights("[N0_F1]"), []);
  assert.deepEqual(weights('["N0_F1_50%", "N0_F1_ 25 ", "N0_F1_12,5", "N0_F1_12,5 %"]'), []);
});

Deno.test("D-35: a weight that is no number is an error of the assets that use its schedule", () => {
  const table = (list: string) =>
    problems({}, `expiry_schedules: {plain: ${list}, b: [N0_F1_z]}\n`);
  assert.deepEqual(table("[N0_F1_50, N0_F1_half, N0_F1_%]"), [
    'error X 1: Component "N0_F1_half" of schedule "plain" has the weight "half"; ' +
    "write a number of percent",
    'error X 1: Component "N0_F1_%" of schedule "plain" has the weight "%"; ' +
    "write a number of percent",
  ]);
});

Deno.test("a Class, Options or schedule name that is a number is read, with a warning", () => {
  assert.deepEqual(problems({ Class: "5" }), [
    "warning X 5: Class is the number 5; write it as text, in quotes",
  ]);
  const both = amtWith({ Options: "5" }, "expiry_schedules: {5: [N0_F1_100], 6: [], '6': []}\n");
  assert.deepEqual([...both.schedules], [["6", []], ["5", ["N0_F1_100"]]]);
  assert.deepEqual(both.problems.map(plain), [
    "warning X 7: Options is the number 5; write it as text, in quotes",
    "warning - 1: The schedule name 5 is not text and is found by Options that are none either; " +
    "quote both",
    "warning - 1: The schedule name 6 is not text and cannot be found; quote it",
  ]);
});

Deno.test("F-8: a name that YAML changed is a warning with what was written", () => {
  const changed = (fields: Record<string, string>) =>
    problems(fields).filter((text) => text.includes("is read as"));
  const as = (line: number, name: string, written: string, read: string) =>
    `warning X ${line}: ${name} ${written} is read as ${read}, as YAML has it; ` +
    `write "${written}", in quotes`;
  const fut = (code: string) =>
    changed({ Hedge: `{Source: fut, fut_code: ${code}, market_code: C, min_year_offset: 0}` });
  assert.deepEqual(fut("NO"), [as(10, "Hedge.fut_code", "NO", "False")]);
  assert.deepEqual(fut("0700"), [as(10, "Hedge.fut_code", "0700", "448")]);
  assert.deepEqual(fut("1.20e+3"), [as(10, "Hedge.fut_code", "1.20e+3", "1200.0")]);
  for (const same of ["'NO'", "700", "12e3", "1200.0"]) assert.deepEqual(fut(same), [], same);
  assert.deepEqual(changed({ Hedge: "{Source: calc, ccy: EUR, tenor: 2_2}" }), [
    as(10, "Hedge.tenor", "2_2", "22"),
  ]);
  assert.deepEqual(changed({ Market: "{Field: F, Tickers: [A, on]}" }), [
    as(8, "Market.Tickers", "on", "True"),
  ]);
  assert.deepEqual(changed({ WeightCap: "0.050" }), []);
});

Deno.test("a run is refused for all errors of the assets it selects, and for no others", () => {
  const amt = parseAmt(
    "amt:\n" +
      "  a:\n    Underlying: A\n    WeightCap: x\n    Class: [5]\n" +
      "  b:\n    Underlying: B\n    WeightCap: x\n" +
      "  c:\n    Underlying: C\n    WeightCap: 1\n",
    "data/x.yml",
  );
  assert.equal(refusal(amt, ["C"]), "");
  assert.equal(refusal(amt, []), "");
  assert.equal(
    refusal(amt, ["A", "C"]),
    'Cannot use asset table "data/x.yml" ("straddle help asset-table" explains its fields):\n' +
      'data/x.yml:4: asset "A": WeightCap is the text "x"; write a number, without quotes\n' +
      'data/x.yml:5: asset "A": Class is a list; write it as text, in quotes',
  );
});

Deno.test("a refusal lists 20 errors and counts the rest", () => {
  const entries = (n: number) =>
    Array.from({ length: n }, (_, i) => `  k${i}: {Underlying: A${i}, WeightCap: x}\n`).join("");
  const lines = (n: number) => {
    const amt = parseAmt(`amt:\n${entries(n)}`, "x.yml");
    return refusal(amt, amt.assets.map(({ underlying }) => underlying)).split("\n");
  };
  assert.equal(lines(20).length, 21);
  assert.deepEqual(lines(21).at(-1), "… and 1 more error");
  assert.deepEqual(lines(45).slice(-1), ["… and 25 more errors"]);
  assert.equal(lines(45).length, 22);
});

sharedTest(
  "the real table has no errors; five schedules of 91.6 % are its only warnings",
  ["data/amt.yml"],
  (path) => {
    const amt = readAmt(path);
    const problems = problemsBy(amt, REFERENCE);
    assert.equal(problems.length, 5);
    for (const { severity, what } of problems) {
      assert.equal(severity, "warning");
      assert.match(what, /add to 91\.6, not to 100/);
    }
    refuseBroken(amt, amt.assets);
  },
);

sharedTest(
  "the golden mini tables have no errors",
  ["golden/mini/amt.yml", "golden/mini/amt_w1.yml"],
  (...paths) => {
    for (const path of paths) {
      const amt = readAmt(path);
      assert.deepEqual(amt.problems.filter(({ severity }) => severity === "error"), []);
      refuseBroken(amt, amt.assets);
    }
  },
);

sharedTest(
  "the golden edge table has exactly its three deliberate errors",
  ["golden/edge_amt.yml"],
  (path) => {
    const errors = readAmt(path).problems.filter(({ severity }) => severity === "error");
    assert.deepEqual(errors.map(plain), [
      'error model text 353: Valuation is the text "ES"; write a mapping',
      "error twice 381: The Underlying is given twice, on lines 372 and 381; keep one entry",
      'error options null 61: Schedule "null" is empty (null); ' +
      "write a list of components like N0_F3_25",
    ]);
  },
);
