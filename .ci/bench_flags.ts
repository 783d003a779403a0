// deno-lint-ignore-file no-console
/**
 * `deno task bench:flags backtest . 2001 2026 --data DIR -o run.parquet -q`: does each V8 flag of the
 * task `straddle` still pay? Times the command with all of them and without each, in turn.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const ROUNDS = 7;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const V8 = "--v8-flags=";

const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
const words: string[] = tasks.straddle.command.split(" ").slice(1, -1);
const flags = words.find((word) => word.startsWith(V8))!.slice(V8.length).split(",");

/** Seconds of the command with some of the flags. */
function time(some: readonly string[]): number {
  const args = words.map((word) => word.startsWith(V8) ? V8 + some.join(",") : word);
  const started = performance.now();
  const { code } = new Deno.Command(Deno.execPath(), {
    args: [...args, `--config=${ROOT}/deno.json`, `${ROOT}/main.ts`, ...Deno.args],
    stdout: "null",
    stderr: "inherit",
  }).outputSync();
  if (code !== 0) Deno.exit(code);
  return (performance.now() - started) / 1000;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

time(flags);
const seconds: number[] = [];
const ratios = flags.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  seconds.push(time(flags));
  flags.forEach((flag, i) => {
    ratios[i]!.push(time(flags.filter((other) => other !== flag)) / seconds.at(-1)!);
  });
}
console.log(`${median(seconds).toFixed(3)} s with all flags`);
flags.forEach((flag, i) =>
  console.log(`${median(ratios[i]!).toFixed(3)} × as long without ${flag}`)
);
