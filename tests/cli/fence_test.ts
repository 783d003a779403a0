/**
 * The program stays inside its fence: no network, no files read but the inputs and its own, none
 * written but the output and what is in the temporary folder. Watched from outside, since DuckDB is
 * native code.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandOf, runCommand, watching, works } from "./processes.ts";
import { MAIN, MINI, straddle, withFolder } from "./program.ts";

const NO_NETWORK = ["unshare", "--map-root-user", "--net"];
/** Every command that reads or writes, in a folder with `in`, `out` and `tmp`. */
const COMMANDS: readonly (readonly string[])[] = [
  ["backtest", "--data", "in", ".", "2024", "-q", "-j", "2", "-o", "out/run.parquet"],
  ["backtest", "--data", "in", "-q", "-j", "2", "-o", "out/run.csv"],
  ["backtest", "--data", "in", "--prices", "in/price*.parquet", ".", "2024", "-q", "-f", "tsv"],
  ["compare", "out/run.parquet", "out/run.csv", "-o", "out/same.txt"],
  ["value", "ACME US Equity", "2024-03", "0", "--data", "in", "-o", "out/value.csv"],
  ["explain", "ACME US Equity", "2024-03", "0", "--data", "in"],
  ["check", "^ACME", "2024", "--data", "in"],
  ["straddles", ".", "2024", "--data", "in", "-o", "out/straddles.csv"],
  ["prices", "query", "SELECT * FROM prices ORDER BY ALL", "--data", "in", "-o", "out/p.parquet"],
  ["prices", "last", ".", "--data", "in"],
];

/** A folder with copies of the inputs, so that nothing is the repository's; prepares Deno's cache. */
function withInputs(body: (folder: string) => void): Promise<void> {
  return withFolder(async (folder) => {
    for (const name of ["out", "tmp"]) mkdirSync(join(folder, name));
    cpSync(MINI, join(folder, "in"), { recursive: true });
    assert.equal((await straddle(["backtest", "--data", MINI, "^ACME", "2024"])).code, 0);
    body(folder);
  });
}

Deno.test({
  name: "every command runs without a network, with the same results",
  ignore: Deno.build.os !== "linux" || !works(...NO_NETWORK, "true"),
  fn: () =>
    withInputs((folder) => {
      const alone = runCommand([...NO_NETWORK, "cat", "/proc/net/dev"]).stdout;
      assert.ok(!/^ *(eth|en|wl)/m.test(alone), "no way out");
      for (const args of COMMANDS) {
        const options = { cwd: folder, env: { TMPDIR: join(folder, "tmp") } };
        const usual = runCommand(commandOf(args), options);
        const fenced = runCommand(commandOf(args, NO_NETWORK), options);
        assert.deepEqual(fenced, usual);
        assert.ok([0, 1].includes(usual.code), `${args.join(" ")}: ${usual.stderr}`);
      }
    }),
});

const STRACE = watching();
/** System calls that open files, and those that change what there is. */
const OPENS = ["open", "openat", "openat2", "creat"];
const CHANGES = [
  ...["unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "mkdir", "mkdirat"],
  ...["truncate", "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat"],
  ...["chmod", "fchmodat", "chown", "lchown", "fchownat", "utimensat", "setxattr"],
];

interface Touched {
  readonly path: string;
  readonly writes: boolean;
  readonly line: string;
}

/** The files that a log of strace names, with whether they may have been changed. */
function touched(log: string, cwd: string): Touched[] {
  return log.split("\n").flatMap((line) => {
    const call = /^\d+ +(\w+)\((.*)$/.exec(line);
    if (!call) return [];
    const [, name, args] = call;
    if (!OPENS.includes(name!) && !CHANGES.includes(name!)) return [];
    const writes = !OPENS.includes(name!) || name === "creat" ||
      /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE/.test(args!);
    // Each path may follow the folder that it is relative to: 7</folder>, "name".
    return [...args!.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)]
      .map(([, base, path]) => ({ path: resolve(base ?? cwd, path!), writes, line }));
  });
}

const REPOSITORY = resolve(MAIN, "..");
/** Deno's own: its configuration, which it looks for in all folders above, and its cache. */
const CONFIGURATION = /\/(deno\.jsonc?|deno\.lock|tsconfig\.json|package\.json|\.npmrc)$/;
const SYSTEM =
  /^\/(proc|sys|lib\w*|usr)\/|^\/dev\/(null|tty|urandom|random)$|^\/etc\/(ld\.so\.|localtime$|nsswitch\.conf$|os-release$)/;

Deno.test({
  name: "every command opens its inputs only, and writes its output only (strace)",
  ignore: Deno.build.os !== "linux" || STRACE === undefined,
  fn: () =>
    withInputs((folder) => {
      const cache = JSON.parse(
        runCommand([Deno.execPath(), "info", "--json"]).stdout,
      ).denoDir as string;
      const within = (path: string, ...folders: string[]) =>
        folders.some((inner) => path === inner || path.startsWith(`${inner}/`));
      const [inputs, output, temporary] = ["in", "out", "tmp"].map((name) => join(folder, name));
      const program = [MAIN, ...["src", "workers"].map((name) => join(REPOSITORY, name))];
      const log = join(folder, "calls");
      const around = [...STRACE!, "-y", "-s", "4096", "-o", log]
        .concat("-e", `trace=${[...OPENS, ...CHANGES].map((c) => `?${c}`)}`);
      for (const args of COMMANDS) {
        const env = { TMPDIR: temporary!, DENO_NO_UPDATE_CHECK: "1" };
        const { code, stderr } = runCommand(commandOf(args, around), { cwd: folder, env });
        assert.ok([0, 1].includes(code), `${args.join(" ")}: ${stderr}`);
        const found = touched(readFileSync(log, "utf8"), folder);
        const written = found.filter(({ writes }) => writes);
        assert.ok(args[0] === "compare" || found.some(({ path }) => within(path, inputs!)));
        assert.equal(args.includes("-o"), written.some(({ path }) => within(path, output!)));
        const offenders = found.filter(({ path, writes }) =>
          !within(path, output!, temporary!, cache) &&
          (writes
            ? !/^\/dev\/(null|tty)$/.test(path)
            : !within(path, inputs!, ...program, Deno.execPath()) && !SYSTEM.test(path) &&
              !CONFIGURATION.test(path))
        );
        assert.deepEqual(offenders.map(({ line }) => line), [], args.join(" "));
        assert.deepEqual(readdirSync(temporary!), [], "nothing is left in the temporary folder");
      }
    }),
});
