/** Runs the real program, as deno.json's tasks do, and looks at what comes out of it. */
import { DuckDBInstance } from "@duckdb/node-api";
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
export const MAIN = join(REPOSITORY, "main.ts");
export const MINI = join(REPOSITORY, "tests", "fixtures", "mini");
export const SAMPLE = join(REPOSITORY, "data");
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Names without which Deno finds neither its cache nor the system; everything else is cleared. */
const KEPT = [
  "DENO_DIR",
  "HOME",
  "LOCALAPPDATA",
  "PATH",
  "SYSTEMROOT",
  "TEMP",
  "TMPDIR",
  "USERPROFILE",
  "XDG_CACHE_HOME",
];

export interface RunOptions {
  readonly cwd?: string;
  /** Added to a cleared environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Further arguments of Deno itself. */
  readonly deno?: readonly string[];
  /** After so many seconds it is cancelled: exit 130. */
  readonly seconds?: number;
}

export interface RunBytes {
  readonly code: number;
  readonly stdout: Uint8Array<ArrayBuffer>;
  readonly stderr: string;
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The arguments of `deno` that deno.json's task `straddle` gives, up to the program's own. */
export function denoArgs(): string[] {
  const config = JSON.parse(Deno.readTextFileSync(join(REPOSITORY, "deno.json")));
  const words = (config.tasks.straddle.command as string).split(" ");
  assert.equal(words[0], "deno");
  assert.equal(words.at(-1), "main.ts");
  return [...words.slice(1, -1), MAIN];
}

export function environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), ...env };
}

/** Runs `straddle ARGS` to its end; standard output as bytes. */
export async function straddleBytes(
  args: readonly string[],
  { cwd, env, stdin, deno = [], seconds }: RunOptions = {},
): Promise<RunBytes> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...denoArgs().toSpliced(-1, 0, ...deno), ...args],
    ...(cwd === undefined ? {} : { cwd }),
    ...(seconds === undefined ? {} : { signal: AbortSignal.timeout(1000 * seconds) }),
    clearEnv: true,
    env: environment(env),
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new Uint8Array(stdout), stderr: decoder.decode(stderr) };
}

/** Runs `straddle ARGS` to its end. */
export async function straddle(args: readonly string[], options?: RunOptions): Promise<Run> {
  const { code, stdout, stderr } = await straddleBytes(args, options);
  return { code, stdout: decoder.decode(stdout), stderr };
}

/** Runs that must succeed; standard output. */
export async function straddleOk(args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await straddle(args, options);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** A folder for the time of `body`. */
export async function withFolder<T>(body: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "straddle-" }));
  try {
    return await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const sampleRuns = new Map<string, Promise<string>>();

/** The sample's run in a file with this ending, made once a test file, for those that only read it. */
export function sampleRun(ending: string): Promise<string> {
  const made = sampleRuns.get(ending) ?? (async () => {
    const folder = await Deno.makeTempDir({ prefix: "straddle-" });
    globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    const run = join(await Deno.realPath(folder), `run.${ending}`);
    await straddleOk(["backtest", "--data", SAMPLE, "-q", "-o", run]);
    return run;
  })();
  sampleRuns.set(ending, made);
  return made;
}

/** The names in a folder, sorted, hidden ones too. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Cells of a TSV table. */
export function cellsOf(text: string): string[][] {
  assert.ok(text.endsWith("\n"), "a table ends with a line feed");
  return text.slice(0, -1).split("\n").map((line) => line.split("\t"));
}

/** Rows of a TSV table by column name. */
export function rowsOf(text: string): Record<string, string>[] {
  const [header, ...rows] = cellsOf(text);
  return rows.map((row) => {
    assert.equal(row.length, header!.length, row.join("|"));
    return Object.fromEntries(header!.map((name, i) => [name, row[i]!]));
  });
}

/** Runs SQL in a DuckDB of its own. */
export async function sql(query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Writes the rows of a query as a Parquet file; the file may have any name. */
export async function writeParquet(path: string, query: string): Promise<void> {
  await withFolder(async (folder) => {
    const plain = join(folder, "prices.parquet");
    await sql(`COPY (${query}) TO ${quoted(plain)} (FORMAT parquet)`);
    await Deno.copyFile(plain, path);
  });
}

/** The failure every bad input must be: this exit code, one clear message on stderr, nothing else. */
export function assertRefused(
  { code, stdout, stderr }: Run,
  expected: number,
  ...messages: readonly (string | RegExp)[]
): void {
  assert.equal(stderr.match(/^straddle: /gm)?.length, 1, `not one message:\n${stderr}`);
  const from = stderr.indexOf("straddle: ");
  const before = stderr.slice(0, from).replace(/^Using the sample data .*\n/, "");
  assert.equal(before, "", "something before the message");
  assert.doesNotMatch(stderr, /^\s+at /m, "a stack trace");
  assert.doesNotMatch(stderr, /defect of ours|os error|Uncaught/, stderr);
  for (const message of messages) {
    if (typeof message === "string") assert.ok(stderr.includes(message), `${message}\n${stderr}`);
    else assert.match(stderr, message);
  }
  assert.equal(code, expected, stderr);
  assert.equal(stdout, "", "nothing on standard output");
}

/** As {@link assertRefused}, and the message has one line only. */
export function assertOneLine(
  run: Run,
  expected: number,
  ...messages: readonly (string | RegExp)[]
): void {
  assertRefused(run, expected, ...messages);
  assert.match(run.stderr, /^straddle: [^\n]+\n$/);
}

/** Runs with an output file, which must not appear, nor anything else in the working folder. */
export async function refusedWithoutLeftovers(
  args: readonly string[],
  cwd: string,
): Promise<Run> {
  const before = namesIn(cwd);
  const run = await straddle([...args, "-o", "out.parquet"], { cwd });
  assert.deepEqual(namesIn(cwd), before, `litter beside ${basename(cwd)}`);
  return run;
}
