/**
 * Every command, its help and its commonest mistake on a terminal: the same for the program from
 * source and compiled.
 */
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { textWidth } from "../../src/base/text_width.ts";
import { MINI } from "./program.ts";
import { type OnTerminal, onTerminal, type Seen, type Size } from "./terminal.ts";

/** The sizes that are tried; 0 is what `script` and some CI machines say, and stands for 80 × 24. */
const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 24 },
  { columns: 0, rows: 0 },
];
const WIDE: Size = { columns: 200, rows: 50 };
/** Terminals at work at the same time. */
const TERMINALS = 3;

interface Case {
  /** Arguments that work. */
  readonly run: readonly string[];
  /** Arguments that a person gets wrong, the exit code, and what is said. */
  readonly mistake: readonly string[];
  readonly code: number;
  readonly says: RegExp;
  /** Whether its lines are data, which no terminal may break or cut. */
  readonly raw?: boolean;
}

const DATA = ["--data", MINI];

/** By command, in a folder with a run named run.parquet. */
const CASES: Readonly<Record<string, Case>> = {
  backtest: given(["^ACME", "2024", ...DATA], ["(", "2024", ...DATA], 2, /pattern "\("/),
  sweep: given(
    ["^ACME", "2024", "--vary", "entry=N0,N5", "--estimate", ...DATA],
    ["^ACME", "2024", "--vary", "entri=N0", "--estimate", ...DATA],
    2,
    /Cannot vary "entri"/,
  ),
  value: given(["ACME US Equity", "2024-02", "1", ...DATA], ["ACME", "2024-02"], 2, /component/),
  explain: given(["ACME US Equity", "2024-02", "1", ...DATA], ["ACME", "2024", "1"], 2, /YYYY-MM/),
  summary: given(["run.parquet", "--by", "asset"], [], 2, /Name a run/),
  report: given(["run.parquet", "-o", "report.html"], ["run.parquet"], 2, /--output/),
  book: given(["run.parquet", "--aum", "1e6"], ["run.parquet", "--aum", "x"], 2, /above zero/),
  compare: given(["run.parquet", "run.parquet"], ["run.parquet"], 2, /'b'/),
  sql: given(["run.parquet", "FROM daily"], ["run.parquet"], 2, /Name a run, then a query/),
  check: given(["^ACME", "2024", ...DATA], ["^ACME", "24", ...DATA], 2, /1900 to 2999/),
  assets: given(["--with", "class", ...DATA], ["NOPE", ...DATA], 1, /No asset matches "NOPE"/),
  asset: raw(given(["ACME US Equity", ...DATA], ["ACME US", ...DATA], 1, /did you mean/)),
  schedules: given(DATA, ["NOPE", ...DATA], 1, /No asset matches/),
  straddles: given(["^ACME", "2024-02", ...DATA], ["^ACME", ...DATA], 2, /'start'/),
  tickers: given(["^QZ", "2024-02", ...DATA], ["--unique", ...DATA], 2, /expiry months/),
  future: given(["QZ Comdty", "2024", ...DATA], ["ACME US Equity", "2024", ...DATA], 1, /futures/),
  prices: given(["coverage", "^ACME", "2024", ...DATA], ["covrage"], 2, /Did you mean coverage/),
  table: given(
    ["group_table", "--data", "demo"],
    ["grup_table", "--data", "demo"],
    1,
    /grup_table/,
  ),
  get: raw(given(["expiry_schedules", ...DATA], ["nope", ...DATA], 1, /no key "nope"/)),
  // Not the folder that the others read meanwhile: that would be a change of their inputs.
  demo: given(["another", "--force"], [], 2, /'dir'/),
  bench: raw(given(["--help"], ["--runs", "0"], 2, /1 to 999/)),
  completions: raw(given(["bash"], ["tcsh"], 2, /fish/)),
  licenses: raw(given([], ["--nope"], 2, /--nope/)),
};

function given(
  run: readonly string[],
  mistake: readonly string[],
  code: number,
  says: RegExp,
): Case {
  return { run, mistake, code, says };
}

function raw(one: Case): Case {
  return { ...one, raw: true };
}

/** Something to try, and what must be seen. */
interface Trial extends OnTerminal {
  readonly expect: (seen: Seen) => void;
}

/** Tries everything; `program` makes a command of arguments. */
export async function tryEveryCommand(
  program: (args: readonly string[]) => readonly string[],
  folder: string,
): Promise<void> {
  const go = async (args: readonly string[], size: Size) =>
    (await onTerminal([{ words: program(args), size }], folder))[0]!;
  assert.equal((await go(["demo", "demo"], WIDE)).code, 0);
  assert.equal((await go(["backtest", ...DATA, "-q", "-o", "run.parquet"], WIDE)).code, 0);
  const names = commandsOf((await go(["--help"], WIDE)).text);
  for (const name of Object.keys(CASES)) assert.ok(names.includes(name), `no command ${name}`);
  const trials = trialsOf(names, program);
  const hands = Array.from(
    { length: TERMINALS },
    (_, hand) => trials.filter((_, i) => i % TERMINALS === hand),
  );
  const faults = await Promise.all(hands.map(async (hand) => {
    const seen = await onTerminal(hand, folder);
    return hand.flatMap((trial, i) => faultsOf(trial, seen[i]!));
  }));
  assert.equal(faults.flat().join("\n\n"), "");
}

/** The commands that a help text lists. */
function commandsOf(help: string): string[] {
  const names = [...help.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1]!);
  assert.ok(names.length >= 20, help);
  return names.filter((name) => name !== "help");
}

function trialsOf(
  names: readonly string[],
  program: (args: readonly string[]) => readonly string[],
): Trial[] {
  const trials: Trial[] = [];
  let turn = 0;
  const add = (
    args: readonly string[],
    sizes: readonly Size[],
    expect: Trial["expect"],
    redirect = "",
  ) => {
    for (const size of sizes) {
      const env: Record<string, string> = turn++ % 2 === 0 ? {} : { NO_COLOR: "1" };
      trials.push({ words: program(args), size, env, redirect, expect });
    }
  };
  // Sizes in turn, so that the same thing is not tried at all of them where that would say little.
  const next = () => [SIZES[turn % SIZES.length]!];
  const isHelp = (code: number) => ({ code: found, text }: Seen) => {
    assert.equal(found, code);
    assert.match(text, /^Usage: straddle/m);
  };
  add([], SIZES, isHelp(2));
  add(["--help"], SIZES, isHelp(0));
  add(["help"], next(), isHelp(0));
  add(["prices"], next(), isHelp(2));
  add(["prices", "query", "--help"], next(), isHelp(0));
  add(["prices", "last", "(", ...DATA], next(), ({ code }) => assert.equal(code, 2));
  add(["bactest"], SIZES, said(2, /Did you mean backtest/));
  add(["help", "bactest"], next(), said(2, /Did you mean backtest/));
  for (const name of names) {
    const found = CASES[name] ?? { run: [], mistake: ["--nonsense"], code: 2, says: /--nonsense/ };
    add([name, "--help"], next(), isHelp(0));
    add(["help", name], next(), isHelp(0));
    add([name, ...found.mistake], next(), said(found.code, found.says));
    add([name, ...found.run], SIZES, ({ code }) => assert.equal(code, 0), "2>/dev/null");
  }
  return trials;
}

const said = (code: number, words: RegExp) => ({ code: found, text }: Seen) => {
  assert.equal(found, code);
  assert.match(text, words);
  assert.match(text, /^straddle: /m);
};

/** What is wrong of what holds on every terminal and for this trial, seen without colours. */
function faultsOf({ words, size, env, redirect, expect }: Trial, seen: Seen): string[] {
  const text = stripVTControlCharacters(seen.text);
  const args = words.slice(words.findIndex((word) => word.endsWith("main.ts")) + 1);
  const what = `${args.join(" ")} at ${size.columns} columns, ${JSON.stringify(env)}:\n${text}`;
  try {
    assert.doesNotMatch(text, /please report it|Requires \w+ access|--allow-|^\s+at .*:\d+:\d+/m);
    const colored = /\[3\dm/.test(seen.text);
    if (env?.NO_COLOR) assert.ok(!colored, "colours in spite of NO_COLOR");
    else if (/^straddle: /m.test(text)) assert.ok(colored, "no colour for an error");
    // Lines for people fit, where no errors are seen; a terminal breaks those. Examples take 80.
    const width = size.columns || 80;
    const isHelp = /^Usage: straddle/m.test(text);
    if (isHelp ? width >= 80 : redirect !== "" && !args.some((arg) => CASES[arg]?.raw)) {
      for (const line of text.split("\n")) {
        assert.ok(textWidth(line) <= width || !line.trim().includes(" "), `too wide: ${line}`);
      }
    }
    expect({ code: seen.code, text });
    return [];
  } catch (error) {
    return [`${(error as Error).message}\n${what}`];
  }
}
