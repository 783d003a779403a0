/** Command lines that cannot be: exit 2, one message with help in it, nothing on standard output. */
import assert from "node:assert/strict";
import { assertOneLine, assertRefused, MINI, straddle, straddleBytes } from "./program.ts";

const BACKTEST = ["backtest", "--data", MINI];

/** What is wrong, the arguments, what the message says. */
const WRONG: readonly (readonly [string, readonly string[], ...(string | RegExp)[]])[] = [
  ["a pattern that is no regular expression", [...BACKTEST, "[", "2024"], 'pattern "["'],
  ["an unclosed group", [...BACKTEST, "(a", "2024"], 'pattern "(a"'],
  ["years out of order", [...BACKTEST, ".", "2025", "2024"], "2025 is after 2024"],
  ["a year with a letter", [...BACKTEST, ".", "20x"], "'20x'", "1900 to 2999"],
  ["a year of three digits", [...BACKTEST, ".", "024"], "'024'"],
  ["a last year with a letter", [...BACKTEST, ".", "2024", "20x"], "'20x'", "end"],
  ["no workers", [...BACKTEST, ".", "2024", "-j", "0"], "'0'", "1 to 999"],
  ["workers with a letter", [...BACKTEST, ".", "2024", "-j", "x"], "'x'", "1 to 999"],
  ["fewer than no workers", [...BACKTEST, ".", "2024", "-j", "-1"], "'-1'", "1 to 999"],
  ["no digits", [...BACKTEST, ".", "2024", "--digits", "0"], "'0'", "1 to 17"],
  ["too many digits", [...BACKTEST, ".", "2024", "--digits", "18"], "'18'", "1 to 17"],
  ["an unknown format", [...BACKTEST, ".", "2024", "-f", "xls"], "'xls'", "ndjson, parquet"],
  ["too many arguments", [...BACKTEST, ".", "2024", "2025", "2026"], "too many arguments"],
  ["an option without its value", [...BACKTEST, "--amt"], "--amt <file>"],
  [
    "an option given twice",
    [...BACKTEST, ".", "2024", "--format", "csv", "-f", "json"],
    'Option --format is given twice ("csv", "json"): give it once',
  ],
  [
    "a pattern of files that the shell has spread",
    [...BACKTEST, "--prices", `${MINI}/prices.parquet`, `${MINI}/amt.yml`, ".", "2024"],
    `and "${MINI}/amt.yml" is a file too: put a pattern in quotes`,
  ],
  ["a pattern with a blank unquoted", [...BACKTEST, "^CL", "Comdty", "2024"], "in quotes: '^CL Co"],
  ["such a pattern for straddles", ["straddles", "^CL", "Comdty", "2024"], "in quotes: '^CL Co"],
  ["straddles without a pattern", ["straddles"], "'pattern'"],
  ["straddles without a year", ["straddles", "."], "'start'"],
  ["straddles of years out of order", ["straddles", ".", "2025", "2024"], "2025 is after 2024"],
  ["demo without a folder", ["demo"], "'dir'"],
];

for (const [what, args, ...messages] of WRONG) {
  Deno.test(`${what}: exit 2 and one line`, async () => {
    assertOneLine(await straddle(args), 2, ...messages);
  });
}

for (
  const args of [
    ["backtest", "2023", "2024"],
    ["backtest", "2023"],
    ["straddles", "2023", "2024-03"],
    ["check", "2023", "2024"],
    ["prices", "coverage", "2023", "2024"],
  ]
) {
  Deno.test(`${args.join(" ")} has no pattern, and says where it goes`, async () => {
    const run = await straddle([...args, "--data", MINI]);
    assertOneLine(
      run,
      1,
      '"2023"',
      '; the pattern comes before the years: ". 2023" is all of 2023',
    );
  });
}

const CHAIN = ["--chain", `${MINI}/futs.csv`], OVERRIDES = ["--overrides", `${MINI}/overrides.csv`];
const TABLE = ["--amt", `${MINI}/amt.yml`], PRICES = ["--prices", `${MINI}/prices.parquet`];

/** A command, and what it says of the options that have no effect beside the others. */
const WITHOUT_EFFECT: readonly (readonly [readonly string[], ...string[]])[] = [
  [["assets", "--data", MINI, "--default", "x"], "--default has no effect without --with"],
  [
    ["straddles", "^ACME", "2024", "--data", MINI, "--digits", "3", "-f", "parquet"],
    "--digits has no effect on parquet",
  ],
  [
    ["schedules", ...TABLE, ...CHAIN, ...OVERRIDES],
    "--chain has no effect here",
    "--overrides has no effect here",
  ],
  [["tickers", ".", "2024", ...TABLE, ...CHAIN, ...OVERRIDES], "--overrides has no effect here"],
  [
    ["prices", "last", "^ACME", ...PRICES, ...TABLE, "--duplicates", "error"],
    "--amt has no effect here",
    "--duplicates has no effect here",
  ],
  [
    ["check", "^ACME", "2024", ...TABLE, "--price-zone", "Europe/Berlin", "-v", "-f", "json"],
    "--price-zone has no effect without prices",
    "--verbose has no effect on json",
  ],
  [
    ["backtest", "^ACME", "2024", "--data", MINI, "-qv", "--no-memoize", "--memory", "1GB"],
    "--no-memoize has no effect beside --memory",
    "--verbose has no effect beside --quiet",
  ],
  [
    [..."explain|ACME US Equity|2024-03|0|-f|json|--day|2024-02-01|--data".split("|"), MINI],
    "--day has no effect on json",
  ],
  [["summary", "--explain", "--by", "year"], "--by has no effect beside --explain"],
];

for (const [args, ...warnings] of WITHOUT_EFFECT) {
  Deno.test(`${args[0]} warns of an option without an effect: ${warnings[0]}, and does its work`, async () => {
    const { code, stderr } = await straddleBytes(args);
    assert.equal(code, 0, stderr);
    const found = stderr.match(/(?<=^Warning: )--\S+ has no effect [^,:\n]*/gm) ?? [];
    assert.deepEqual(found, warnings, stderr);
  });
}

for (
  const [args, meant] of [
    [["backtst"], "backtest"],
    [["backtest", "--dta", "x"], "--data"],
    [["backtest", "--worker", "2"], "--workers"],
    [["straddles", ".", "2024", "--al"], "--all"],
    [["--versio"], "--version"],
  ] as const
) {
  Deno.test(`${args.find((arg) => arg !== "backtest")} suggests ${meant}`, async () => {
    assertRefused(await straddle(args), 2, `Did you mean`, meant);
  });
}

Deno.test("no command prints the help on standard error: exit 2", async () => {
  const { code, stdout, stderr } = await straddle([]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Usage: straddle /);
});

Deno.test("help goes to standard output, with examples and exit codes", async () => {
  const { code, stdout, stderr } = await straddle(["--help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (
    const part of ["Usage: straddle", "backtest", "straddles", "demo", "Examples:", "Exit codes:"]
  ) {
    assert.ok(stdout.includes(part), part);
  }
  assert.deepEqual(await straddle(["help"]), { code, stdout, stderr });
});

for (const command of ["backtest", "straddles", "demo"]) {
  Deno.test(`help ${command} is what ${command} --help prints`, async () => {
    const [long, short] = await Promise.all([
      straddle(["help", command]),
      straddle([command, "--help"]),
    ]);
    assert.equal(long.code, 0);
    assert.equal(long.stderr, "");
    assert.match(long.stdout, new RegExp(`^Usage: straddle ${command} `));
    assert.deepEqual(short, long);
  });
}

for (const flag of ["--version", "-V"]) {
  Deno.test(`${flag} prints the version and nothing else`, async () => {
    const { code, stdout, stderr } = await straddle([flag]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^straddle \d+\.\d+\.\d+ \(Deno [\d.]+, DuckDB [\d.]+\)\n$/);
  });
}
