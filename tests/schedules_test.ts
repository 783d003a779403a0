/** Schedules: what a component says, and which months and straddles come of it. */
import { compilePattern } from "../src/base/pattern.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { monthOf, parseMonth } from "../src/base/calendar.ts";
import { StraddleError } from "../src/base/errors.ts";
import { findAssets, parseAmt, readAmt } from "../src/loader.ts";
import type { Amt, Asset } from "../src/inputs/amt/asset_table.ts";
import {
  assetId,
  entryLag,
  expandYm,
  monthsOfYears,
  parseStraddle,
  schedule,
  selectStraddle,
  straddleText,
} from "../src/schedules.ts";
import { assertGoldenTable } from "./golden_tables.ts";
import { readJsonLines, sharedTest } from "./shared.ts";

/** An asset table of one asset with the given components. */
function amtOf(components: string, underlying = "X"): { amt: Amt; asset: Asset } {
  const amt = parseAmt(
    `expiry_schedules: {s: ${components}}\n` +
      `amt: {k: {Underlying: ${JSON.stringify(underlying)}, Options: s}}`,
    "x.yml",
  );
  return { amt, asset: amt.assets[0]! };
}

/** The schedule as rows of cells, without the asset. */
function rowsOf(components: string, underlying?: string): (string | number)[][] {
  const { amt, asset } = amtOf(components, underlying);
  return schedule(amt, asset).map(({ schcnt, schid, ntrc, ntrv, xprc, xprv, wgt }) => [
    schcnt,
    schid,
    ntrc,
    ntrv,
    xprc,
    xprv,
    wgt,
  ]);
}

Deno.test("S-2: a component is entry, expiry and weight; further parts are ignored", () => {
  assert.deepEqual(rowsOf("[N0_F3_25, F10_BD7_12.5_zz_y, N-4_R2, N0_W1_]"), [
    [4, 1, "N", "0", "F", "3", "25"],
    [4, 2, "F", "10", "BD", "7", "12.5"],
    [4, 3, "N", "-4", "R", "2", ""],
    [4, 4, "N", "0", "W", "1", ""],
  ]);
});

Deno.test("S-2: the code is the longest leading run of capitals, else the whole text", () => {
  assert.deepEqual(rowsOf('[n0_f3_1, "10_LB_1", FF2_OVERRIDEx_1, __1, Né3_É3_1]'), [
    [5, 1, "n0", "", "f3", "", "1"],
    [5, 2, "10", "", "LB", "", "1"],
    [5, 3, "FF", "2", "OVERRIDE", "x", "1"],
    [5, 4, "", "", "", "", "1"],
    [5, 5, "N", "é3", "É3", "", "1"],
  ]);
});

Deno.test("S-2: fewer than two parts leave expiry and weight empty and letters as they are", () => {
  assert.deepEqual(rowsOf('[N0, Na, ""]'), [
    [3, 1, "N", "0", "", "", ""],
    [3, 2, "N", "a", "", "", ""],
    [3, 3, "", "", "", "", ""],
  ]);
});

Deno.test("S-3, S-4: ids and a–d values of the worked table", () => {
  const table: [string, number, number, number[]][] = [
    ["CL Comdty", 227638, 4, [4, 8, 12, 16]],
    ["EURUSD Curncy", 479570, 4, [1, 5, 9, 13]],
    ["ACME US Equity", 975446, 3, [2, 7, 12]],
    ["QZ Comdty", 758340, 2, [1, 7]],
    ["ABC", 47890, 1, [1]],
    ["Übung Index", 456432, 4, [3, 7, 11, 15]],
    ["X", 773944, 10, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]],
  ];
  for (const [underlying, id, count, values] of table) {
    assert.equal(assetId(underlying), id, underlying);
    const components = Array.from(
      { length: count },
      (_, i) => `N${"abcd"[i % 4]}_BD${"dcba"[i % 4]}_1`,
    );
    const rows = rowsOf(`[${components.join(", ")}]`, underlying);
    assert.deepEqual(rows.map((row) => row[3]), values.map(String), underlying);
    assert.deepEqual(rows.map((row) => row[5]), values.map(String), underlying);
  }
});

Deno.test("S-3: the stride by the number of components", () => {
  const strides = [10, 6, 5, 4, 3, 2, 2, 2, 2, ...Array(10).fill(1), 0, 0];
  strides.forEach((stride, i) => {
    const rows = rowsOf(`[${Array(i + 1).fill("Na_F3_1").join(", ")}]`);
    const offset = 773944 % 5 + 1;
    assert.deepEqual(
      rows.map((row) => row[3]),
      rows.map((_, k) => String(k * stride + offset)),
      `${i + 1} components`,
    );
  });
});

Deno.test("S-3: position decides, not the letter; only the exact letters a, b, c, d are fixed", () => {
  assert.deepEqual(rowsOf("[Na_F3_50, Fb_BDc_50]", "ZQ Test"), [
    [2, 1, "N", "4", "F", "3", "50"],
    [2, 2, "F", "10", "BD", "10", "50"],
  ]);
  assert.deepEqual(rowsOf("[N0_OVERRIDE_33.3, F10_OVERRIDEb_12.5_zz]", "SPX Index"), [
    [2, 1, "N", "0", "OVERRIDE", "", "33.3"],
    [2, 2, "F", "10", "OVERRIDE", "8", "12.5"],
  ]);
  assert.deepEqual(
    rowsOf("[Ne_BDj_1, Nab_BDaa_1, NA_F3_1]").map((row) => row.slice(2, 6)),
    [["N", "e", "BD", "j"], ["N", "ab", "BD", "aa"], ["NA", "", "F", "3"]],
  );
});

Deno.test("S-6: no Options, an unknown name, an empty or a non-list give one placeholder row", () => {
  const placeholder = {
    schcnt: 0,
    schid: 0,
    asset: "X",
    ntrc: "",
    ntrv: "",
    xprc: "",
    xprv: "",
    wgt: "",
  };
  for (const options of ["", ", Options: ~", ", Options: nope", ", Options: e", ", Options: t"]) {
    const amt = parseAmt(
      `expiry_schedules: {e: [], t: N0_F3_25}\namt: {k: {Underlying: X${options}}}`,
      "x.yml",
    );
    assert.deepEqual(schedule(amt, amt.assets[0]!), [placeholder], options);
    const straddles = expandYm(amt, amt.assets[0]!, monthOf(2024, 6));
    assert.deepEqual(straddles.map(straddleText), ["|2024-06|2024-06||||||"]);
  }
});

Deno.test("D-18: a component that is not text is an exit-3 error naming schedule and asset", () => {
  const { amt, asset } = amtOf("[N0_F3_25, 7]");
  assert.throws(() => schedule(amt, asset), (error) => {
    assert.ok(error instanceof StraddleError);
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /"s".*"X".*component 2/);
    return true;
  });
});

Deno.test("S-8: straddle texts, and the entry month by code across year ends", () => {
  assert.deepEqual(["N", "F", "X", "", "n", "NN"].map(entryLag), [1, 2, 0, 0, 0, 0]);
  const { amt, asset } = amtOf("[N0_OVERRIDE_33.3, F10_F3_5, X5_F1_100]");
  assert.deepEqual(expandYm(amt, asset, monthOf(2024, 1)).map(straddleText), [
    "|2023-12|2024-01|N|0|OVERRIDE||33.3|",
    "|2023-11|2024-01|F|10|F|3|5|",
    "|2024-01|2024-01|X|5|F|1|100|",
  ]);
  assert.deepEqual(expandYm(amt, asset, monthOf(2024, 2)).map(straddleText).slice(0, 2), [
    "|2024-01|2024-02|N|0|OVERRIDE||33.3|",
    "|2023-12|2024-02|F|10|F|3|5|",
  ]);
});

Deno.test("S-9, D-42: parsing takes one pipe off each end, so empty fields stay", () => {
  assert.deepEqual(parseStraddle("|2024-06|2024-06||||||"), {
    entry: monthOf(2024, 6),
    expiry: monthOf(2024, 6),
    ntrc: "",
    ntrv: "",
    xprc: "",
    xprv: "",
    wgt: "",
  });
  assert.equal(parseStraddle("|2023-12|2024-01|N|0|OVERRIDE||33.3|").xprv, "");
  for (
    const bad of [
      "",
      "|",
      "||",
      "2023-12|2024-01|N|0|F|3|50|",
      "|2023-12|2024-01|N|0|F|3|50",
      "|2023-12|2024-01|N|0|F|3|",
      "|2023-12|2024-01|N|0|F|3|50|x|",
      "|2023-13|2024-01|N|0|F|3|50|",
      "|2023-12|2024-1|N|0|F|3|50|",
      " |2023-12|2024-01|N|0|F|3|50|",
    ]
  ) {
    assert.throws(
      () => parseStraddle(bad),
      (error) => error instanceof StraddleError && error.exitCode === 2,
      bad,
    );
  }
});

Deno.test("S-9: every straddle text reads back, whatever its fields hold", () => {
  const field = fc.string({ unit: "binary", maxLength: 4 }).map((text) => text.replaceAll("|", ""));
  const month = fc.integer({ min: monthOf(1900, 1), max: monthOf(2999, 12) });
  fc.assert(
    fc.property(
      month,
      month,
      fc.tuple(field, field, field, field, field),
      (entry, expiry, fields) => {
        const [ntrc, ntrv, xprc, xprv, wgt] = fields;
        const parts = { ntrc, ntrv, xprc, xprv, wgt };
        const text = straddleText({
          entry,
          expiry,
          row: { schcnt: 1, schid: 1, asset: "X", ...parts },
        });
        assert.deepEqual(parseStraddle(text), { entry, expiry, ...parts });
        assert.equal(text.length, 19 + fields.join("").length + 3);
      },
    ),
  );
});

Deno.test("S-9: months stand at fixed places", () => {
  const { amt, asset } = amtOf("[F10_F3_5]");
  const text = straddleText(expandYm(amt, asset, monthOf(2024, 1))[0]!);
  assert.deepEqual(
    [text.slice(1, 5), text.slice(6, 8), text.slice(9, 13), text.slice(14, 16)],
    ["2023", "11", "2024", "01"],
  );
});

Deno.test("S-10: years are inclusive; a start after the end is an empty span", () => {
  assert.deepEqual(monthsOfYears(2024, 2025), { first: monthOf(2024, 1), last: monthOf(2025, 12) });
  const { first, last } = monthsOfYears(2025, 2024);
  assert.ok(first > last);
});

Deno.test("S-12: the index wraps around, negative ones count from the end", () => {
  const { amt, asset } = amtOf("[N0_F1_1, N1_F1_1, N2_F1_1]");
  const pick = (i: number) => selectStraddle(amt, asset, monthOf(2024, 1), i).row.ntrv;
  assert.deepEqual([0, 1, 2, 3, 7, -1, -3, -4].map(pick), ["0", "1", "2", "0", "1", "2", "0", "2"]);
  const single = parseAmt("amt: {k: {Underlying: X}}", "x.yml");
  assert.equal(selectStraddle(single, single.assets[0]!, monthOf(2024, 1), -5).row.schcnt, 0);
});

/* The real asset table. */
const HASHES = "golden/whole_table_sha256.json";

function scheduleCells(amt: Amt, live: boolean): (string | number)[][] {
  return findAssets(amt, { pattern: compilePattern("."), live })
    .flatMap((asset) => schedule(amt, asset)).map((row) => Object.values(row));
}

function straddleCells(amt: Amt, live: boolean, from: number, to: number): string[][] {
  const assets = findAssets(amt, { pattern: compilePattern("."), live });
  const { first, last } = monthsOfYears(from, to);
  const rows: string[][] = [];
  for (let month = first; month <= last; month++) {
    for (const asset of assets) {
      for (const straddle of expandYm(amt, asset, month)) {
        rows.push([asset.underlying, straddleText(straddle)]);
      }
    }
  }
  return rows;
}

for (const [name, live] of [["schedules_all", false], ["schedules_live", true]] as const) {
  sharedTest(
    `S-7: golden ${name}`,
    ["data/amt.yml", `golden/${name}.tsv.gz`, HASHES],
    (path, ...golden) => assertGoldenTable(name, golden, scheduleCells(readAmt(path!), live)),
  );
}

sharedTest(
  "S-10: golden straddles of the live assets, 2001–2026",
  ["data/amt.yml", "golden/straddles_live_2001_2026.tsv.gz", HASHES],
  (path, ...golden) => {
    const rows = straddleCells(readAmt(path!), true, 2001, 2026);
    assert.equal(rows.length, 231_192);
    assertGoldenTable("straddles_live_2001_2026", golden, rows);
  },
);

sharedTest(
  "S-9: every straddle of the real asset table reads back; 88 of a month's 741 have no expiry value",
  ["data/amt.yml"],
  (path) => {
    const amt = readAmt(path!);
    let empty = 0;
    const month = parseMonth("2024-01")!;
    for (const asset of findAssets(amt, { pattern: compilePattern("."), live: true })) {
      for (const { entry, expiry, row } of expandYm(amt, asset, month)) {
        const { ntrc, ntrv, xprc, xprv, wgt } = row;
        assert.deepEqual(
          parseStraddle(straddleText({ entry, expiry, row })),
          { entry, expiry, ntrc, ntrv, xprc, xprv, wgt },
        );
        if (xprv === "") empty++;
      }
    }
    assert.equal(empty, 88);
  },
);

sharedTest(
  "S-2…S-10: golden schedules and straddles of the edge assets",
  ["golden/edge_amt.yml", "golden/edge_tables.jsonl.gz"],
  (path, golden) => {
    const amt = readAmt(path!);
    const tables = new Map(
      readJsonLines<{ name: string; rows: (string | number)[][] }>(golden!)
        .map(({ name, rows }) => [name, rows]),
    );
    assert.deepEqual(scheduleCells(amt, false), tables.get("schedules_all"));
    assert.deepEqual(scheduleCells(amt, true), tables.get("schedules_live"));
    assert.deepEqual(straddleCells(amt, true, 2023, 2023), tables.get("straddles_live_2023"));
    assert.deepEqual(straddleCells(amt, false, 2023, 2023), tables.get("straddles_all_2023"));
  },
);
