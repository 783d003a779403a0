/** YAML 1.1 as the old system read it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { StraddleError } from "../../../src/base/errors.ts";
import { pyRepr } from "../../../src/inputs/yaml/python_text.ts";
import { parseYaml } from "../../../src/inputs/yaml/parse.ts";
import { lineFinder } from "../../../src/inputs/yaml/lines.ts";
import { PlainDate, type YamlMap, type YamlValue } from "../../../src/inputs/yaml/values.ts";

const parse = (text: string): YamlValue => parseYaml(text, 'asset table "x.yml"').value;
/** Python's repr of the tree: shows types and order at once. */
const repr = (text: string): string => pyRepr(parse(text));

function messageOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof StraddleError, String(error));
    assert.equal(error.exitCode, 3);
    return error.message.replace(/^Cannot read asset table "x\.yml": /, "");
  }
  throw new assert.AssertionError({ message: `no error for ${JSON.stringify(text)}` });
}

// Every expected value was produced by PyYAML 6.0.3: repr(yaml.safe_load("a: …")["a"]).
const SCALARS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "yes, no, on, off, true and false are booleans in three spellings": {
    yes: "True",
    Yes: "True",
    YES: "True",
    no: "False",
    No: "False",
    NO: "False",
    on: "True",
    On: "True",
    ON: "True",
    off: "False",
    Off: "False",
    OFF: "False",
    true: "True",
    True: "True",
    TRUE: "True",
    false: "False",
    False: "False",
    FALSE: "False",
  },
  "y and n and mixed case stay text": {
    y: "'y'",
    n: "'n'",
    Y: "'Y'",
    N: "'N'",
    yES: "'yES'",
    tRUE: "'tRUE'",
  },
  "octal, hexadecimal, binary, underscores and base 60 are integers": {
    "010": "8",
    "0x1F": "31",
    "0b11": "3",
    "2_2": "22",
    "1:30": "90",
    "190:20:30": "685230",
    "-1:30": "-90",
    "+12": "12",
    "-0": "0",
    "0_": "0",
    "123456789012345678901234567890": "123456789012345678901234567890",
  },
  "0o10, 08 and 0:30 stay text": { "0o10": "'0o10'", "08": "'08'", "0:30": "'0:30'", _1: "'_1'" },
  "floats need a dot, and an exponent needs a sign": {
    "1e5": "'1e5'",
    "1.0e5": "'1.0e5'",
    "1e+5": "'1e+5'",
    "1.0e+5": "100000.0",
    "1_000.5": "1000.5",
    ".5": "0.5",
    "-.5": "'-.5'",
    "+.5": "'+.5'",
    "5.": "5.0",
    "-5.": "-5.0",
    "1:30.5": "90.5",
    "-0.0": "-0.0",
    "1.0e+400": "inf",
    "0.00001": "1e-05",
    ".nan": "nan",
    ".NaN": "nan",
    ".Nan": "'.Nan'",
    ".inf": "inf",
    "-.inf": "-inf",
    "+.INF": "inf",
  },
  "a full date is a date, a short one text": {
    "2001-01-01": "datetime.date(2001, 1, 1)",
    "2001-1-5": "'2001-1-5'",
    "2023-06": "'2023-06'",
    "2001-12-14 21:59:43": "datetime.datetime(2001, 12, 14, 21, 59, 43)",
    "2001-12-14T21:59:43Z":
      "datetime.datetime(2001, 12, 14, 21, 59, 43, tzinfo=datetime.timezone.utc)",
    "2001-12-14 21:59:43.10 -5":
      "datetime.datetime(2001, 12, 14, 21, 59, 43, 100000, tzinfo=datetime.timezone(" +
      "datetime.timedelta(days=-1, seconds=68400)))",
  },
  "tilde, three spellings of null and nothing are null; NONE is text": {
    "~": "None",
    null: "None",
    Null: "None",
    NULL: "None",
    "": "None",
    NONE: "'NONE'",
    None: "'None'",
    nULL: "'nULL'",
  },
  "quotes make text of anything, tags make types": {
    '"010"': "'010'",
    "'yes'": "'yes'",
    '"="': "'='",
    "!!str 12": "'12'",
    "!!int '12'": "12",
    "!!float '3'": "3.0",
    "!!bool 'Yes'": "True",
    "!!null ''": "None",
    '"tab\\t\\u00e9"': "'tab\\té'",
  },
};

for (const [rule, cases] of Object.entries(SCALARS)) {
  Deno.test(`F-8: ${rule}`, () => {
    for (const [text, expected] of Object.entries(cases)) {
      assert.equal(repr(`a: ${text}`), `{'a': ${expected}}`, text);
    }
  });
}

Deno.test("F-8: a date prints back as it was written and is immutable", () => {
  const date = (parse("a: 2001-01-01") as YamlMap).get("a");
  assert.ok(date instanceof PlainDate);
  assert.equal(String(date), "2001-01-01");
  assert.ok(Object.isFrozen(date));
});

Deno.test("F-8: a bare = is an error as a value and a character as a key", () => {
  assert.equal(
    messageOf("a: ="),
    'line 1, column 4: a bare "=" has a special meaning in YAML; quote it to mean the character',
  );
  assert.equal(repr("=: 1"), "{'=': 1}");
});

Deno.test("F-8: what looks like a date or an integer but is none is an error", () => {
  assert.match(messageOf("a: 2001-13-45"), /^line 1, column 4: "2001-13-45" is not a day/);
  assert.match(messageOf("a: 2001-02-29"), /not a day of the calendar; quote it to mean text$/);
  assert.match(messageOf("a: 2001-02-28 25:00:00"), /not a time of day/);
  assert.match(messageOf("a: 0b_"), /"0b_" is not an integer/);
  assert.match(messageOf("a: !!int abc"), /"abc" is not an integer/);
  assert.match(messageOf(`a: ${"9".repeat(5000)}`), /more than 4,300 digits/);
});

Deno.test("F-9: of duplicate keys the last value wins at the first key's position", () => {
  assert.equal(repr("{a: 1, b: 2, a: 3}"), "{'a': 3, 'b': 2}");
  const { duplicateKeys } = parseYaml("x:\n  - {a: 1}\n  - {a: 1, b: 2, a: 3}\n", "x");
  assert.deepEqual(duplicateKeys.map(({ path }) => path), [["x", 1, "a"]]);
});

Deno.test("F-9: keys that are equal in Python are duplicates, text is another key", () => {
  assert.equal(repr("{1: a, 1.0: b, true: c, '1': d}"), "{1: 'c', '1': 'd'}");
  assert.equal(repr("{2001-01-01: a, 2001-01-01: b}"), "{datetime.date(2001, 1, 1): 'b'}");
});

Deno.test("F-9: integer-like keys keep their place in the file", () => {
  assert.equal(repr("{b: 1, 2: 2, a: 3, 1: 4}"), "{'b': 1, 2: 2, 'a': 3, 1: 4}");
});

Deno.test("F-9, property: a mapping equals a Map filled pair by pair", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: 0 })), { minLength: 1 }), (pairs) => {
      const text = pairs.map(([name, value]) => `${name}: 0x${value.toString(16)}`).join("\n");
      const expected = new Map(pairs.map(([name, value]) => [name, BigInt(value)]));
      assert.deepEqual([...parse(text) as YamlMap], [...expected]);
    }),
  );
});

Deno.test("F-6: merged keys come first, own keys win", () => {
  assert.equal(
    repr("base: &b {x: 1, y: 2}\nown: {z: 0, x: 3, <<: *b}"),
    "{'base': {'x': 1, 'y': 2}, 'own': {'x': 3, 'y': 2, 'z': 0}}",
  );
});

Deno.test("F-6: of a merge list the first mapping wins, of two merges the second", () => {
  const head = "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\n";
  const own = (text: string) => pyRepr((parse(head + text) as YamlMap).get("c")!);
  assert.equal(own("c: {<<: [*a, *b]}"), "{'x': 1, 'z': 2, 'y': 1}");
  assert.equal(own("c: {<<: *a, <<: *b}"), "{'x': 2, 'y': 1, 'z': 2}");
  assert.equal(own("c: {<<: [*a, {y: 9, w: 9}]}"), "{'y': 1, 'w': 9, 'x': 1}");
});

Deno.test("F-6, property: merging equals Python's dict updates", () => {
  const map = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.nat(9));
  const flow = (o: Record<string, number>) =>
    `{${Object.entries(o).map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
  fc.assert(fc.property(fc.array(map, { maxLength: 4 }), map, (bases, own) => {
    const anchors = bases.map((base, i) => `b${i}: &b${i} ${flow(base)}\n`).join("");
    const aliases = bases.map((_, i) => `*b${i}`).join(", ");
    const text = `${anchors}c: {<<: [${aliases}]${
      flow(own).replace(/^\{(?!\})/, ", ").replace(/^\{/, "")
    }`;
    const expected = new Map<string, bigint>();
    for (const source of [...bases].reverse().concat(own)) {
      for (const [key, value] of Object.entries(source)) expected.set(key, BigInt(value));
    }
    assert.deepEqual([...(parse(text) as YamlMap).get("c") as YamlMap], [...expected]);
  }));
});

Deno.test("F-6: a merge is no duplicate, a quoted << is a key, and only mappings merge", () => {
  assert.deepEqual(parseYaml("a: &a {x: 1}\nb: {<<: *a, x: 2}", "x").duplicateKeys, []);
  assert.equal(repr('{"<<": {a: 1}}'), "{'<<': {'a': 1}}");
  assert.equal(messageOf("<<: 1"), 'line 1, column 5: "<<" needs a mapping or a list of mappings');
  assert.match(messageOf("a: <<"), /^line 1, column 4: a bare "<<" merges mappings/);
});

Deno.test("F-6: aliases work anywhere and share one object", () => {
  const root = parse("a: &x {k: 1}\n? &k key\n: *x\nlist: [*x, *k]\n*k : 2") as YamlMap;
  assert.deepEqual([...root.keys()], ["a", "key", "list"]);
  assert.equal(root.get("key"), 2n);
  const [first, second] = root.get("list") as YamlValue[];
  assert.equal(first, root.get("a"));
  assert.equal(second, "key");
});

Deno.test("an alias without an anchor, and an anchor that contains itself, are errors", () => {
  assert.equal(
    messageOf("a: 1\nb: *x"),
    'line 2, column 4: there is no anchor "&x" before the alias "*x"',
  );
  assert.equal(messageOf("a: &x [*x]"), 'line 1, column 8: the anchor "&x" contains itself');
  assert.equal(messageOf("a: &x {b: *x}"), 'line 1, column 11: the anchor "&x" contains itself');
});

Deno.test("a billion laughs cost nothing to load", () => {
  const lines = ["k0: &k0 [x]"];
  for (let i = 1; i < 90; i++) {
    lines.push(`k${i}: &k${i} [${Array(9).fill(`*k${i - 1}`).join(",")}]`);
  }
  const started = performance.now();
  parse(lines.join("\n"));
  assert.ok(performance.now() - started < 1000);
  assert.throws(() => repr(lines.join("\n")), /expand to more than 50 million characters/);
});

Deno.test("merges that multiply are stopped", () => {
  const keys = Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join(",");
  const chain = Array.from({ length: 2000 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: *a${i}}`);
  assert.match(messageOf([`a0: &a0 {${keys}}`, ...chain].join("\n")), /more than 1,000,000 keys/);
});

Deno.test("deep nesting is one clear error, by brackets, by dashes and by aliases", () => {
  const deep = "lists and mappings are nested more than 100 deep";
  assert.equal(messageOf("[".repeat(100_000)), `line 1, column 100: ${deep}`);
  assert.equal(messageOf("- ".repeat(100_000)), `line 1, column 201: ${deep}`);
  const chain = Array.from({ length: 200 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}` : ""}]`);
  assert.match(messageOf(chain.join("\n")), /aliases nest lists and mappings more than 100 deep$/);
});

Deno.test("a syntax error names line, column and reason", () => {
  assert.throws(() => parseYaml("a: 1\nb: [1, 2", 'asset table "data/amt.yml"'), {
    message: 'Cannot read asset table "data/amt.yml": line 2, column 9: ' +
      'unexpected end of the stream within a flow collection; close it with "]" or "}"',
  });
  assert.equal(
    messageOf("a: 1\n b: 2"),
    "line 2, column 3: bad indentation of a mapping entry; indent it like its neighbours, and " +
      'quote a text that holds ": " or starts with a special sign',
  );
  assert.equal(
    messageOf("a:\n\t- b"),
    "line 2, column 1: tab characters must not be used in indentation; use blanks",
  );
  assert.equal(messageOf("a: \0"), "line 1, column 4: null byte is not allowed in input");
});

Deno.test("lists and mappings as keys, and foreign tags, are errors", () => {
  assert.match(messageOf("? [a]\n: b"), /a list or mapping cannot be a key$/);
  assert.equal(
    messageOf("a: !!python/object:os.system x"),
    'line 1, column 4: the tag "!!python/object:os.system" is not supported',
  );
  assert.match(messageOf("a: !!binary aGk="), /the tag "!!binary" is not supported$/);
  assert.match(messageOf("a: !!map [1]"), /the tag "!!map" is not supported$/);
});

Deno.test("a second document is an error at its place", () => {
  const reason = "a second document starts here; keep one in a file";
  assert.equal(messageOf("---\na: 1\n---\nb: 2\n"), `line 4, column 1: ${reason}`);
  assert.equal(repr("---\na: 1\n...\n"), "{'a': 1}");
});

Deno.test("a byte order mark, CRLF and an empty text are no trouble", () => {
  assert.equal(repr("\ufeffa: 1\r\nb: x\r\n"), "{'a': 1, 'b': 'x'}");
  for (const text of ["", "# only a comment\n", "---\n", "\ufeff"]) assert.equal(parse(text), null);
});

Deno.test("property: any text parses or gives an input error, never anything else", () => {
  const piece = fc.constantFrom(
    "a",
    ": ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    "&x ",
    "*x",
    "<<",
    '"',
    "'",
    "|",
    ">",
    "#",
    "!",
    "%",
    ",",
    "?",
    "1",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        parse(pieces.join(""));
      } catch (error) {
        assert.ok(error instanceof StraddleError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("lines of nodes: keys, list items, aliases, merges and the nearest ancestor", () => {
  const text = [
    "a: &a", // 1
    "  x: 1", // 2
    "  list:", // 3
    "    - p", // 4
    "    - {q: 1}", // 5
    "b:", // 6
    "  <<: *a", // 7
    "  own: 2", // 8
    "c: *a", // 9
    "010: z", // 10
  ].join("\r\n");
  const at = lineFinder(text);
  const expected: readonly (readonly [readonly (string | number)[], number])[] = [
    [["a"], 1],
    [["a", "x"], 2],
    [["a", "list", 0], 4],
    [["a", "list", 1, "q"], 5],
    [["b", "own"], 8],
    [["b", "x"], 2],
    [["c"], 9],
    [["c", "list", 1], 5],
    [["b", "missing", "deeper"], 6],
    [[], 1],
  ];
  for (const [path, line] of expected) assert.equal(at(path), line, JSON.stringify(path));
  assert.equal(lineFinder("\ufeffx: 1\ny: 2")(["y"]), 2);
});
