/** One table in six formats: the same rows, columns and missing values in each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertOneLine,
  cellsOf,
  MINI,
  namesIn,
  quoted,
  SAMPLE,
  sql,
  straddle,
  straddleBytes,
  straddleOk,
  withFolder,
} from "./program.ts";

type Value = string | number | null;
type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly Value[])[] };

/** Two assets with and one without hedge1, so that every kind of missing value turns up. */
const ARGS = ["backtest", "--data", MINI, "^(ACME|CRDX|QZ)", "2024", "-q"];
const TEXTS = ["asset", "straddle", "date", "action", "model", "expiry"];
const COLUMNS =
  "asset straddle date vol hedge hedge1 action model strike_vol strike strike1 expiry mv delta opnl hpnl pnl"
    .split(" ");

function typed(columns: readonly string[], rows: readonly (readonly string[])[], missing: RegExp) {
  return rows.map((row) =>
    row.map((cell, i): Value => {
      if (columns[i] === "action") return cell;
      if (missing.test(cell)) return null;
      return TEXTS.includes(columns[i]!) ? cell : Number(cell);
    })
  );
}

function fromTsv(text: string): Table {
  const [columns, ...rows] = cellsOf(text);
  return { columns: columns!, rows: typed(columns!, rows, /^(none|-)$/) };
}

function fromCsv(text: string): Table {
  assert.ok(!text.includes('"'), "nothing here needs quotes");
  const [columns, ...rows] = text.trimEnd().split("\n").map((line) => line.split(","));
  return { columns: columns!, rows: typed(columns!, rows, /^$/) };
}

function fromObjects(objects: readonly Record<string, Value>[]): Table {
  return { columns: Object.keys(objects[0]!), rows: objects.map((row) => Object.values(row)) };
}

async function fromParquet(path: string): Promise<Table> {
  return fromObjects(await sql(`SELECT * FROM ${quoted(path)}`) as Record<string, Value>[]);
}

const zeroed = (table: Table): Table => ({
  columns: table.columns,
  // Texts print -0 as 0.
  rows: table.rows.map((row) => row.map((value) => value === 0 ? 0 : value)),
});

const expected = straddleOk([...ARGS, "-f", "tsv"]).then(fromTsv);

Deno.test("the columns of a run are the union of its assets', in one fixed order", async () => {
  assert.deepEqual((await expected).columns, COLUMNS);
  const acme = await straddleOk(["backtest", "--data", MINI, "^ACME", "2024", "-q", "-f", "tsv"]);
  const single = COLUMNS.filter((name) => !/^(hedge|strike)1$/.test(name));
  assert.deepEqual(fromTsv(acme).columns, single);
});

Deno.test("csv has the rows of tsv; a missing value is an empty cell", async () => {
  assert.deepEqual(fromCsv(await straddleOk([...ARGS, "-f", "csv"])), await expected);
});

Deno.test("json is one array of the rows of tsv; a missing value is null", async () => {
  const rows = JSON.parse(await straddleOk([...ARGS, "-f", "json"]));
  assert.deepEqual(zeroed(fromObjects(rows)), await expected);
});

Deno.test("ndjson has an object a line with the rows of tsv", async () => {
  const text = await straddleOk([...ARGS, "-f", "ndjson"]);
  const rows = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(zeroed(fromObjects(rows)), await expected);
});

Deno.test("parquet has the rows of tsv; a missing value is NULL, a date a date", async () => {
  await withFolder(async (cwd) => {
    assert.equal(await straddleOk([...ARGS, "-o", "run.parquet"], { cwd }), "");
    const path = join(cwd, "run.parquet");
    assert.deepEqual(zeroed(await fromParquet(path)), await expected);
    const described = await sql(`DESCRIBE SELECT * FROM ${quoted(path)}`);
    const types = described.map(({ column_name, column_type }) => [column_name, column_type]);
    const typeOf = (name: string) => /^(date|expiry)$/.test(name) ? "DATE" : "DOUBLE";
    const texts = ["asset", "straddle", "action", "model"];
    const wanted = COLUMNS.map((name) => [name, texts.includes(name) ? "VARCHAR" : typeOf(name)]);
    assert.deepEqual(types, wanted);
  });
});

Deno.test("--columns chooses and orders columns, in every format and from every command", async () => {
  const names = ["pnl", "asset", "date"];
  const { columns, rows } = await expected;
  const places = names.map((name) => columns.indexOf(name));
  const wanted = { columns: names, rows: rows.map((row) => places.map((place) => row[place]!)) };
  const args = [...ARGS, "--columns", names.join(",")];
  assert.deepEqual(fromTsv(await straddleOk([...args, "-f", "tsv"])), wanted);
  assert.deepEqual(fromCsv(await straddleOk([...args, "-f", "csv"])), wanted);
  assert.deepEqual(
    zeroed(fromObjects(JSON.parse(await straddleOk([...args, "-f", "json"])))),
    wanted,
  );
  assert.match(
    await straddleOk([...args, "-f", "table"]),
    /^┌─+┬─+┬─+┐\n│ +pnl │ asset +│ date +│/,
  );
  await withFolder(async (cwd) => {
    await straddleOk([...args, "-o", "run.parquet"], { cwd });
    assert.deepEqual(zeroed(await fromParquet(join(cwd, "run.parquet"))), wanted);
  });
  const listing = ["schedules", "--data", MINI, "--columns", "wgt, asset", "-f", "csv"];
  assert.match(await straddleOk(listing), /^wgt,asset\n[\d.]+,/);
});

Deno.test("--columns: a name that is none is exit 2 with those there are, and nothing is written", async () => {
  await withFolder(async (cwd) => {
    const none = [...ARGS, "--columns", "asset,pln", "-o", "run.csv"];
    assertOneLine(
      await straddle(none, { cwd }),
      2,
      'No column "pln"',
      "opnl",
      'did you mean "pnl"',
    );
    const twice = [...ARGS, "--columns", "pnl,pnl", "-o", "run.csv"];
    assertOneLine(await straddle(twice, { cwd }), 2, '"pnl" twice');
    const empty = [...ARGS, "--columns", "pnl,,date", "-o", "run.csv"];
    assertOneLine(await straddle(empty, { cwd }), 2, "separated by commas");
    const report = [...ARGS, "--columns", "pnl", "--report", "r.html"];
    assertOneLine(await straddle(report, { cwd }), 2, "leave out --columns or --report");
    assert.deepEqual(namesIn(cwd), []);
  });
});

Deno.test("parquet says which version, arguments and inputs made it, by content", async () => {
  await withFolder(async (cwd) => {
    await straddleOk([...ARGS, "-o", "run.parquet"], { cwd });
    const path = quoted(join(cwd, "run.parquet"));
    const pairs = await sql(
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${path})`,
    );
    const facts = new Map(pairs.map(({ key, value }) => [key, value as string]));
    assert.match(facts.get("straddle.version")!, /^\d+\.\d+\.\d+/);
    assert.match(facts.get("straddle.arguments")!, /"\^\(ACME\|CRDX\|QZ\)"/);
    const inputs = JSON.parse(facts.get("straddle.inputs")!) as { file: string; sha256: string }[];
    const files = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];
    assert.deepEqual(inputs.map(({ file }) => file), files);
    for (const { file, sha256 } of inputs) {
      const hash = await crypto.subtle.digest("SHA-256", Deno.readFileSync(join(MINI, file)));
      assert.equal(sha256, new Uint8Array(hash).toHex(), file);
    }
    const { rows } = JSON.parse(facts.get("straddle.counts")!);
    assert.equal(rows, (await expected).rows.length);
  });
});

Deno.test("rows are sorted by asset, straddle and date, in code-point order", async () => {
  await withFolder(async (cwd) => {
    const rename = (text: string) =>
      text.replace('Underlying: "ACME US', 'Underlying: "\u{1f600}ACME US')
        .replace('Underlying: "CRDX', 'Underlying: "\uff5eCRDX')
        .replace('Underlying: "QZ', 'Underlying: "acme QZ');
    const amt = rename(Deno.readTextFileSync(join(MINI, "amt.yml")));
    Deno.writeTextFileSync(join(cwd, "amt.yml"), amt);
    const args = ["backtest", "--data", MINI, "--amt", "amt.yml", ".", "2024", "-q", "--all-days"];
    const { rows } = fromTsv(await straddleOk([...args, "-f", "tsv"], { cwd }));
    const points = (row: readonly Value[]) => row.slice(0, 3).join("\t");
    const utf8 = new TextEncoder();
    const compare = (a: string, b: string) => {
      const [x, y] = [utf8.encode(a), utf8.encode(b)];
      const i = x.findIndex((byte, i) => byte !== y[i]);
      return i < 0 ? 0 : x[i]! - (y[i] ?? -1);
    };
    const keys = rows.map(points);
    assert.deepEqual(keys, [...keys].sort(compare));
    const assets = [...new Set(rows.map(([asset]) => asset))];
    assert.deepEqual(assets.slice(-2), ["\uff5eCRDX Curncy", "\u{1f600}ACME US Equity"]);
  });
});

Deno.test("--all-days has one row for every calendar day from entry to expiry month (S-11)", async () => {
  const args = ["backtest", "--data", MINI, "^(ACME|LM|SWP10)", "2023", "2024", "-q", "--all-days"];
  const { columns, rows } = fromTsv(await straddleOk([...args, "-f", "tsv"]));
  assert.deepEqual(columns.slice(0, 3), COLUMNS.slice(0, 3));
  const days = new Map<string, string[]>();
  for (const row of rows) {
    const key = `${row[0]}${row[1]}`;
    if (!days.has(key)) days.set(key, []);
    days.get(key)!.push(row[2] as string);
  }
  assert.equal(days.size, 2 * 12 * (2 + 1 + 2));
  for (const [key, its] of days) {
    const [, entry, expiry] = key.split("|");
    const [year, month] = expiry!.split("-").map(Number);
    const [first, last] = [Date.parse(`${entry}-01`), Date.UTC(year!, month!, 0)];
    const wanted = Array.from(
      { length: (last - first) / 86_400_000 + 1 },
      (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10),
    );
    assert.deepEqual(its, wanted, key);
  }
});

Deno.test("--all-days adds days to a run and changes none of its rows", async () => {
  const all = fromTsv(await straddleOk([...ARGS, "-f", "tsv", "--all-days"]));
  const valued = all.rows.filter((row) => row[COLUMNS.indexOf("mv")] !== null);
  assert.deepEqual(valued, (await expected).rows);
});

for (const digits of [1, 3, 6, 17]) {
  Deno.test(`--digits ${digits} rounds every number to as many digits, in every text format`, async () => {
    const { rows } = await expected;
    for (const [format, read] of [["tsv", fromTsv], ["csv", fromCsv]] as const) {
      const text = await straddleOk([...ARGS, "-f", format, "--digits", `${digits}`]);
      const ours = read(text).rows;
      assert.equal(ours.length, rows.length);
      ours.forEach((row, i) =>
        row.forEach((value, c) => {
          const full = rows[i]![c]!;
          if (typeof full !== "number") return assert.equal(value, full);
          assert.equal(value, Number((value as number).toPrecision(digits)));
          const unit = 10 ** (Math.floor(Math.log10(Math.abs(full) || 1)) + 1 - digits);
          assert.ok(Math.abs(value as number - full) <= 0.5000001 * unit, `${value} for ${full}`);
        })
      );
    }
  });
}

Deno.test("the table format shows the first and last rows, at most 40, and counts them all", async () => {
  const text = await straddleOk([...ARGS, "-f", "table"]);
  const lines = text.trimEnd().split("\n");
  const shown = lines.filter((line) => /^│ (ACME|CRDX|QZ) /.test(line));
  assert.equal(shown.length, 40);
  const { rows } = await expected;
  assert.ok(lines.at(-1)!.startsWith(`${rows.length} rows (40 shown)`), text);
  for (const [line, row] of [[shown[0], rows[0]], [shown[39], rows.at(-1)]] as const) {
    for (const text of row!.slice(0, 3)) assert.ok(line!.includes(text as string), line!);
  }
});

Deno.test("a table without rows is well-formed in every format", async () => {
  const args = ["backtest", "--data", MINI, "^LM", "2024", "-q"];
  const header = COLUMNS.filter((name) => !/^(hedge|strike)1$/.test(name));
  assert.equal(await straddleOk([...args, "-f", "tsv"]), header.join("\t") + "\n");
  assert.equal(await straddleOk([...args, "-f", "csv"]), header.join(",") + "\n");
  assert.deepEqual(JSON.parse(await straddleOk([...args, "-f", "json"])), []);
  assert.equal(await straddleOk([...args, "-f", "ndjson"]), "");
  assert.match(await straddleOk([...args, "-f", "table"]), /\n0 rows/);
  await withFolder(async (cwd) => {
    await straddleOk([...args, "-o", "empty.parquet"], { cwd });
    const path = quoted(join(cwd, "empty.parquet"));
    assert.deepEqual(await sql(`SELECT * FROM ${path}`), []);
    const columns = await sql(`DESCRIBE SELECT * FROM ${path}`);
    assert.deepEqual(columns.map(({ column_name }) => column_name), header);
  });
});

/** Endings and the formats they mean. */
const ENDINGS = {
  "run.tsv": "tsv",
  "run.csv": "csv",
  "RUN.CSV": "csv",
  "run.json": "json",
  "run.ndjson": "ndjson",
  "run.jsonl": "ndjson",
  "run.txt": "table",
  "run.parquet": "parquet",
  "run.pq": "parquet",
  "a.b c.csv": "csv",
};

Deno.test("-o FILE writes what standard output would get, in the format of the file's ending", async () => {
  const args = ["backtest", "--data", MINI, "^QZ", "2024", "-q"];
  for (const [name, format] of Object.entries(ENDINGS)) {
    await withFolder(async (cwd) => {
      const printed = await straddleBytes([...args, "-f", format]);
      const written = await straddleBytes([...args, "-o", name], { cwd });
      assert.equal(written.code, 0, written.stderr);
      assert.equal(written.stdout.length, 0);
      assert.deepEqual(Deno.readFileSync(join(cwd, name)), printed.stdout, name);
      assert.deepEqual(namesIn(cwd), [name], "nothing else is left");
    });
  }
});

Deno.test("-f wins over the file's ending", async () => {
  await withFolder(async (cwd) => {
    await straddleOk([...ARGS, "-o", "run.parquet", "-f", "csv"], { cwd });
    const text = Deno.readTextFileSync(join(cwd, "run.parquet"));
    assert.equal(text, await straddleOk([...ARGS, "-f", "csv"]));
  });
});

Deno.test("-o - is standard output, and standard output that is no terminal gets tsv", async () => {
  const plain = await straddle(ARGS);
  assert.deepEqual(await straddle([...ARGS, "-o", "-"]), plain);
  assert.deepEqual(await straddle([...ARGS, "-f", "tsv"]), plain);
});

Deno.test("an old output file is replaced by a run that succeeds and kept by one that fails", async () => {
  await withFolder(async (cwd) => {
    const path = join(cwd, "run.csv");
    Deno.writeTextFileSync(path, "old");
    const damaged = Deno.readFileSync(join(MINI, "prices.parquet"));
    damaged.fill(7, 200, damaged.length - 3000);
    Deno.writeFileSync(join(cwd, "damaged.parquet"), damaged);
    const failed = await straddle([...ARGS, "--prices", "damaged.parquet", "-o", "run.csv"], {
      cwd,
    });
    assert.equal(failed.code, 3, failed.stderr);
    assert.equal(Deno.readTextFileSync(path), "old");
    await straddleOk([...ARGS, "-o", "run.csv"], { cwd });
    assert.match(Deno.readTextFileSync(path), /^asset,straddle,/);
    assert.deepEqual(namesIn(cwd), ["damaged.parquet", "run.csv"]);
  });
});

Deno.test({
  name: "an output link stays a link, and what it leads to gets the table",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder(async (cwd) => {
      Deno.mkdirSync(join(cwd, "far"));
      Deno.writeTextFileSync(join(cwd, "far", "run.csv"), "old");
      Deno.symlinkSync(join("far", "run.csv"), join(cwd, "link.csv"));
      await straddleOk([...ARGS, "-o", "link.csv"], { cwd });
      assert.ok(Deno.lstatSync(join(cwd, "link.csv")).isSymlink);
      assert.match(Deno.readTextFileSync(join(cwd, "far", "run.csv")), /^asset,straddle,/);
      assert.deepEqual(namesIn(join(cwd, "far")), ["run.csv"]);
    });
  },
});

Deno.test({
  name: "an output file takes its name only when it is complete",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder(async (cwd) => {
      const path = join(cwd, "run.csv");
      Deno.writeTextFileSync(path, "old");
      let seen = "";
      const watching = (async () => {
        while (seen !== "new") {
          const text = Deno.readTextFileSync(path).slice(0, 3);
          seen = text === "old" ? "old" : "new";
          if (seen === "new") assert.ok(Deno.readTextFileSync(path).endsWith("\n"));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      await straddleOk(["backtest", "--data", SAMPLE, "-q", "-o", "run.csv"], { cwd });
      await watching;
      const lines = Deno.readTextFileSync(path).split("\n").length;
      assert.equal(lines, 51_669 + 2);
      assert.deepEqual(namesIn(cwd), ["run.csv"]);
    });
  },
});
