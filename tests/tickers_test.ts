/** The series of an asset: tickers and fields by schema, month and entry code. */
import { compilePattern } from "../src/base/pattern.ts";
import assert from "node:assert/strict";
import { monthOf, parseMonth } from "../src/base/calendar.ts";
import { type Chain, loadChain, NO_CHAIN } from "../src/inputs/chain.ts";
import { StraddleError } from "../src/base/errors.ts";
import { findAssets, parseAmt, readAmt } from "../src/loader.ts";
import type { Amt, Asset } from "../src/inputs/amt/asset_table.ts";
import { SeriesCollector } from "../src/engine/series.ts";
import { monthsOfYears, selectStraddle, straddleText } from "../src/schedules.ts";
import {
  findTickers,
  futureTicker,
  isHedge,
  isLackedAt,
  monthTickers,
  splitTicker,
  storedName,
  straddleTickers,
  type TickerRow,
  tschemas,
} from "../src/tickers.ts";
import { CURRENT, REFERENCE, type Rules } from "../src/inputs/rules.ts";
import { assertGoldenTable } from "./golden_tables.ts";
import { readJsonLines, sharedTest } from "./shared.ts";

/** An asset table of one asset `X` with the given fields. */
function assetOf(fields: string): { amt: Amt; asset: Asset } {
  const amt = parseAmt(`amt: {k: {Underlying: X, Class: C, ${fields}}}`, "x.yml");
  return { amt, asset: amt.assets[0]! };
}

type Cells = readonly [type: string, param: string, source: string, ticker: string, field: string];

const cellsOf = (rows: readonly TickerRow[]): Cells[] =>
  rows.map(({ type, param, source, ticker, field }) => [type, param, source, ticker, field]);

function schemaOf(fields: string): Cells[] {
  const { amt, asset } = assetOf(fields);
  return cellsOf(tschemas(amt, asset));
}

const NO_HEDGE: Cells = ["Hedge", "", "", "", ""];

function monthOfAsset(
  fields: string,
  month: string,
  chain: Chain = NO_CHAIN,
  rules = REFERENCE,
): Cells[] {
  const { amt, asset } = assetOf(fields);
  return cellsOf(monthTickers(amt, asset, parseMonth(month)!, chain, rules));
}

/** A chain of the given pairs of a normalized and an actual name. */
function chainOf(...pairs: [string, string][]): Chain {
  return {
    key: JSON.stringify(pairs),
    actualOf: new Map(pairs),
    normalizedOf: new Map(pairs.map(([normalized, actual]) => [actual, normalized])),
    shared: new Map(),
  };
}

Deno.test("T-1: rows come in the order Market, Vol, Hedge, with asset and class", () => {
  const { amt, asset } = assetOf(
    "Hedge: {Source: nonfut, Ticker: H, Field: HF}, Vol: {Source: BBG, Ticker: V, Near: N1}, " +
      "Market: {Field: MF, Tickers: M}",
  );
  assert.deepEqual(tschemas(amt, asset), [
    { asset: "X", cls: "C", type: "Market", param: "-", source: "BBG", ticker: "M", field: "MF" },
    { asset: "X", cls: "C", type: "Vol", param: "Near", source: "BBG", ticker: "V", field: "N1" },
    {
      asset: "X",
      cls: "C",
      type: "Hedge",
      param: "hedge",
      source: "BBG",
      ticker: "H",
      field: "HF",
    },
  ]);
});

Deno.test("T-1: a Market, Vol or Hedge that is no mapping gives no rows, a missing one is empty", () => {
  assert.deepEqual(schemaOf("Market: 1, Vol: [x], Hedge: text"), []);
  assert.deepEqual(schemaOf("Market: ~, Vol: ~, Hedge: ~"), []);
  assert.deepEqual(schemaOf("Other: 1"), [NO_HEDGE]);
  assert.deepEqual(schemaOf("Market: {}, Vol: {}, Hedge: {}"), [NO_HEDGE]);
});

Deno.test("T-2: Market tickers are a text or a list; empty text and other values are none", () => {
  const market = (tickers: string) =>
    schemaOf(`Market: {Field: PX, Tickers: ${tickers}}, Hedge: 1`).map((row) => row[3]);
  assert.deepEqual(market("A B"), ["A B"]);
  assert.deepEqual(market("[A, B, A]"), ["A", "B", "A"]);
  for (const none of ["''", "[]", "5", "~", "{a: b}"]) assert.deepEqual(market(none), [], none);
  assert.deepEqual(schemaOf("Market: {Tickers: A}, Hedge: 1"), [["Market", "-", "BBG", "A", ""]]);
});

Deno.test("T-3: Near and Far rows; empty, missing and NONE are left out", () => {
  const vol = (fields: string) => schemaOf(`Vol: {${fields}}, Hedge: 1`).map((row) => row.slice(1));
  assert.deepEqual(vol("Source: BBG, Ticker: V, Near: n, Far: f"), [
    ["Near", "BBG", "V", "n"],
    ["Far", "BBG", "V", "f"],
  ]);
  assert.deepEqual(vol("Far: f, Near: n"), [["Near", "", "", "n"], ["Far", "", "", "f"]]);
  assert.deepEqual(vol("Source: CV, Near: A.B, Far: NONE"), [["Near", "CV", "", "A.B"]]);
  assert.deepEqual(vol("Source: CV, Near: '', Far: f"), [["Far", "CV", "", "f"]]);
  assert.deepEqual(vol("Source: CV, Near: ~, Far: 0"), []);
  assert.deepEqual(vol("Source: CV, Near: none"), [["Near", "CV", "", "none"]]);
  assert.deepEqual(vol("Source: BBG_LMEVOL"), []);
});

Deno.test("T-3, D-8: when Far equals Near only the Near row exists", () => {
  assert.deepEqual(schemaOf("Vol: {Source: BBG, Ticker: V, Near: n, Far: n}, Hedge: 1"), [
    ["Vol", "Near", "BBG", "V", "n"],
  ]);
});

Deno.test("T-4: the hedge rows of each source", () => {
  assert.deepEqual(schemaOf("Hedge: {Source: nonfut}"), [["Hedge", "hedge", "BBG", "", ""]]);
  assert.deepEqual(schemaOf("Hedge: {Source: cds, generic: g, hedge1: B, hedge: A}"), [
    ["Hedge", "hedge", "BBG", "A", "PX_LAST"],
    ["Hedge", "hedge1", "BBG", "B", "PX_LAST"],
  ]);
  assert.deepEqual(schemaOf("Hedge: {Source: cds, hedge: A, hedge1: A}").length, 2);
  assert.deepEqual(schemaOf("Hedge: {Source: cds, hedge: '', hedge1: B}"), [
    ["Hedge", "hedge1", "BBG", "B", "PX_LAST"],
  ]);
  assert.deepEqual(
    schemaOf("Hedge: {fut_code: CL, Source: fut, min_year_offset: 0, x: ~, market_code: Comdty}"),
    [[
      "Hedge",
      "fut",
      "BBGfc",
      "fut_code:CL,min_year_offset:0,x:None,market_code:Comdty",
      "PX_LAST",
    ]],
  );
  assert.deepEqual(schemaOf("Hedge: {Source: BBG, Ticker: WRD, Field: PX_LAST}"), [
    ["Hedge", "BBG", "BBG", "", "Ticker:WRD,Field:PX_LAST"],
  ]);
  assert.deepEqual(schemaOf("Hedge: {x: 1.0, y: yes}"), [["Hedge", "", "", "", "x:1.0,y:True"]]);
});

Deno.test("T-4d: calc hedges are four, named by currency and tenor, or by their lists' first", () => {
  const calc = (fields: string) =>
    schemaOf(`Hedge: {Source: calc, ${fields}}`).map(([, param, source, ticker, field]) => {
      assert.deepEqual([source, field], ["calc", ""]);
      return `${param} ${ticker}`;
    });
  assert.deepEqual(calc("ccy: USD, tenor: 10"), [
    "hedge USD_fsw0m_10",
    "hedge1 USD_fsw6m_10",
    "hedge2 USD_pva0m_10",
    "hedge3 USD_pva6m_10",
  ]);
  assert.equal(calc('ccy: [EUR, x], tenor: ["2_2"]')[0], "hedge EUR_fsw0m_2_2");
  assert.equal(calc("ccy: USD, tenor: []")[0], "hedge USD_fsw0m_[]");
  assert.equal(calc("ccy: USD, tenor: 2_2")[0], "hedge USD_fsw0m_22");
});

Deno.test("T-6, D-6: a split ticker is OLD before its month, NEW after, and nothing in it", () => {
  const fields = 'Market: {Tickers: ["M1:2024-02:M2", P]}, ' +
    'Vol: {Source: BBG, Ticker: "V1:2024-02:V2", Near: n}, ' +
    'Hedge: {Source: cds, hedge: H, hedge1: "SW5 OLD:2024-02:SW5 NEW"}';
  const tickers = (month: string) => monthOfAsset(fields, month).map((row) => row[3]);
  assert.deepEqual(tickers("2024-01"), ["M1", "P", "V1", "H", "SW5 OLD"]);
  assert.deepEqual(tickers("2024-02"), ["P", "H"]);
  assert.deepEqual(tickers("2024-03"), ["M2", "P", "V2", "H", "SW5 NEW"]);
  assert.deepEqual(tickers("2023-12"), tickers("2024-01"));
  assert.deepEqual(tickers("2025-01"), tickers("2024-03"));
});

Deno.test("T-6: splits are greedy, need both sides and a date, and only sources BBG split", () => {
  assert.deepEqual(splitTicker("A:2020-01:B:2021-02:C"), {
    old: "A:2020-01:B",
    month: "2021-02",
    new: "C",
  });
  for (const plain of ["A", "A:B", ":2020-01:B", "A:2020-01:", "A:2020-1:B", "A:202-01:B"]) {
    assert.equal(splitTicker(plain), undefined, plain);
  }
  const cv = "Vol: {Source: CV, Ticker: 'A:2024-02:B', Near: n}, Hedge: 1";
  assert.deepEqual(monthOfAsset(cv, "2024-02"), [["Vol", "Near", "CV", "A:2024-02:B", "n"]]);
});

Deno.test("R-5: a split ticker has its new side from the switch month on, any number of times", () => {
  const hedge = (ticker: string, month: string) =>
    monthOfAsset(
      `Hedge: {Source: nonfut, Ticker: "${ticker}", Field: F}`,
      month,
      NO_CHAIN,
      CURRENT,
    ).map((row) => row[3]);
  const once = "A:2024-02:B";
  assert.deepEqual(["2024-01", "2024-02", "2024-03"].map((month) => hedge(once, month)), [
    ["A"],
    ["B"],
    ["B"],
  ]);
  const thrice = "A X:2019-06:B:2023-06:C:2024-01:D";
  const sides = ["2001-01", "2019-05", "2019-06", "2023-05", "2023-06", "2023-12", "2024-01"];
  assert.deepEqual(sides.flatMap((month) => hedge(thrice, month)), "A X,A X,B,B,C,C,D".split(","));
  for (const plain of ["A:B", ":2020-01:B", "A:2020-01:", "A:2020-1:B"]) {
    assert.deepEqual(hedge(plain, "2020-01"), [plain]);
  }
});

Deno.test("R-5: the reference lacks the last switch's month, and all before it of several", () => {
  const lacked = (ticker: string, month: string) => isLackedAt(ticker, parseMonth(month)!);
  assert.deepEqual(
    ["2024-01", "2024-02", "2024-03"].map((month) => lacked("A:2024-02:B", month)),
    [false, true, false],
  );
  assert.deepEqual(
    ["2019-01", "2023-06", "2023-07"].map((month) => lacked("A:2019-06:B:2023-06:C", month)),
    [true, true, false],
  );
  assert.equal(lacked("A", "2024-02"), false);
});

Deno.test("R-4: an LME vol is the hedge's contract by T-7, for Near and Far, under two names", () => {
  const fields = "Vol: {Source: BBG_LMEVOL}, " +
    "Hedge: {Source: fut, fut_code: LA, fut_month_map: GHJKMNQUVXZF, market_code: Comdty}";
  const spec = "fut_code:LA,fut_month_map:GHJKMNQUVXZF,market_code:Comdty";
  const { amt, asset } = assetOf(fields);
  assert.deepEqual(tschemas(amt, asset).filter(({ type }) => type === "Vol"), []);
  assert.deepEqual(cellsOf(tschemas(amt, asset, CURRENT)).slice(0, 2), [
    ["Vol", "Near", "BBG_LMEVOL", spec, "PX_LAST"],
    ["Vol", "Far", "BBG_LMEVOL", spec, "PX_LAST"],
  ]);
  const rows = monthTickers(amt, asset, monthOf(2024, 12), NO_CHAIN, CURRENT);
  for (const code of ["N", "F"]) {
    assert.deepEqual(straddleTickers(rows, code)[0], {
      param: "vol",
      source: "BBG",
      ticker: "LARF2025 Comdty",
      field: "PX_LAST",
      alternate: "LARF25 Comdty",
    });
  }
  const other = "Vol: {Source: BBG_LMEVOL}, Hedge: {Source: nonfut, Ticker: H, Field: F}";
  assert.deepEqual(monthOfAsset(other, "2024-01", NO_CHAIN, CURRENT).map((row) => row[0]), [
    "Hedge",
  ]);
});

Deno.test("R-1: the tickers of one rule are never those of the other, in whatever order they are asked", () => {
  const fields = 'Vol: {Source: BBG, Ticker: "V:2024-02:W", Near: N}, Hedge: 1';
  const { amt, asset } = assetOf(fields);
  const at = (rules: Rules) => monthTickers(amt, asset, monthOf(2024, 2), NO_CHAIN, rules).length;
  assert.deepEqual([REFERENCE, CURRENT, REFERENCE].map(at), [0, 1, 0]);
});

Deno.test("T-7: the worked table of futures tickers", () => {
  const spec = (code: string, map: string, offset: number, market = "Comdty") =>
    `fut_code:${code},fut_month_map:${map},min_year_offset:${offset},market_code:${market}`;
  const table: [string, string, string][] = [
    [spec("CL", "GHJKMNQUVXZF", 0), "2024-01", "CLG2024 Comdty"],
    [spec("CL", "GHJKMNQUVXZF", 0), "2024-11", "CLZ2024 Comdty"],
    [spec("CL", "GHJKMNQUVXZF", 0), "2024-12", "CLF2025 Comdty"],
    [spec("LA", "FGHJKMNQUVXZ", 0), "2024-07", "LAN2024 Comdty"],
    [spec("C", "HHKKNNUUZZZH", 0), "2024-02", "CH2024 Comdty"],
    [spec("C", "HHKKNNUUZZZH", 0), "2024-12", "CH2025 Comdty"],
    [spec("RX", "HHHMMMUUUZZZ", 1), "2024-05", "RXM2025 Comdty"],
    [spec("ED", "FGHJKMNQUVXZ", -1), "2024-05", "EDK2024 Comdty"],
    ["market_code:Index", "2024-04", "J2024 Index"],
  ];
  for (const [text, month, ticker] of table) {
    assert.equal(futureTicker(text, parseMonth(month)!, "X"), ticker);
  }
});

Deno.test("T-7: spec parts split on their first colon; parts without one are ignored", () => {
  assert.equal(
    futureTicker("fut_code:A:B,junk,market_code:C:D", parseMonth("2024-01")!, "X"),
    "A:BF2024 C:D",
  );
  assert.equal(futureTicker("", parseMonth("2024-12")!, "X"), "Z2024 ");
});

Deno.test("T-7: a short month map and an offset that is no integer are exit-3 errors", () => {
  const fails = (spec: string, month: string, message: RegExp) =>
    assert.throws(() => futureTicker(spec, parseMonth(month)!, "QZ"), (error) => {
      assert.ok(error instanceof StraddleError);
      assert.equal(error.exitCode, 3);
      assert.match(error.message, message);
      return true;
    });
  fails("fut_month_map:FGH", "2024-04", /"QZ".*2024-04.*"FGH"/);
  fails("min_year_offset:1.5", "2024-04", /"QZ".*"1\.5"/);
  fails("min_year_offset:", "2024-04", /"QZ".*""/);
  assert.equal(futureTicker("fut_month_map:FGH", parseMonth("2024-03")!, "QZ"), "H2024 ");
});

Deno.test("T-8: a future in the chain is BBG and actual, else nBBG and normalized; its param is hedge", () => {
  const fields = "Hedge: {Source: fut, fut_code: QZ, market_code: Comdty}";
  const chain = chainOf(["QZH2024 Comdty", "QZ H24 Comdty"]);
  assert.deepEqual(monthOfAsset(fields, "2024-03", chain), [
    ["Hedge", "hedge", "BBG", "QZ H24 Comdty", "PX_LAST"],
  ]);
  assert.deepEqual(monthOfAsset(fields, "2024-04", chain), [
    ["Hedge", "hedge", "nBBG", "QZJ2024 Comdty", "PX_LAST"],
  ]);
  assert.deepEqual(monthOfAsset(fields, "2024-03"), [
    ["Hedge", "hedge", "nBBG", "QZH2024 Comdty", "PX_LAST"],
  ]);
});

Deno.test("T-9: each row once, at its first place; an empty span gives none", () => {
  const { amt, asset } = assetOf(
    'Vol: {Source: BBG, Ticker: V, Near: n}, Hedge: {Source: nonfut, Ticker: "A:2024-02:B"}',
  );
  const find = (months: { first: number; last: number }) =>
    [...findTickers(amt, [asset, asset], months, NO_CHAIN)].map((row) => row.ticker);
  assert.deepEqual(find(monthsOfYears(2024, 2025)), ["V", "A", "B"]);
  assert.deepEqual(find(monthsOfYears(2025, 2024)), []);
});

Deno.test("T-10: Near for N, Far for F, no vol for other codes; Market rows are dropped", () => {
  const { amt, asset } = assetOf(
    "Market: {Tickers: M}, Vol: {Source: BBG, Ticker: V, Near: n, Far: f}, " +
      "Hedge: {Source: nonfut, Ticker: H, Field: PX}",
  );
  const rows = monthTickers(amt, asset, monthOf(2024, 1), NO_CHAIN);
  const hedge = { param: "hedge", source: "BBG", ticker: "H", field: "PX" };
  const vol = (field: string) => ({ param: "vol", source: "BBG", ticker: "V", field });
  assert.deepEqual(straddleTickers(rows, "N"), [vol("n"), hedge]);
  assert.deepEqual(straddleTickers(rows, "F"), [vol("f"), hedge]);
  for (const code of ["X", "", "n", "NN"]) assert.deepEqual(straddleTickers(rows, code), [hedge]);
});

Deno.test("T-10: a CV vol is looked up by its series name and field none, a calc vol by no field", () => {
  const vol = (fields: string) => {
    const { amt, asset } = assetOf(`Vol: {${fields}}, Hedge: 1`);
    const [ticker] = straddleTickers(monthTickers(amt, asset, monthOf(2024, 1), NO_CHAIN), "N");
    return [ticker!.source, ticker!.ticker, ticker!.field];
  };
  assert.deepEqual(vol("Source: CV, Near: A.B"), ["CV", "A.B", "none"]);
  assert.deepEqual(vol("Source: calc, Ticker: S, Near: n"), ["calc", "S", ""]);
});

Deno.test("T-11: CV with Far NONE, Near = Far, and BBG_LMEVOL leave F straddles without a vol", () => {
  for (
    const fields of [
      "Source: CV, Near: A, Far: NONE",
      "Source: CV, Near: A",
      "Source: BBG, Ticker: V, Near: n, Far: n",
      "Source: BBG_LMEVOL",
    ]
  ) {
    const { amt, asset } = assetOf(`Vol: {${fields}}, Hedge: 1`);
    const rows = monthTickers(amt, asset, monthOf(2024, 1), NO_CHAIN);
    assert.deepEqual(straddleTickers(rows, "F"), [], fields);
  }
});

Deno.test("T-13: prices are looked up by the normalized name, whatever the column", () => {
  const series = new SeriesCollector();
  const chain = chainOf(["QZH2024 Comdty", "QZ H24 Comdty"]);
  const idOf = (ticker: string, field: string, chain: Chain) =>
    series.id(storedName({ param: "hedge", source: "BBG", ticker, field }, chain), field);
  const ids = [
    idOf("QZ H24 Comdty", "PX_LAST", chain),
    idOf("QZH2024 Comdty", "PX_LAST", chain),
    idOf("QZ H24 Comdty", "IV", chain),
    idOf("Other", "PX_LAST", chain),
    idOf("QZ H24 Comdty", "PX_LAST", NO_CHAIN),
  ];
  assert.deepEqual(ids, [0, 0, 1, 2, 3]);
  assert.deepEqual(series.tickers, ["QZH2024 Comdty", "QZH2024 Comdty", "Other", "QZ H24 Comdty"]);
  assert.deepEqual(series.fields, ["PX_LAST", "IV", "PX_LAST", "PX_LAST"]);
});

Deno.test("A-1: hedge columns are hedge, or hedge and digits", () => {
  for (const yes of ["hedge", "hedge1", "hedge3", "hedge10", "hedge007"]) assert.ok(isHedge(yes));
  for (const no of ["", "vol", "Hedge", "hedge_1", "hedgex", "hedge1x", "xhedge", "hedge 1"]) {
    assert.ok(!isHedge(no), no);
  }
});

/* The real asset table. */
const HASHES = "golden/whole_table_sha256.json";
const DATA = ["data/amt.yml", "data/futs.csv"] as const;

function tickerTable(
  amt: Amt,
  live: boolean,
  years: [number, number],
  chain: Chain,
  pattern = ".",
) {
  const assets = findAssets(amt, { pattern: compilePattern(pattern), live });
  return [...findTickers(amt, assets, monthsOfYears(...years), chain)]
    .map((row) => Object.values(row));
}

sharedTest(
  "T-1…T-4: golden ticker schemas of all assets",
  [DATA[0], "golden/tschemas_all.tsv.gz", HASHES],
  (path, ...golden) => {
    const amt = readAmt(path!);
    const assets = findAssets(amt, { pattern: compilePattern("."), live: false });
    const rows = assets.flatMap((asset) => tschemas(amt, asset).map((row) => Object.values(row)));
    assertGoldenTable("tschemas_all", golden, rows);
  },
);

for (
  const [name, ...years] of [
    ["tickers_live_2019", 2019, 2019],
    ["tickers_live_2023", 2023, 2023],
    ["tickers_live_2001_2026", 2001, 2026],
  ] as const
) {
  sharedTest(
    `T-5…T-9: golden ${name}`,
    [...DATA, `golden/${name}.tsv.gz`, HASHES],
    (amt, chain, ...golden) =>
      assertGoldenTable(name, golden, tickerTable(readAmt(amt!), true, years, loadChain(chain!))),
  );
}

sharedTest(
  "T-8: golden tickers without a chain",
  [DATA[0], "golden/tickers_cds_nochain_2023.tsv.gz", HASHES],
  (path, ...golden) => {
    const rows = tickerTable(readAmt(path!), false, [2023, 2023], NO_CHAIN, "^(IBOX|RX|JB)");
    assertGoldenTable("tickers_cds_nochain_2023", golden, rows);
  },
);

sharedTest(
  "T-7, T-8, T-13: golden futures, to their actual names and back",
  [...DATA, "golden/fut_spec2ticker.tsv.gz", HASHES],
  (path, chainPath, ...golden) => {
    const amt = readAmt(path!);
    const { actualOf, normalizedOf } = loadChain(chainPath!);
    const rows: (string | number)[][] = [];
    for (const asset of findAssets(amt, { pattern: compilePattern("."), live: false })) {
      for (const { source, ticker: spec } of tschemas(amt, asset)) {
        if (source !== "BBGfc") continue;
        for (const year of [2019, 2024]) {
          for (let month = 1; month <= 12; month++) {
            const normalized = futureTicker(spec, monthOf(year, month), asset.underlying);
            const actual = actualOf.get(normalized) ?? "";
            const back = normalizedOf.get(actual) ?? "";
            rows.push([asset.underlying, spec, year, month, normalized, actual, back]);
          }
        }
      }
    }
    assertGoldenTable("fut_spec2ticker", golden, rows);
  },
);

/** The rows of T-10 for one straddle. */
function filteredTickers(
  amt: Amt,
  name: string,
  month: number,
  i: number,
  chain: Chain,
): string[][] {
  const asset = amt.byUnderlying.get(name)!;
  const straddle = selectStraddle(amt, asset, month, i);
  return straddleTickers(monthTickers(amt, asset, month, chain), straddle.row.ntrc)
    .map(({ param, source, ticker, field }) => [
      name,
      straddleText(straddle),
      param,
      source,
      ticker,
      field,
    ]);
}

interface StraddleLine {
  readonly asset: string;
  readonly year: number;
  readonly month: number;
  readonly i: number;
}

sharedTest(
  "T-10: golden tickers of 2,700 straddles",
  [...DATA, "golden/filter_tickers.jsonl.gz"],
  (path, chainPath, golden) => {
    const amt = readAmt(path!);
    const chain = loadChain(chainPath!);
    const lines = readJsonLines<StraddleLine & { columns: string[]; rows: string[][] }>(golden!);
    assert.equal(lines.length, 2700);
    for (const { asset, year, month, i, columns, rows } of lines) {
      assert.deepEqual(columns, ["asset", "straddle", "param", "source", "ticker", "field"]);
      assert.deepEqual(filteredTickers(amt, asset, monthOf(year, month), i, chain), rows);
    }
  },
);

sharedTest(
  "T-1…T-10, S-12: golden schemas and tickers of the edge assets",
  [
    "golden/edge_amt.yml",
    DATA[1],
    "golden/edge_tables.jsonl.gz",
    "golden/edge_valuation.jsonl.gz",
  ],
  (path, chainPath, tablesPath, straddlesPath) => {
    const amt = readAmt(path!);
    const chain = loadChain(chainPath!);
    const tables = new Map(
      readJsonLines<{ name: string; rows: string[][] }>(tablesPath!)
        .map(({ name, rows }) => [name, rows]),
    );
    const assets = findAssets(amt, { pattern: compilePattern("."), live: false });
    assert.deepEqual(
      assets.flatMap((asset) => tschemas(amt, asset).map((row) => Object.values(row))),
      tables.get("tschemas"),
    );
    assert.deepEqual(tickerTable(amt, false, [2023, 2023], chain), tables.get("tickers_2023"));
    assert.deepEqual(
      tickerTable(amt, false, [2023, 2023], NO_CHAIN),
      tables.get("tickers_2023_nochain"),
    );
    const lines = readJsonLines<StraddleLine & { tickers: string[][] }>(straddlesPath!);
    for (const { asset, year, month, i, tickers } of lines) {
      const rows = filteredTickers(amt, asset, monthOf(year, month), i, chain);
      assert.deepEqual(rows, tickers, `${asset} ${month} ${i}`);
    }
  },
);
