/** docs/asset-table.md: it names every field there is, and its examples are right. */
import { problemMessage } from "../../src/inputs/amt/problems.ts";
import assert from "node:assert/strict";
import {
  ASSET_KEYS,
  HEDGE_KEYS,
  type Keys,
  SECTION_KEYS,
  TABLE_KEYS,
} from "../../src/inputs/amt/keys.ts";
import { EXPIRY_CODES } from "../../src/engine/anchors.ts";
import { parseMonth } from "../../src/base/calendar.ts";
import { NO_CHAIN } from "../../src/inputs/chain.ts";
import { classTable } from "../../src/inputs/amt/tables.ts";
import { parseAmt, readAmt } from "../../src/loader.ts";
import type { Amt, Asset } from "../../src/inputs/amt/asset_table.ts";
import { expandYm, schedule, straddleText } from "../../src/schedules.ts";
import { monthTickers, tschemas } from "../../src/tickers.ts";
import { isMap } from "../../src/inputs/yaml/values.ts";
import { sharedTest } from "../shared.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/asset-table.md", import.meta.url));
const NAMED = new Set([...PAGE.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!));
const SECTIONS = ["Market", "Vol", "Hedge", "Valuation"] as const;

/** The names as the page writes them: `Underlying`, `Vol.Near`; S, X, t … of Valuation go bare. */
function assertDocumented(names: Iterable<string>): void {
  const missing = [...new Set(names)].filter((name) =>
    !NAMED.has(name) && !NAMED.has(name.replace(/^Valuation\./, ""))
  );
  assert.deepEqual(missing, []);
}

function keysOf(amt: Amt): string[] {
  return [
    ...[...amt.root.keys()].map(String),
    ...amt.assets.flatMap(({ raw }) => [
      ...[...raw.keys()].map(String),
      ...SECTIONS.flatMap((section) => {
        const map = raw.get(section);
        return isMap(map) ? [...map.keys()].map((key) => `${section}.${key}`) : [];
      }),
    ]),
  ];
}

Deno.test("every key, source, model, code and column is on the page", () => {
  const hedge = [...HEDGE_KEYS.values()].flatMap(({ read, carried }) => [...read, ...carried]);
  assertDocumented([
    ...TABLE_KEYS,
    ...ASSET_KEYS.read,
    ...ASSET_KEYS.carried,
    ...Object.entries(SECTION_KEYS).flatMap(([section, { read, carried }]) =>
      [...read, ...carried].map((key) => `${section}.${key}`)
    ),
    ...hedge.map((key) => `Hedge.${key}`),
    ...["BBG", "CV", "BBG_LMEVOL", "nonfut", "fut", "cds", "calc", "NONE"],
    ...["ES", "CDS_ES", "NS", "BS", "N", "F", "OVERRIDE", "F3", "R2", "W1", "BD5"],
    ...["normalized_future", "actual_future", "ticker", "expiry", "field", "date", "value"],
    ...["Columns", "Rows", "Types", "futs.csv", "overrides.csv", "prices.parquet"],
  ]);
  assert.deepEqual(EXPIRY_CODES, ["F", "R", "W", "BD", "OVERRIDE"]);
});

Deno.test("every key of the sample table is on the page", () => {
  assertDocumented(keysOf(readAmt("data/amt.yml")));
});

sharedTest("every key of the real table is on the page", ["data/amt.yml"], (path) => {
  assertDocumented(keysOf(readAmt(path)));
});

/** Every key that the code asks a mapping for while `body` runs. */
function keysAsked(body: () => void): Map<unknown, Set<string>> {
  const { get, has } = Map.prototype;
  const asked = new Map<unknown, Set<string>>();
  const note = (map: unknown, key: unknown) => {
    if (typeof key !== "string") return;
    if (!has.call(asked, map)) Map.prototype.set.call(asked, map, new Set());
    (get.call(asked, map) as Set<string>).add(key);
  };
  Map.prototype.get = function (key) {
    note(this, key);
    return get.call(this, key);
  };
  Map.prototype.has = function (key) {
    note(this, key);
    return has.call(this, key);
  };
  try {
    body();
  } finally {
    Object.assign(Map.prototype, { get, has });
  }
  return asked;
}

Deno.test("every key that the code asks an asset for is known, so that it is no unknown one", () => {
  const sources = [...HEDGE_KEYS.keys()];
  // Next to nothing is there, since reading YAML asks for the keys that are.
  const assets = sources.map((source) =>
    `{Underlying: ${source}, Market: {}, Vol: {}, Valuation: {}, Hedge: {Source: ${source}}}`
  );
  const text = `amt:\n${assets.map((asset, i) => `  k${i}: ${asset}\n`).join("")}`;
  let amt: Amt | undefined;
  const asked = keysAsked(() => {
    amt = parseAmt(text, "amt.yml");
    // Looked for when they are asked for; those of a future ask for what names it.
    assert.ok(amt.problems.length > 0);
    classTable(amt.assets);
    for (const asset of amt.assets) {
      schedule(amt, asset);
      monthTickers(amt, asset, parseMonth("2024-03")!, NO_CHAIN);
    }
  });
  const assertAsked = (map: unknown, { read }: Keys) => {
    assert.deepEqual([...asked.get(map)!].sort(), [...read].sort());
  };
  amt!.assets.forEach(({ raw }, i) => {
    assertAsked(raw, ASSET_KEYS);
    assertAsked(raw.get("Market"), SECTION_KEYS.Market);
    assertAsked(raw.get("Vol"), SECTION_KEYS.Vol);
    assertAsked(raw.get("Valuation"), SECTION_KEYS.Valuation);
    assertAsked(raw.get("Hedge"), HEDGE_KEYS.get(sources[i]!)!);
  });
});

/** The page's YAML and, where one follows, the text that shows what comes of it. */
const EXAMPLES = [
  ...PAGE.matchAll(/^```yaml\n([^]*?)^```\n(?:\n(?!```)[^\n]+\n)?(?:\n```text\n([^]*?)^```)?/gm),
]
  .map(([, yaml, text]) => ({ yaml: yaml!, text }));

const AROUND = `expiry_schedules: {one: [N0_F3_100]}
amt:
  x:
    Underlying: X
    WeightCap: 1
    Options: one
    Market: {Field: PX_LAST, Tickers: X}
`;
const REST = {
  Vol: "{Source: BBG, Ticker: X, Near: N, Far: F}",
  Hedge: "{Source: nonfut, Ticker: X, Field: PX_LAST}",
  Valuation: "{Model: ES}",
};

/** A whole table as it is, a part of an asset within a table that is right. */
function tableOf(yaml: string): Amt {
  if (/^amt:/m.test(yaml)) return parseAmt(yaml, "page.yml");
  const own = yaml.replace(/^(?=.)/gm, "    ");
  const others = Object.entries(REST).filter(([key]) => !yaml.startsWith(`${key}:`));
  const rest = others.map(([key, value]) => `    ${key}: ${value}\n`).join("");
  return parseAmt(AROUND + own + rest, "page.yml");
}

Deno.test("the page's tables are right: no error, no unknown key, no doubt", () => {
  assert.ok(EXAMPLES.length >= 7);
  for (const { yaml } of EXAMPLES) {
    const { problems } = tableOf(yaml);
    // An example of schedules shows no more of its asset than it needs.
    const meant = yaml.includes("Crude") ? /^(Hedge|Valuation\.Model) is missing/ : /^$/;
    assert.deepEqual(
      problems.map(problemMessage).filter((m) => !meant.test(m)),
      [],
      yaml,
    );
  }
});

Deno.test("the page's tables give the straddles, futures and series shown below them", () => {
  const shown = EXAMPLES.filter(({ text }) => text !== undefined);
  assert.equal(shown.length, 3);
  for (const { yaml, text } of shown) {
    const amt = tableOf(yaml);
    assert.deepEqual(text!.trimEnd().split("\n"), whatComesOf(amt, amt.assets[0]!, text!), yaml);
  }
});

/** Straddles of the month shown, or futures of the months shown. */
function whatComesOf(amt: Amt, asset: Asset, text: string): string[] {
  const expiry = /^\|[\d-]+\|([\d-]+)\|/.exec(text)?.[1];
  if (expiry !== undefined) return expandYm(amt, asset, parseMonth(expiry)!).map(straddleText);
  return [...text.matchAll(/^(\d{4}-\d\d) /gm)].map(([, month]) => {
    const rows = monthTickers(amt, asset, parseMonth(month!)!, NO_CHAIN);
    return `${month}  ${rows.find(({ type }) => type === "Hedge")!.ticker}`;
  });
}

Deno.test("the page's four series of a swap are those of its ccy and tenor", () => {
  const amt = tableOf("Hedge: {Source: calc, ccy: EUR, tenor: 10}\n");
  const rows = tschemas(amt, amt.assets[0]!).filter(({ type }) => type === "Hedge");
  for (const { param, ticker } of rows) {
    assert.match(PAGE, new RegExp(`^${param.padEnd(6)}  ${ticker}  `, "m"));
  }
  assert.equal(rows.length, 4);
});

Deno.test("the page reads well on a terminal of 80 columns", () => {
  assert.deepEqual(PAGE.split("\n").filter((line) => line.length > 79), []);
});
