/**
 * The temporary folder is shared with strangers, and the compiled program loads code from there:
 * only what it made itself, where nobody else could have put it.
 */
import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { works } from "../cli/processes.ts";
import { MINI } from "../cli/program.ts";
import { binary, compiledTest, execute } from "./binary.ts";

const STRACE = works("strace", "-qq", "-o", "/dev/null", "true");
const NOBODY = 65534;
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
const OTHER_USER = Deno.build.os === "linux" && works(...AS_NOBODY, "true");
const OWN_MOUNTS = ["unshare", "--map-root-user", "--mount"];
const MOUNTS = Deno.build.os === "linux" &&
  works(...OWN_MOUNTS, "mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", "/mnt");

const SAMPLE = ["backtest", "-q", "-j", "2", "-o", "run.parquet"];
const COMMANDS = [
  ["--version"],
  SAMPLE,
  ["backtest", "--data", MINI, ".", "2024", "-q", "-j", "2", "--report", "report.html"],
  ["summary", "run.parquet"],
  ["prices", "last", ".", "--data", MINI],
];

/** A temporary folder as systems have it: everybody may make files there, and remove their own. */
function temporaryIn(folder: string): string {
  const tmp = join(folder, "tmp");
  mkdirSync(tmp);
  chmodSync(tmp, 0o1777);
  chmodSync(folder, 0o755);
  return tmp;
}

/** Runs a command and gives, of the paths it named to the system, those in `tmp`, in order. */
function tracedIn(tmp: string, args: readonly string[], folder: string) {
  const log = join(folder, "calls");
  const strace = ["strace", "-f", "-qq", "-s", "4096", "-o", log, "-e", "trace=%file,?mkdirat"];
  const { code, stderr } = execute([...strace, binary!, ...args], folder, { TMPDIR: tmp });
  assert.equal(code, 0, stderr);
  return readFileSync(log, "utf8").split("\n").flatMap((line) =>
    [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
      .map(([, path]) => ({ path: relative(tmp, path!), line }))
      .filter(({ path }) => path !== "" && !path.startsWith(".."))
  );
}

compiledTest("opens nothing in the temporary folder that it did not make (strace)", (folder) => {
  const tmp = temporaryIn(folder);
  const loaded = new Set<string>();
  const names = COMMANDS.map((args) => {
    const made = new Set<string>();
    for (const { path, line } of tracedIn(tmp, args, folder)) {
      const name = path.split("/")[0]!;
      // A call that another thread's interrupts is two lines, of which the first has the path.
      const making = /\bmkdir(at)?\(.*, 0700(\) = 0| <unfinished)/.test(line);
      if (making && path === name) made.add(name);
      else assert.ok(made.has(name), line);
      if (/\.(so|node)$/.test(path)) loaded.add(basename(path));
    }
    assert.deepEqual(readdirSync(tmp), []);
    return made;
  });
  // A summary of a run of ours needs no DuckDB either.
  assert.deepEqual(names.map(({ size }) => size), [0, 1, 1, 0, 1], "--version needs none");
  assert.equal(new Set(names.flatMap((made) => [...made])).size, 3, "no name is used again");
  assert.deepEqual([...loaded].sort(), ["duckdb.node", "libduckdb.so"]);
}, STRACE);

/** What older programs made by Deno have opened under names that anybody can foresee. */
function plant(tmp: string): void {
  const name = basename(binary!);
  const evil = "\u007fELF is what the loader would take me for";
  const files = [
    `deno-compile-${name}.cache`,
    `${name}.node`,
    "libduckdb.so",
    "duckdb.node",
    "node_modules/@duckdb/node-bindings-linux-x64/duckdb.node",
    `deno-compile-${name}/main.ts`,
    `deno-compile-${name}/.deno_compile_node_modules/localhost/detect-libc/index.js`,
    "deno-native-addons/libduckdb.so",
  ].map((path) => join(tmp, path));
  for (const path of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, evil);
    for (let own = path; own !== tmp; own = dirname(own)) chownSync(own, NOBODY, NOBODY);
  }
}

compiledTest(
  "what another user has planted is not touched and changes nothing, for root neither (strace)",
  (folder) => {
    const tmp = temporaryIn(folder);
    const clean = execute([binary!, ...SAMPLE], folder, { TMPDIR: tmp });
    assert.equal(clean.code, 0, clean.stderr);
    const expected = readFileSync(join(folder, "run.parquet"));
    plant(tmp);
    const before = readdirSync(tmp, { recursive: true, encoding: "utf8" });
    for (const { path, line } of tracedIn(tmp, SAMPLE, folder)) {
      assert.ok(!before.includes(path), line);
    }
    assert.deepEqual(readFileSync(join(folder, "run.parquet")), expected);
    assert.deepEqual(readdirSync(tmp, { recursive: true }), before);
  },
  STRACE && OTHER_USER,
);

compiledTest("two users run it with one temporary folder", (folder) => {
  const tmp = temporaryIn(folder);
  const program = join(folder, "straddle");
  copyFileSync(binary!, program);
  chmodSync(program, 0o755);
  const args = [program, "backtest", "^KLP", "2024", "-q", "-f", "csv"];
  const root = execute(args, folder, { TMPDIR: tmp });
  assert.equal(root.code, 0, root.stderr);
  assert.deepEqual(execute([...AS_NOBODY, ...args], folder, { TMPDIR: tmp }), root);
  assert.deepEqual(readdirSync(tmp), []);
}, OTHER_USER);

compiledTest(
  "a temporary folder that others can change is exit 4, and nothing is run",
  (folder) => {
    const tmp = temporaryIn(folder);
    const refused = (reason: string) => {
      const { code, stdout, stderr } = execute([binary!, ...SAMPLE], folder, { TMPDIR: tmp });
      assert.deepEqual([code, stdout], [4, ""]);
      assert.match(stderr, /^straddle: [^\n]*\n$/);
      assert.ok(
        stderr.endsWith(`"${tmp}": ${reason}; set TMPDIR to a folder of your own\n`),
        stderr,
      );
      assert.deepEqual(readdirSync(tmp), []);
    };
    chmodSync(tmp, 0o777);
    refused(`others can rename what is in "${tmp}"`);
    chownSync(tmp, NOBODY, NOBODY);
    chmodSync(tmp, 0o700);
    refused(`"${tmp}" belongs to another user`);
  },
  OTHER_USER,
);

compiledTest("a disk that may not hold programs is exit 4 and says what to set", (folder) => {
  const tmp = temporaryIn(folder);
  const script = 'mount -t tmpfs -o noexec tmpfs "$0" && "$@"; code=$?; ls -A "$0"; exit $code';
  const command = [...OWN_MOUNTS, "sh", "-c", script, tmp, binary!, ...SAMPLE];
  const { code, stdout, stderr } = execute(command, folder, { TMPDIR: tmp });
  assert.deepEqual([code, stdout], [4, ""], stderr);
  assert.match(
    stderr,
    /^(Using the sample [^\n]*\n)?straddle: Cannot load "\/[^\n"]*libduckdb.so": [^\n]*; set TMPDIR to a folder of your own on a disk not mounted noexec\n$/,
  );
}, MOUNTS);

compiledTest(
  "a temporary folder out of reach is exit 4 and named, not the program's own files",
  (folder) => {
    for (const args of [SAMPLE, ["straddles", ".", "2024"], ["licenses"], ["demo", "x"]]) {
      const { code, stdout, stderr } = execute([binary!, ...args], folder, { TMPDIR: "/dev/shm" });
      assert.deepEqual([code, stdout], [4, ""]);
      assert.match(
        stderr,
        /^straddle: Cannot use the temporary folder "\/dev\/shm": [^\n]*; set TMPDIR to a folder of your own\n$/,
      );
    }
  },
  Deno.build.os === "linux",
);

compiledTest("a relative TMPDIR is refused before anything is made there", (folder) => {
  temporaryIn(folder);
  // By Deno itself, in its own words, before any of our code runs.
  const { code, stdout, stderr } = execute([binary!, ...SAMPLE], folder, { TMPDIR: "tmp" });
  assert.notEqual(code, 0);
  assert.equal(stdout, "");
  assert.match(stderr, /\btmp\b/);
  assert.deepEqual(readdirSync(folder, { recursive: true }), ["tmp"]);
}, Deno.build.os === "linux");

compiledTest("a signal does not open a debugger's port", async (folder) => {
  const child = new Deno.Command(binary!, {
    // More than a pipe holds, and nobody reads: it waits until the signal comes.
    args: ["straddles", "--data", MINI, ".", "1900", "2100", "-f", "csv"],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Deno from source listens to this signal half a second after its start.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill("SIGUSR1");
  const guard = setTimeout(() => child.kill("SIGKILL"), 5000);
  const { signal } = await child.status;
  clearTimeout(guard);
  assert.equal(signal, "SIGUSR1", "it is ended, as by any signal that nobody handles");
  assert.doesNotMatch(await new Response(child.stderr).text(), /Debugger|ws:/);
  await child.stdout.cancel();
}, Deno.build.os !== "windows");
