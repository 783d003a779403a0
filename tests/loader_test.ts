/** The asset table's entries as assets: which are read, live, found by a pattern, and with which fields. */
import { compilePattern } from "../src/base/pattern.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { findAssets, findEntries, parseAmt, readAmt } from "../src/loader.ts";
import { getValue, isList, isMap, PlainDate, type YamlValue } from "../src/inputs/yaml/values.ts";
import type { Amt } from "../src/inputs/amt/asset_table.ts";
import { pyText } from "../src/inputs/yaml/python_text.ts";
import { readJsonLines, readMaybeGzip, readTsv, sharedTest } from "./shared.ts";
import { errorOf } from "./thrown.ts";

const all = { live: false };
const live = { live: true };
const anything = compilePattern("");
const names = (amt: Amt, pattern: RegExp, which: { live: boolean }): string[] =>
  findAssets(amt, { pattern, ...which }).map((asset) => asset.underlying);

/** A table whose `amt` section is given in flow style. */
const amtOf = (section: string, rest = ""): Amt => parseAmt(`amt: ${section}\n${rest}`, "x.yml");
const assetOf = (fields: string) => amtOf(`{k: {Underlying: X, ${fields}}}`).assets[0]!;

Deno.test("F-2: entries that are no mapping or have no Underlying are ignored", () => {
  const amt = amtOf("{a: {Underlying: X}, b: 5, c: ~, d: {Class: Y}, e: {Underlying: ''}, f: []}");
  assert.deepEqual(amt.assets.map(({ key, underlying }) => [key, underlying]), [["a", "X"]]);
});

Deno.test("F-3: missing fields have their defaults", () => {
  const { cls, live, options, market, vol, hedge, model } = assetOf("Other: 1");
  assert.deepEqual([cls, live, options, model], ["", false, undefined, ""]);
  assert.deepEqual(market, { field: "", tickers: [] });
  assert.equal(vol, undefined);
  assert.deepEqual(hedge, new Map());
});

Deno.test("F-3: all fields are read", () => {
  const asset = assetOf(
    "Class: C, WeightCap: 0.5, Options: o, Market: {Field: F, Tickers: [A, B]}, " +
      "Vol: {Source: BBG, Ticker: T, Near: N1, Far: F1}, Hedge: {Source: nonfut, Ticker: H}, " +
      "Valuation: {Model: ES}",
  );
  assert.deepEqual([asset.cls, asset.live, asset.options, asset.model], ["C", true, "o", "ES"]);
  assert.deepEqual(asset.market, { field: "F", tickers: ["A", "B"] });
  assert.deepEqual(asset.vol, { source: "BBG", ticker: "T", near: "N1", far: "F1" });
  assert.deepEqual(asset.hedge, new Map([["Source", "nonfut"], ["Ticker", "H"]]));
});

Deno.test("T-1: a section that is not a mapping gives nothing; a missing Hedge is an empty one", () => {
  for (const value of ["text", "~", "[1]", "5"]) {
    const asset = assetOf(`Market: ${value}, Vol: ${value}, Hedge: ${value}, Valuation: ${value}`);
    assert.deepEqual(asset.market, { field: "", tickers: [] });
    assert.deepEqual([asset.vol, asset.hedge, asset.model], [undefined, undefined, ""]);
  }
  assert.equal(assetOf("Hedge: {}").hedge?.size, 0);
});

Deno.test("T-2: Tickers is a text, an empty text or a list; anything else is none", () => {
  const tickers = (value: string) => assetOf(`Market: {Tickers: ${value}}`).market.tickers;
  assert.deepEqual(tickers("A"), ["A"]);
  assert.deepEqual(tickers("''"), []);
  assert.deepEqual(tickers("[A, '']"), ["A", ""]);
  assert.deepEqual(tickers("5"), []);
  assert.deepEqual(tickers("{a: b}"), []);
});

Deno.test("T-3: Near and Far that are false in Python are empty", () => {
  const vol = (fields: string) => assetOf(`Vol: {${fields}}`).vol;
  assert.deepEqual(vol("Near: ~, Far: 0"), { source: "", ticker: "", near: "", far: "" });
  assert.deepEqual(vol("Near: 5, Far: NONE, Ticker: 010"), {
    source: "",
    ticker: "8",
    near: "5",
    far: "NONE",
  });
});

Deno.test("T-4: hedge keys are text, as Python's str() gives them, in file order", () => {
  const hedge = assetOf("Hedge: {Source: odd, 2: a, yes: b, x: 2.0}").hedge;
  assert.deepEqual([...hedge!.keys()], ["Source", "2", "True", "x"]);
});

Deno.test("L-3: live is a WeightCap that is present, not null and not at or below zero", () => {
  const cases: Readonly<Record<string, boolean>> = {
    "0.05": true,
    "1": true,
    "0": false,
    "0.0": false,
    "-0.0": false,
    "-1": false,
    "~": false,
    ".nan": true,
    ".inf": true,
    "-.inf": false,
    yes: true,
    no: false,
  };
  for (const [value, expected] of Object.entries(cases)) {
    assert.equal(assetOf(`WeightCap: ${value}`).live, expected, value);
  }
  assert.equal(assetOf("Class: C").live, false);
});

Deno.test("D-24: a WeightCap of a wrong type counts as live, so that a run meets its error", () => {
  for (const value of ['"0.05"', "[1]", "{}", "2001-01-01"]) {
    assert.equal(assetOf(`WeightCap: ${value}`).live, true, value);
  }
});

Deno.test("L-1, D-25: of two entries with one Underlying the last wins, at the first's position", () => {
  const amt = amtOf(
    "{a: {Underlying: X, Class: one, WeightCap: 1}, b: {Underlying: Y}, " +
      "c: {Underlying: X, Class: two, WeightCap: 0}}",
  );
  assert.deepEqual([...amt.byUnderlying.keys()], ["X", "Y"]);
  assert.equal(amt.byUnderlying.get("X")?.key, "c");
  assert.deepEqual(findAssets(amt, { pattern: anything, ...all }).map(({ key }) => key), [
    "c",
    "b",
    "c",
  ]);
  // The first entry is live, so X is found, with the data of the dead last entry.
  assert.deepEqual(findAssets(amt, { pattern: anything, ...live }).map(({ key }) => key), ["c"]);
  const entries = findEntries(amt, { pattern: anything, live: false });
  assert.deepEqual(entries.map(({ cls }) => cls), ["one", "", "two"]);
});

Deno.test("L-4: patterns search, case-sensitive; the empty pattern finds all", () => {
  const amt = amtOf("{a: {Underlying: LA Comdty}, b: {Underlying: CL Comdty}}");
  assert.deepEqual(names(amt, compilePattern("Com"), all), ["LA Comdty", "CL Comdty"]);
  assert.deepEqual(names(amt, compilePattern("com"), all), []);
  assert.deepEqual(names(amt, compilePattern("(?i)^la"), all), ["LA Comdty"]);
  assert.deepEqual(names(amt, anything, all), ["LA Comdty", "CL Comdty"]);
});

Deno.test("L-7: a dot path goes down mappings by text keys only", () => {
  const { root } = amtOf("{}", "a: {b: {c: 1}, 'd.e': 2, l: [5], n: ~, 1: x}");
  assert.equal(getValue(root, "a.b.c"), 1n);
  assert.equal(getValue(root, "a.n"), null);
  for (const path of ["", "a.", ".a", "a.x", "a.b.c.d", "a.d.e", "a.l.0", "a.1", "a..b"]) {
    assert.equal(getValue(root, path), undefined, path);
  }
});

Deno.test("schedules are looked up by text: an integer key is another key", () => {
  const amt = amtOf("{}", "expiry_schedules: {a: [N0_F1_100], 1: [x]}");
  assert.deepEqual([...amt.schedules.keys()], ["a"]);
  assert.equal(amtOf("{}").schedules.size, 0);
});

Deno.test("D-26: file-level trouble is one clear error, exit 3", () => {
  const cases: Readonly<Record<string, string>> = {
    "": "it is empty",
    "# only a comment": "it is empty",
    "[1]": 'it holds a list; it must be a mapping with the keys "amt" and "expiry_schedules"',
    "text":
      'it holds the text "text"; it must be a mapping with the keys "amt" and "expiry_schedules"',
    "a: 1": 'it has no key "amt"; put the assets under it',
    "Amt: {}": 'it has no key "amt"; did you mean that by "Amt"?',
    "a: 1\namt:": 'line 2: "amt" is empty (null); it must be a mapping of assets',
    "amt: [1]": 'line 1: "amt" is a list; it must be a mapping of assets',
    "amt: {}\nexpiry_schedules:\n": 'line 2: "expiry_schedules" is empty (null); ' +
      "it must be a mapping of names to lists of components like N0_F3_25",
    "amt: {\n": "line 2, column 1: deficient indentation; " +
      "indent this line more, or close the bracket or quote opened before it",
  };
  for (const [text, reason] of Object.entries(cases)) {
    const error = errorOf(() => parseAmt(text, "data/x.yml"));
    const see = '(see "straddle help asset-table")';
    assert.equal(error.message, `Cannot read asset table "data/x.yml": ${reason} ${see}`);
    assert.equal(error.exitCode, 3);
  }
});

Deno.test("a file that cannot be opened is one clear error, exit 4", () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const missing = errorOf(() => readAmt("no/such.yml"));
  assert.equal(
    missing.message,
    'Cannot open asset table "no/such.yml": no such file or folder; ' +
      "name the file with --amt or its folder with --data",
  );
  assert.equal(missing.exitCode, 4);
  assert.match(errorOf(() => readAmt(folder)).message, /it is a folder; name the file/);
});

Deno.test("text that is not UTF-8 is one clear error, exit 3", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/amt.yml`;
    const utf16 = new Uint8Array([0xff, 0xfe, ...new TextEncoder().encode("a\0m\0t\0:\0")]);
    for (const bytes of [utf16, new Uint8Array([0x61, 0x3a, 0x20, 0xe9])]) {
      writeFileSync(path, bytes);
      const error = errorOf(() => readAmt(path));
      assert.equal(
        error.message,
        `Cannot read asset table "${path}": it is not UTF-8 text; save it as UTF-8`,
      );
      assert.equal(error.exitCode, 3);
    }
    writeFileSync(path, "\ufeffamt: {a: {Underlying: Übung Index}}\r\n");
    const amt = readAmt(path);
    assert.deepEqual([...amt.byUnderlying.keys()], ["Übung Index"]);
    assert.equal(readAmt(path).key, amt.key, "the key names the content");
    mkdirSync(`${folder}/d`);
    writeFileSync(`${folder}/d/amt.yml`, "amt: {}");
    assert.notEqual(readAmt(`${folder}/d/amt.yml`).key, amt.key);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("two parsed texts never share a cache key", () => {
  assert.notEqual(parseAmt("amt: {}", "x").key, parseAmt("amt: {}", "x").key);
});

Deno.test("property: any mapping under amt loads; problems never throw", () => {
  const scalar = fc.constantFrom("X", "5", "~", "yes", ".nan", "2001-01-01", '"0.1"', "''");
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc.dictionary(
        fc.constantFrom("Source", "Ticker", "Near", "ccy", "Model", "Tickers", "hedge", "1"),
        tie("value"),
        { maxKeys: 3 },
      ).map((o) => `{${Object.entries(o).map(([k, v]) => `${k}: ${v}`).join(", ")}}`),
    ),
  }));
  const field = fc.constantFrom(
    "Underlying",
    "Class",
    "WeightCap",
    "Options",
    "Market",
    "Vol",
    "Hedge",
    "Valuation",
  );
  const entry = fc.dictionary(field, value).map((o) =>
    `{${Object.entries(o).map(([k, v]) => `${k}: ${v}`).join(", ")}}`
  );
  fc.assert(
    fc.property(fc.array(entry), fc.dictionary(fc.constantFrom("X", "5"), value), (entries, s) => {
      const schedules = Object.entries(s).map(([k, v]) => `${k}: ${v}`).join(", ");
      const amt = amtOf(
        `{${entries.map((text, i) => `k${i}: ${text}`).join(", ")}}`,
        `expiry_schedules: {${schedules}}`,
      );
      for (const problem of amt.problems) assert.ok(problem.line >= 1 && problem.what !== "");
    }),
  );
});

// ---- golden data ----

const AMT = "data/amt.yml";

interface Sample {
  readonly key: string;
  readonly type: string;
  readonly str: string;
}

function pythonType(value: YamlValue): string {
  if (value === null) return "NoneType";
  if (isMap(value)) return "dict";
  if (isList(value)) return "list";
  if (value instanceof PlainDate) return "date";
  const types = { string: "str", bigint: "int", number: "float", boolean: "bool" } as const;
  return types[typeof value as keyof typeof types];
}

sharedTest(
  "L-7, golden: values at dot paths have the type and text Python gave them",
  [AMT, "golden/get_value.jsonl.gz"],
  (amtPath, goldenPath) => {
    const { root } = readAmt(amtPath);
    for (const { key, type, str } of readJsonLines<Sample>(goldenPath)) {
      const value = getValue(root, key) ?? "<<default>>";
      assert.equal(pyText(value), str, key);
      assert.equal(pythonType(value), type, key);
    }
  },
);

sharedTest(
  "L-2…L-4, golden: the assets a pattern finds, all and live",
  [AMT, "golden/find_assets.jsonl.gz"],
  (amtPath, goldenPath) => {
    const amt = readAmt(amtPath);
    const samples = readJsonLines<{ pattern: string; live_only: boolean; assets: string[] }>(
      goldenPath,
    );
    for (const { pattern, live_only, assets } of samples) {
      assert.deepEqual(names(amt, compilePattern(pattern), { live: live_only }), assets, pattern);
    }
  },
);

for (const which of ["all", "live"] as const) {
  sharedTest(
    `L-2, golden: assets_${which}, its public rows and the hash of the whole table`,
    [AMT, `golden/assets_${which}.tsv.gz`, "golden/whole_table_sha256.json"],
    (amtPath, tablePath, hashPath) => {
      const assets = names(readAmt(amtPath), anything, { live: which === "live" });
      for (const [n, asset] of readTsv(tablePath).slice(1)) assert.equal(assets[Number(n)], asset);
      const hashes = JSON.parse(readMaybeGzip(hashPath));
      const text = ["asset", ...assets].map((line) => `${line}\n`).join("");
      const { rows, sha256 } = hashes[`assets_${which}.tsv`];
      assert.equal(assets.length, rows);
      assert.equal(createHash("sha256").update(text).digest("hex"), sha256);
    },
  );
}

sharedTest(
  "F-6, golden: aliases of toggles reach WeightCap, and 189 of 237 assets are live",
  [AMT],
  (amtPath) => {
    const amt = readAmt(amtPath);
    assert.equal(amt.assets.length, 237);
    assert.equal(findAssets(amt, { pattern: anything, ...live }).length, 189);
    const hedges = new Map<string, number>();
    for (const { hedge } of amt.assets) {
      const source = pyText(hedge?.get("Source") ?? "");
      hedges.set(source, (hedges.get(source) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(hedges), { nonfut: 175, calc: 29, fut: 28, cds: 5 });
  },
);

sharedTest(
  "D-25, golden edge set: what is live, dead and doubled",
  ["golden/edge_amt.yml", "golden/edge_tables.jsonl.gz"],
  (amtPath, goldenPath) => {
    const amt = readAmt(amtPath);
    const tables = readJsonLines<{ name: string; rows: (string | number)[][] }>(goldenPath);
    const assetsOf = (name: string, column: number) => {
      const rows = tables.find((table) => table.name === name)!.rows;
      return [...new Set(rows.map((row) => String(row[column])))];
    };
    const unique = (which: { live: boolean }) => [...new Set(names(amt, anything, which))];
    assert.deepEqual(unique(all), assetsOf("schedules_all", 2));
    assert.deepEqual(unique(live), assetsOf("schedules_live", 2));
  },
);

sharedTest(
  "golden mini set: all twelve assets and more, with the fields of each",
  ["golden/mini/amt.yml"],
  (amtPath) => {
    const amt = readAmt(amtPath);
    assert.deepEqual(
      findAssets(amt, { pattern: anything, ...live }).map((asset) => asset.underlying),
      ["QZ Comdty", "ACME US Equity", "CRDX Curncy", "SWP10 Curncy", "LM Comdty"]
        .concat("AAABBB Curncy", "WRD Index", "BARE Index", "CALCV Index", "SAME Index"),
    );
    const quartz = amt.byUnderlying.get("QZ Comdty")!;
    assert.equal(quartz.key, "Quartz OLD");
    assert.equal(quartz.raw.get("WeightCap"), 0.02);
    assert.deepEqual(quartz.market.tickers, ["QZ1 Comdty", "QZ2 Comdty:2023-06:QZ3 Comdty"]);
    assert.deepEqual(amt.byUnderlying.get("LM Comdty")!.vol, {
      source: "BBG_LMEVOL",
      ticker: "",
      near: "",
      far: "",
    });
    assert.equal(pyText(getValue(amt.root, "backtest.start")!), "2001-01-01");
  },
);
