/** `assets`, `schedules`, `straddles`, `tickers`, `future`: equal to the reference system's tables. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readJsonLines, readTsv, sharedTest } from "../shared.ts";
import { assertOneLine, cellsOf, MINI, rowsOf, straddle, straddleOk } from "./program.ts";

const HASHES = "golden/whole_table_sha256.json";
const RULES = [
  "group_table",
  "subgroup_table",
  "liquidity_table",
  "limit_overrides",
  "subgroup_table_auto",
];
const withChain = (chain: string) => ["--chain", chain];

/** Arguments that print each whole golden table. */
const TABLES: readonly (readonly [string, readonly string[]])[] = [
  ...(["all", "live"] as const).flatMap((which) => {
    const all = which === "all" ? ["--all"] : [];
    return [
      [`assets_${which}`, ["assets", ...all]],
      [`asset_class_${which}`, ["assets", ".", ...all, "--with", "class"]],
      [`asset_group_${which}`, ["assets", ...all, "--with", "group"]],
      ...RULES.map((name) =>
        [
          `asset_table_${name}_${which}`,
          ["assets", ...all, "--with", name, "--default", "?"],
        ] as const
      ),
      [`schedules_${which}`, ["schedules", ...all]],
    ] as const;
  }),
  ["tschemas_all", ["tickers", ".", "--all", "--schema"]],
  ["tickers_cds_nochain_2023", ["tickers", "^(IBOX|RX|JB)", "2023", "--all"]],
];
const TABLES_WITH_CHAIN: readonly (readonly [string, readonly string[]])[] = [
  ["tickers_live_2019", ["tickers", ".", "2019"]],
  ["tickers_live_2023", ["tickers", ".", "2023-01", "2023-12"]],
  ["tickers_live_2001_2026", ["tickers", ".", "2001", "2026"]],
];

sharedTest(
  "every listing of the real asset table is the reference system's, to the byte",
  ["data/amt.yml", "data/futs.csv", HASHES],
  async (amt, futs, hashes) => {
    const golden = JSON.parse(Deno.readTextFileSync(hashes!));
    const runs = [
      ...TABLES,
      ...TABLES_WITH_CHAIN.map(([name, args]) => [name, [...args, ...withChain(futs!)]] as const),
    ];
    for (const [name, args] of runs) {
      const text = await straddleOk([...args, "--amt", amt!, "-f", "tsv"]);
      const { rows, sha256 } = golden[`${name}.tsv`];
      assert.equal(text.split("\n").length - 2, rows, name);
      assert.equal(createHash("sha256").update(text).digest("hex"), sha256, name);
    }
  },
);

sharedTest(
  "the odd assets' listings are the reference system's",
  ["golden/edge_amt.yml", "data/futs.csv", "golden/edge_tables.jsonl.gz"],
  async (amt, futs, tables) => {
    const args: Readonly<Record<string, readonly string[]>> = {
      schedules_all: ["schedules", "--all"],
      schedules_live: ["schedules"],
      straddles_live_2023: ["straddles", ".", "2023"],
      straddles_all_2023: ["straddles", ".", "2023-01", "2023-12", "--all"],
      asset_class: ["assets", "--all", "--with", "class"],
      tschemas: ["tickers", "--all"],
      tickers_2023: ["tickers", ".", "2023", "--all", "--chain", futs!],
      tickers_2023_nochain: ["tickers", ".", "2023", "--all"],
    };
    type Golden = { name: string; columns: string[]; rows: (string | number)[][] };
    let compared = 0;
    for (const { name, columns, rows } of readJsonLines<Golden>(tables!)) {
      assert.ok(args[name], name);
      const cells = cellsOf(await straddleOk([...args[name], "--amt", amt!, "-f", "tsv"]));
      assert.deepEqual(cells, [columns, ...rows.map((row) => row.map(String))], name);
      compared++;
    }
    assert.equal(compared, Object.keys(args).length);
  },
);

sharedTest(
  "the contracts of every futures asset are the reference system's, by asset and by spec",
  ["data/amt.yml", "data/futs.csv", "golden/fut_spec2ticker.tsv.gz"],
  async (amt, futs, path) => {
    const [header, ...rows] = readTsv(path!);
    const golden = rows.map((row) => Object.fromEntries(header!.map((name, i) => [name, row[i]!])));
    const names = [...new Set(golden.map(({ asset }) => asset!))];
    const inputs = ["--amt", amt!, "--chain", futs!, "-f", "tsv"];
    for (const [i, name] of names.entries()) {
      const mine = golden.filter(({ asset }) => asset === name);
      const bySpec = i % 5 === 0;
      const subject = bySpec ? mine[0]!.spec! : name;
      const found = rowsOf(await straddleOk(["future", subject, "2019", "2024", ...inputs]));
      for (const { year, month, normalized, actual } of mine) {
        const text = `${year}-${month!.padStart(2, "0")}`;
        assert.deepEqual(found.find(({ month }) => month === text), {
          [bySpec ? "spec" : "asset"]: subject,
          month: text,
          normalized,
          actual: actual === "" ? "-" : actual,
        });
      }
    }
  },
);

Deno.test("an asset is listed once, though it has two entries; with --with each entry has a row", async () => {
  const folder = await Deno.makeTempDir({ prefix: "straddle-" });
  const amt = `${folder}/amt.yml`;
  await Deno.writeTextFile(
    amt,
    "amt:\n  a: {Underlying: X, Class: One, WeightCap: 1}\n  b: {Underlying: X, Class: Two}\n",
  );
  const list = async (...args: string[]) =>
    cellsOf(await straddleOk(["assets", "--all", "--amt", amt, ...args])).slice(1);
  assert.deepEqual(await list(), [["X"]]);
  assert.deepEqual((await list("--with", "class")).map(([, cls]) => cls), ["One", "Two"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a pattern that only finds assets that are not live says so", async () => {
  const run = await straddle(["assets", "^DEAD", "--data", MINI]);
  assertOneLine(run, 1, 'No live asset matches "^DEAD"', "--all");
  assert.equal(
    await straddleOk(["assets", "^DEAD", "--data", MINI, "--all"]),
    "asset\nDEAD Index\n",
  );
});

for (const command of ["assets", "schedules", "tickers"]) {
  Deno.test(`${command} that find nothing: exit 1 and one line`, async () => {
    assertOneLine(await straddle([command, "^zzz", "--data", MINI]), 1, 'No asset matches "^zzz"');
  });
}

Deno.test("a rule table that does not exist is exit 1, a column twice is exit 2", async () => {
  const list = ["assets", "--data", MINI, "--with"];
  assertOneLine(await straddle([...list, "nope_table"]), 1, '"nope_table"', "no such key");
  assertOneLine(await straddle([...list, "class,class"]), 2, 'column "cls" twice');
});

Deno.test("schedule counts are numbers, the rest texts", async () => {
  const json = await straddleOk(["schedules", "^ACME", "--data", MINI, "-f", "json"]);
  assert.deepEqual(JSON.parse(json)[0], {
    schcnt: 2,
    schid: 1,
    asset: "ACME US Equity",
    ...{ ntrc: "N", ntrv: "0", xprc: "F", xprv: "3", wgt: "60" },
  });
});

Deno.test("a month is a span of one month, a year of twelve, and they may be mixed", async () => {
  const count = async (...months: string[]) =>
    rowsOf(await straddleOk(["straddles", "^ACME", ...months, "--data", MINI])).length;
  assert.equal(await count("2024-02"), 2);
  assert.equal(await count("2024-11", "2025-02"), 8);
  assert.equal(await count("2024-07", "2025"), 36);
  assert.equal(await count("2024"), 24);
});

for (const months of [["2024-13"], ["2024-1"], ["1899-01"], ["2024-02-01"]]) {
  Deno.test(`${months} is no month: exit 2`, async () => {
    assertOneLine(await straddle(["straddles", ".", ...months, "--data", MINI]), 2, "2024-07");
  });
}

Deno.test("the series to request are those that straddles look up, sorted, each once", async () => {
  const args = ["tickers", "^(QZ|CRDX|ACME)", "2024-01", "2024-03", "--data", MINI];
  const asked = cellsOf(await straddleOk([...args, "--unique"]));
  assert.deepEqual(asked[0], ["ticker", "field", "source"]);
  const tickers = asked.slice(1).map(([ticker]) => ticker);
  assert.deepEqual(tickers, [...tickers].sort());
  assert.equal(new Set(asked.map((row) => row.join("|"))).size, asked.length);
  assert.ok(asked.some((row) => row.join("|") === "QZ H24 Comdty|PX_LAST|BBG"), asked.join("\n"));
  assert.ok(asked.some((row) => row.join("|") === "CREDIT.VOL.X|none|CV"), asked.join("\n"));
  const stored = cellsOf(await straddleOk([...args, "--stored"]));
  assert.ok(stored.some(([ticker]) => ticker === "QZH2024 Comdty"), stored.join("\n"));
  assert.ok(!stored.some(([ticker]) => ticker === "QZ H24 Comdty"));
});

Deno.test("--unique needs months, --schema takes none: exit 2", async () => {
  assertOneLine(await straddle(["tickers", ".", "--unique", "--data", MINI]), 2, "expiry months");
  assertOneLine(await straddle(["tickers", ".", "2024", "--schema", "--data", MINI]), 2, "schema");
});

Deno.test("future names contracts by a spec, with a chain and no asset table", async () => {
  const spec = "fut_code:QZ,market_code:Comdty";
  const text = await straddleOk([
    "future",
    spec,
    "2024-03",
    "2024-04",
    "--chain",
    `${MINI}/futs.csv`,
  ]);
  assert.deepEqual(rowsOf(text).map(({ normalized, actual }) => [normalized, actual]), [
    ["QZH2024 Comdty", "QZ H24 Comdty"],
    ["QZJ2024 Comdty", rowsOf(text)[1]!.actual],
  ]);
});

Deno.test("future of an asset without futures, or of none: exit 1", async () => {
  const future = (name: string) => straddle(["future", name, "2024-01", "--data", MINI]);
  assertOneLine(await future("ACME US Equity"), 1, "not hedged with futures");
  assertOneLine(await future("QZ Comdy"), 1, 'did you mean "QZ Comdty"');
});
