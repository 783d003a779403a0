// deno-lint-ignore-file no-console
/**
 * `deno task readme`: runs every command that the README and some pages of docs/ show, on the sample
 * data in an empty folder, and writes what they print into the blocks that show it. The test of the
 * same name holds that there is nothing to write.
 *
 * A command is a line of an `sh` block, or `code` in the text, that begins with `straddle`,
 * `deno task` or `npx --yes deno@2.9.6 task`; in the text a name without arguments is only looked up.
 * A `text` block behind a comment shows what the command before it prints: on standard output, or, with
 * `on a terminal of N columns`, there; `first N`, `last N`, `lines N-M`, `"a text"` and `"a text" to
 * "another"` choose lines.
 *
 *     <!-- shown: on a terminal of 100 columns, lines 2-6, last 14 -->
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
export const PAGES = [
  "README.md",
  "docs/asset-table.md",
  "docs/commands.md",
  "docs/costs.md",
  "docs/explain.md",
];
const SAMPLE = ["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"];
const TERMINAL_ROWS = 24;

/** Tasks that are looked up, not run: they take minutes, change the project, or are this one. */
const NOT_RUN = [
  "bench",
  "bench:caches",
  "bench:flags",
  "bench:micro",
  "compile",
  "licenses",
  "ok",
  "readme",
  "report-page",
  "sample-data",
  "screenshots",
  "test",
];

interface Step {
  /** Where the text of the block begins and ends; a step without a block shows nothing. */
  readonly block?: { readonly from: number; readonly to: number; readonly options: string };
  readonly command?: string;
}

/** What a run of a page's commands found. */
export interface Outcome {
  /** The page as it should be. */
  readonly text: string;
  /** A line a command that does not run as written. */
  readonly failures: readonly string[];
  readonly commands: readonly string[];
  /** Blocks that could not be made here, for want of `script`. */
  readonly skipped: number;
}

const COMMAND = /^(?:straddle|deno task|npx --yes deno@2\.9\.6 task)(?: |$)/;

/** The commands of a page and the blocks that show their output, in order. */
export function stepsOf(page: string): Step[] {
  const steps: { at: number; step: Step }[] = [];
  const blocks = [...page.matchAll(/^(?:<!-- shown: (.*) -->\n\n?)?```(\w*)\n([^]*?)^```$/gm)];
  for (const { 0: whole, 1: options, 2: kind, 3: body, index } of blocks) {
    if (kind === "sh") {
      for (const line of body!.split("\n")) {
        const command = line.replace(/\s+#.*/, "");
        if (COMMAND.test(command)) steps.push({ at: index, step: { command } });
      }
    } else if (options !== undefined) {
      const from = index + whole.indexOf("\n", whole.indexOf("```")) + 1;
      steps.push({ at: index, step: { block: { from, to: from + body!.length, options } } });
    }
  }
  const prose = page.replace(/^```[^]*?^```$/gm, (block) => " ".repeat(block.length));
  for (const { 1: code, index } of prose.matchAll(/`([^`]+)`/g)) {
    const command = code!.replace(/\s+/g, " ");
    // "…" leaves something out, and "<(" is another shell's and may be another machine's.
    if (COMMAND.test(command) && !/…|<\(/.test(command)) {
      steps.push({ at: index, step: { command } });
    }
  }
  return steps.sort((a, b) => a.at - b.at).map(({ step }) => step);
}

/** The words of a command as a POSIX shell splits them; only plain quotes are known. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
}

/** The command that stands for the one shown, and whether it can only be looked up. */
function realCommand(command: string): { args: string[]; cwd: string | undefined; task: string } {
  const words = wordsOf(command);
  const config = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  if (words[0] === "straddle") {
    const flags = (config.tasks.straddle.command as string).split(" ").slice(1, -1);
    return { args: [...flags, join(ROOT, "main.ts"), ...words.slice(1)], cwd: undefined, task: "" };
  }
  const rest = words.slice(words.indexOf("task"));
  const task = rest.find((word, i) => i > 0 && !word.startsWith("-")) ?? "";
  if (config.tasks[task] === undefined) throw new Error(`there is no task "${task}"`);
  return { args: rest, cwd: ROOT, task };
}

/** What draws on a terminal, not text: Deno's own progress while it starts. */
// deno-lint-ignore no-control-regex
const CONTROL = /\x1b\[[\d;?]*[A-Za-z]/g;

/** The name of a command that is only spoken of: `straddle report`; `` of none: `straddle`. */
function nameOf(command: string, task: string): string | undefined {
  const words = wordsOf(command);
  if (words[0] !== "straddle") return task === "straddle" && words.at(-1) === task ? "" : undefined;
  return words.length > 2 || words[1] === "backtest" ? undefined : words[1] ?? "";
}

interface Printed {
  readonly code: number;
  readonly output: string;
  readonly error: string;
}

/** Done, or an answer that says there is nothing: `explain` of a straddle without a value. */
function isAnswer({ code, output }: Printed): boolean {
  return code === 0 || code === 1 && output !== "";
}

async function run(command: string, folder: string, columns: number | undefined): Promise<Printed> {
  const { args, cwd = folder } = realCommand(command);
  // Names that no command needs are cleared; a dumb terminal has no progress line.
  const kept = ["DENO_DIR", "HOME", "PATH", "TMPDIR", "TMP", "TEMP", "USERPROFILE", "SYSTEMROOT"];
  const env = Object.fromEntries([
    ...kept.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
    ["NO_COLOR", "1"],
    ["TERM", "dumb"],
  ]);
  const quoted = [Deno.execPath(), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const line = `stty columns ${columns} rows ${TERMINAL_ROWS}; exec ${quoted.join(" ")}`;
  const program = columns === undefined
    ? new Deno.Command(Deno.execPath(), { args, cwd, env, clearEnv: true, stdin: "null" })
    : new Deno.Command("script", {
      args: ["-qec", line, "/dev/null"],
      ...{ cwd, env, clearEnv: true, stdin: "null" },
    });
  const { code, stdout, stderr } = await program.output();
  const decoder = new TextDecoder();
  return {
    code,
    output: decoder.decode(stdout).replaceAll("\r\n", "\n").replace(CONTROL, ""),
    error: decoder.decode(stderr),
  };
}

/** The lines of an output that a block shows, a line `…` between parts of it. */
function chosenLines(output: string, options: string): string {
  const lines = output.trimEnd().split("\n").map((line) => line.trimEnd());
  const find = (text: string, from: number) => {
    const found = lines.findIndex((line, i) => i >= from && line.includes(text));
    if (found < 0) throw new Error(`no line of the output holds "${text}"`);
    return found;
  };
  const choice = /(first|last|lines?) (\d+)(?:-(\d+))?|"([^"]*)"(?: to "([^"]*)")?/g;
  const parts = [...options.matchAll(choice)].map(([, which, a, b, text, until]) => {
    if (which === "first") return lines.slice(0, Number(a));
    if (which === "last") return lines.slice(-Number(a));
    if (which !== undefined) return lines.slice(Number(a) - 1, Number(b ?? a));
    const from = find(text!, 0);
    return lines.slice(from, (until === undefined ? from : find(until, from)) + 1);
  });
  const shown = parts.length === 0 ? [lines] : parts;
  return shown.map((part) => `${part.join("\n")}\n`).join("…\n");
}

/** What differs from run to run: how long it took. */
function steady(text: string): string {
  return text.replace(/\d+\.\d\d s \([\d,]+ straddles\/s\)/g, "N s (N straddles/s)");
}

/** Whether `script` can play a terminal here as Linux's does. */
async function hasTerminal(): Promise<boolean> {
  try {
    const args = ["-qec", "true", "/dev/null"];
    return (await new Deno.Command("script", { args, stdin: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** The text of a page, by its path in the project. */
export function readPage(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path)).replaceAll("\r\n", "\n");
}

/** Runs the commands of a page, one after the other, in a folder of its own with the sample data. */
export async function runPage(page: string): Promise<Outcome> {
  const terminal = await hasTerminal();
  const folder = await Deno.makeTempDir({ prefix: "straddle-readme-" });
  const failures: string[] = [];
  const commands: string[] = [];
  let [text, done, skipped] = ["", 0, 0];
  let last: { command: string; printed: Printed } | undefined;
  try {
    for (const name of SAMPLE) await Deno.copyFile(join(ROOT, "data", name), join(folder, name));
    const help = (await run("straddle help", folder, undefined)).output;
    // Measuring takes minutes, and tests/cli/bench_test.ts does it: here its options are looked up.
    let benchHelp: string | undefined;
    for (const { command, block } of stepsOf(page)) {
      if (command !== undefined) {
        commands.push(command);
        try {
          const { task } = realCommand(command);
          if (NOT_RUN.includes(task)) continue;
          if (/^straddle bench /.test(command)) {
            const options = command.match(/--[a-z-]+/g) ?? [];
            benchHelp ??= (await run("straddle bench --help", folder, undefined)).output;
            const unknown = options.filter((option) => !benchHelp!.includes(`${option} `));
            if (unknown.length > 0) failures.push(`${command}: no ${unknown.join(", ")}`);
            continue;
          }
          const name = nameOf(command, task);
          if (name !== undefined) {
            if (name !== "" && !help.includes(`\n  ${name} `)) {
              failures.push(`${command}: no such command`);
            }
            continue;
          }
          const printed = await run(command, folder, undefined);
          last = { command, printed };
          if (!isAnswer(printed)) {
            failures.push(`${command}: exit ${printed.code}: ${printed.error.trimEnd()}`);
          }
        } catch (error) {
          failures.push(`${command}: ${(error as Error).message}`);
        }
      }
      if (block === undefined || last === undefined) continue;
      const columns = /terminal of (\d+) columns/.exec(block.options)?.[1];
      const old = page.slice(block.from, block.to);
      if (columns !== undefined && !terminal) {
        skipped++;
        continue;
      }
      const printed = columns === undefined
        ? last.printed
        : await run(last.command, folder, Number(columns));
      const now = chosenLines(printed.output, block.options);
      text += page.slice(done, block.from) + (steady(now) === steady(old) ? old : now);
      done = block.to;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return { text: text + page.slice(done), failures, commands, skipped };
}

if (import.meta.main) {
  let failed = false;
  for (const path of PAGES) {
    const { text, failures, commands, skipped } = await runPage(readPage(path));
    Deno.writeTextFileSync(join(ROOT, path), text);
    console.log(`${path}: ${commands.length} commands, ${skipped} terminals missing`);
    failures.forEach((failure) => console.error(failure));
    failed ||= failures.length > 0;
  }
  Deno.exit(failed ? 1 : 0);
}
