/** What people see on a terminal: everything works there, and shows what they came for. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { textWidth } from "../../src/base/text_width.ts";
import { commandOf } from "./processes.ts";
import { MINI, SAMPLE, straddle, straddleOk, withFolder } from "./program.ts";
import { hasTerminals, onTerminal, type Seen } from "./terminal.ts";
import { tryEveryCommand } from "./terminal_cases.ts";

function terminalTest(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test({ name, ignore: !hasTerminals, fn: () => withFolder(test) });
}

/** Runs `straddle ARGS` on terminals of some widths; what is seen there, without colours. */
async function show(
  args: readonly string[],
  widths: readonly number[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Seen[]> {
  const seen = await onTerminal(
    widths.map((columns) => ({
      words: commandOf(args),
      size: { columns, rows: 24 },
      env,
      redirect: "2>/dev/null",
    })),
    folder,
  );
  return seen.map(({ code, text }) => ({ code, text: stripVTControlCharacters(text) }));
}

/** The words of a table's head, and the lines below it. */
function read(text: string) {
  const lines = text.split("\n");
  const rule = lines.findIndex((line) => /^[├─]/.test(line));
  const head = lines.slice(0, rule).join(" ").split(/[\s│┌┬┐─]+/).filter(Boolean);
  const end = lines.findIndex((line) => /^[\d,]+ rows?( |$)/.test(line));
  return { head, rows: lines.slice(rule + 1, end).filter((line) => !line.startsWith("└")) };
}

terminalTest(
  "every command, its help and its commonest mistake work on a terminal",
  (folder) => tryEveryCommand(commandOf, folder),
);

terminalTest(
  "summary --by shows at 80 columns what people came for, in percent",
  async (folder) => {
    await straddleOk(["backtest", "--data", SAMPLE, "-q", "-o", join(folder, "run.parquet")]);
    const whole = await show(["summary", "run.parquet"], [80], folder);
    const [binary] = await show(["summary", "run.parquet", "-f", "parquet"], [80], folder);
    assert.deepEqual([binary!.code, binary!.text], [2, ""]);
    const pnl = /│ P&L +│ (\S+ %) +│/.exec(whole[0]!.text)![1]!;
    for (const by of ["year", "asset", "class"]) {
      const [{ code, text }, narrow] = await show(
        ["summary", "run.parquet", "--by", by],
        [80, 40],
        folder,
      ) as [Seen, Seen];
      assert.equal(code, 0);
      const { head, rows } = read(text);
      for (const name of [by, "straddles", "pnl", "opnl", "hpnl", "sharpe", "drawdown", "rate"]) {
        assert.ok(head.includes(name), `${name} of ${by}:\n${text}`);
      }
      for (const row of rows) assert.equal(row.match(/\d %/g)!.length, 5, row);
      for (const name of [by, "pnl", "sharpe"]) assert.ok(read(narrow.text).head.includes(name));
    }
    const [chosen] = await show(
      ["summary", "run.parquet", "--columns", "pnl,sharpe"],
      [80],
      folder,
    );
    assert.deepEqual(read(chosen!.text).rows.map((row) => row.split(/ *│ */)[1]), [
      "P&L",
      "Sharpe ratio",
    ]);
    assert.ok(chosen!.text.includes(pnl));
  },
);

terminalTest(
  "a run's preview keeps what matters, drops empty columns and fits the screen",
  async (folder) => {
    const args = ["backtest", "--data", SAMPLE, ".", "2024"];
    const [usual, , unknown, wide] = await show(args, [80, 40, 0, 300], folder) as Seen[];
    for (const { text } of [usual!, unknown!]) {
      const { head, rows } = read(text);
      assert.deepEqual(head, ["asset", "straddle", "date", "delta", "pnl"]);
      assert.match(rows[0]!, /^\S.* \|2023-1\d\|2024-01\|\S+ +2023-1\d-\d\d +\S+ +\S+$/);
      assert.ok(text.split("\n").length <= 24, text);
    }
    const { head, rows } = read(wide!.text);
    assert.ok(head.includes("hpnl") && head.includes("vol"));
    for (const [i, name] of head.entries()) {
      const cells = rows.map((row) => row.split("│")[i + 1]!.trim());
      assert.ok(cells.some((cell) => !["none", "-", "·"].includes(cell)), `${name} is empty`);
    }
    assert.match(wide!.text, /^--columns would show .*hedge3/m);
  },
);

terminalTest("value shows the days with a value, or says why there are none", async (folder) => {
  const args = ["value", "KLP Comdty", "|2023-03|2023-04|N|0|BD|4|25|", "--data", SAMPLE];
  const [{ text }] = await show(args, [80], folder) as [Seen];
  const all = JSON.parse(await straddleOk([...args, "-f", "json"])) as { mv: number | null }[];
  const { head, rows } = read(text);
  assert.deepEqual([rows.length, all.length], [all.filter(({ mv }) => mv !== null).length, 61]);
  for (const name of ["date", "vol", "hedge", "action", "delta", "pnl"]) {
    assert.ok(head.includes(name));
  }
  const none = ["value", "CRDN Curncy", "2024-09", "0", "--data", SAMPLE];
  const [why] = await onTerminal(
    [{ words: commandOf(none), size: { columns: 80, rows: 24 } }],
    folder,
  );
  assert.equal(why!.code, 0);
  assert.match(why!.text, /has a value\. .*the expiry overrides have no day for "CRDN Curncy"/);
  const command = /straddle explain 'CRDN Curncy' '(\S+)' --data (\S+)/.exec(why!.text)!;
  const explained = await straddle(["explain", "CRDN Curncy", command[1]!, "--data", command[2]!]);
  assert.match(explained.stdout, /Result: INCOMPLETE, override missing/);
});

terminalTest("check and explain break lines between words", async (folder) => {
  for (
    const args of [["check", "--data", SAMPLE], [
      "explain",
      "KLP Comdty",
      "2023-04",
      "0",
      "--data",
      SAMPLE,
    ]]
  ) {
    const piped = await straddleOk(args);
    for (const { text } of await show(args, [80, 40], folder)) {
      assert.deepEqual(text.trim().split(/\s+/), piped.trim().split(/\s+/));
    }
  }
});

terminalTest(
  "colours: losses and faults, unless a person or the terminal has none",
  async (folder) => {
    const words = commandOf(["value", "KLP Comdty", "2023-04", "0", "--data", SAMPLE]);
    const size = { columns: 80, rows: 24 };
    const seen = await onTerminal([
      { words, size },
      { words: [...words, "--no-color"], size },
      { words, size, env: { NO_COLOR: "1" } },
      { words, size, env: { TERM: "dumb" } },
      { words: commandOf(["value", "KLP Comdty", "2023-04", "0", "--nope"]), size },
      { words: commandOf(["backtest", ".", "--no-color", "--nope"]), size },
    ], folder);
    assert.deepEqual(
      seen.map(({ text }) => text.includes("\x1b[31m")),
      [true, false, false, false, true, false],
    );
    const losses = seen[0]!.text.split("\x1b[31m").slice(1);
    assert.ok(losses.length > 10);
    for (const loss of losses) assert.match(loss, /^-\d/);
    const piped = ["summary", "--explain", "-f", "table"];
    assert.ok(!(await straddleOk(piped)).includes("\x1b"));
  },
);

terminalTest("names of wide and combining characters keep the columns in line", async (folder) => {
  const names = ["日本株 Equity", "Cafe\u0301 Equity", "🐎 Equity"];
  const amt = Deno.readTextFileSync(join(MINI, "amt.yml"));
  const old = [...amt.matchAll(/^ +Underlying: "([^"]+)"/gm)].map((match) => match[1]!).slice(0, 3);
  let text = amt;
  old.forEach((name, i) => text = text.replaceAll(`"${name}"`, `"${names[i]}"`));
  Deno.writeTextFileSync(join(folder, "amt.yml"), text);
  const [seen] = await show(["assets", "--all", "--amt", "amt.yml"], [60], folder);
  for (const name of names) assert.ok(seen!.text.includes(name), seen!.text);
  const box = seen!.text.split("\n").filter((line) => /^[┌│├└]/.test(line));
  assert.equal(new Set(box.map(textWidth)).size, 1, seen!.text);
});
