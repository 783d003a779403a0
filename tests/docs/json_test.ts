/** docs/json.md: what every command prints with `-f json` has the shape that the page promises. */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { makeProgram } from "../../src/commands/program.ts";
import { MINI, SAMPLE, straddle, straddleOk, withFolder } from "../cli/program.ts";

const DATA = ["--data", "in"];
const KELP = "KLP Comdty";
const STUDY = ["--greeks", "--attribution", "--hedge", "weekly", "--costs", "amt"];

/** How each command is tried, by its type on the page; `in` is the sample, `a.parquet` a run. */
const TRIED: Readonly<Record<string, readonly string[]>> = {
  Backtest: ["backtest", "^(KLP|NORTH)", "2024", "--all-days", ...STUDY, ...DATA],
  Value: ["value", KELP, "2024-03", "0", ...DATA],
  Explain: ["explain", KELP, "2024-03", "0", "--attribution", "--costs", "amt", ...DATA],
  SweepBest: ["sweep", "best", "sweep.parquet"],
  SweepOverfit: ["sweep", "overfit", "sweep.parquet"],
  SweepWalk: ["sweep", "walk", "sweep.parquet"],
  SweepShow: ["sweep", "show", "sweep.parquet", "2"],
  Summary: ["summary", "a.parquet", "--by", "asset"],
  SummaryExplain: ["summary", "--explain"],
  Book: ["book", "a.parquet", ...DATA],
  Compare: ["compare", "a.parquet", "b.parquet", "--by", "asset"],
  Sql: ["sql", "a.parquet", "SELECT asset, date, pnl FROM rows"],
  Check: ["check", ...DATA],
  Assets: ["assets", "--with", "class,group", ...DATA],
  Schedules: ["schedules", ...DATA],
  Straddles: ["straddles", ".", "2024", ...DATA],
  Tickers: ["tickers", ".", "2024", ...DATA],
  Future: ["future", "TRN Comdty", "2024", ...DATA],
  Asset: ["asset", KELP, ...DATA],
  Get: ["get", "backtest", ...DATA],
  TableRows: ["table", "group_table", ...DATA],
  PricesLast: ["prices", "last", ".", ...DATA],
  PricesQuery: ["prices", "query", "FROM prices LIMIT 50", ...DATA],
  PricesCoverage: ["prices", "coverage", ...DATA],
  PricesImport: ["prices", "import", "odd.csv", "--amt", "in/amt.yml", "--dry-run"],
  Demo: ["demo", "demo"],
  Bench: ["bench", "--runs", "1", "--data", MINI],
};

/** Their names on the page: those of a command and its subcommand. */
const typeOf = (words: readonly string[]) =>
  words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("").replace(
    /^Table$/,
    "TableRows",
  );

/** Enough of a long list: its ends. */
function ends(value: unknown): unknown {
  return Array.isArray(value) && value.length > 60
    ? [...value.slice(0, 30), ...value.slice(-30)]
    : value;
}

const page = Deno.readTextFileSync(new URL("../../docs/json.md", import.meta.url));

Deno.test("every command prints JSON, or the page says that it has none", async () => {
  const without = [...page.match(/No JSON have[^]*?\n\n/)![0].matchAll(/`([a-z- ]+)`/g)]
    .map(([, name]) => name);
  const found: string[] = [];
  const walk = (command: Command, words: readonly string[]) => {
    for (const sub of command.commands) {
      if (sub.name() === "help") continue;
      const names = [...words, sub.name()];
      const format = sub.options.find(({ long }) => long === "--format");
      if (format?.argChoices?.includes("json")) {
        assert.ok(TRIED[typeOf(names)], `${names.join(" ")} is not tried`);
      } else if (sub.commands.length === 0 || sub.registeredArguments.length > 0) {
        found.push(names.join(" "));
      }
      walk(sub, names);
    }
  };
  walk(await makeProgram(["completions"]), []);
  assert.deepEqual(found.sort(), without.sort());
});

Deno.test("what commands print has the page's types, and no key that the page has not", () =>
  withFolder(async (cwd) => {
    symlinkSync(SAMPLE, join(cwd, "in"));
    await Deno.writeTextFile(
      join(cwd, "odd.csv"),
      "date,ticker,field,value\n2024-01-02,A,PX_LAST,3\n2024-01-03,A,PX_LAST,none\n",
    );
    const run = (...args: string[]) =>
      straddleOk(["backtest", "^(KLP|NORTH)", "2024", ...DATA, "-q", ...args], { cwd });
    await run("-o", "a.parquet");
    await run("--set", "entry=N5", "-o", "b.parquet");
    const vary = ["--vary", "entry=N0,N5", "--vary", "weight=25,50"];
    await straddleOk(["sweep", "^KLP", ...DATA, ...vary, "-q", "-o", "sweep.parquet"], { cwd });
    const printed = await Promise.all(
      Object.entries(TRIED).map(async ([type, args]) => {
        const { code, stdout, stderr } = await straddle([...args, "-f", "json"], { cwd });
        assert.ok(code < 2, `${args.join(" ")}: ${stderr}`);
        return `const is${type}: ${type} = ${JSON.stringify(ends(JSON.parse(stdout)))};`;
      }),
    );
    const types = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, block]) => block);
    const text = [
      ...types,
      ...printed,
      "// @ts-expect-error: a key that is not on the page\n" +
      'const more: Demo = { folder: "a", files: [], more: 1 };',
      "// @ts-expect-error: a value of another type\n" +
      'const other: Future = [{ spec: "a", month: "2024", normalized: "b", actual: null }];',
    ].join("\n");
    await Deno.writeTextFile(join(cwd, "shapes.ts"), text);
    const check = new Deno.Command(Deno.execPath(), {
      args: ["check", "--no-config", "shapes.ts"],
      cwd,
      env: { NO_COLOR: "1" },
    });
    const { success, stderr } = await check.output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }));
