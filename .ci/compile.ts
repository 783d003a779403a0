// deno-lint-ignore-file no-console
/**
 * `deno task compile [target]`: one executable in dist/ that runs on a machine without Deno.
 *
 * The embedded packages are those of the target, except what it cannot use: DuckDB for the other
 * C library of Linux, and what only tests import.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NOT_NEEDED, ROOT } from "./packages.ts";

/** Targets by the names that downloads carry, and the DuckDB builds that each must leave out. */
const TARGETS: Readonly<Record<string, { triple: string; unused: readonly string[] }>> = {
  "linux-x64": { triple: "x86_64-unknown-linux-gnu", unused: ["linux-x64-musl"] },
  "linux-arm64": { triple: "aarch64-unknown-linux-gnu", unused: ["linux-arm64-musl"] },
  "macos-arm64": { triple: "aarch64-apple-darwin", unused: [] },
  "macos-x64": { triple: "x86_64-apple-darwin", unused: [] },
  "windows-x64": { triple: "x86_64-pc-windows-msvc", unused: [] },
};

/** The files and folders in every version of those packages: only they can be excluded. */
function partsOf(registry: string): string[] {
  const namesIn = (folder: string) => {
    try {
      return Array.from(Deno.readDirSync(folder), ({ name }) => join(folder, name));
    } catch {
      return []; // Not downloaded, or the file that lists the versions.
    }
  };
  return NOT_NEEDED.flatMap((name) => namesIn(join(registry, name))).flatMap(namesIn);
}

function hostTarget(): string {
  const systems: Readonly<Record<string, string>> = { darwin: "macos", windows: "windows" };
  const cpu = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  return `${systems[Deno.build.os] ?? "linux"}-${cpu}`;
}

/**
 * The flags that `deno task straddle` runs the program with: its rights, named once. On Windows it
 * also asks where the user's own folder is, to keep DuckDB there.
 */
async function programFlags(target: string): Promise<string[]> {
  const config = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const words: string[] = config.tasks.straddle.command.split(" ");
  const flags = words.slice(words.indexOf("run") + 1, words.indexOf("main.ts"));
  if (!target.startsWith("windows")) return flags;
  return flags.map((flag) => flag.startsWith("--allow-env=") ? `${flag},LOCALAPPDATA` : flag);
}

async function compile(name: string): Promise<number> {
  const target = TARGETS[name];
  if (!target) {
    const names = Object.keys(TARGETS).join(", ");
    console.error(`Unknown target "${name}": choose one of ${names}`);
    return 2;
  }
  // …/@duckdb/node-bindings/VERSION/duckdb.js in the package cache; its siblings lie beside it.
  const bindings = dirname(fileURLToPath(import.meta.resolve("@duckdb/node-bindings")));
  const version = bindings.slice(dirname(bindings).length + 1);
  const excludes = target.unused.flatMap((build) =>
    ["libduckdb.so", "duckdb.node"].map((file) =>
      join(bindings, "..", "..", `node-bindings-${build}`, version, file)
    )
  );
  excludes.push(...partsOf(join(bindings, "..", "..", "..")));
  const ending = name.startsWith("windows") ? ".exe" : "";
  const output = join(ROOT, "dist", `straddle-${name}${ending}`);
  const args = [
    "compile",
    "--quiet",
    "--no-check",
    // V8's cache of compiled code would be read from a name in the temporary folder that anybody
    // can take first, and what is in it is run.
    "--no-code-cache",
    ...await programFlags(name),
    "--include=workers/straddle_worker.ts",
    "--include=docs/asset-table.md",
    ...["amt.yml", "futs.csv", "overrides.csv", "prices.parquet"].map((f) => `--include=data/${f}`),
    ...[
      "page.js",
      "sweep_page.js",
      "page/page.css",
      "page/uplot.css",
      "page/uplot_license.txt",
    ].map((f) => `--include=src/report/${f}`),
    "--include=THIRD_PARTY_LICENSES.txt",
    ...excludes.map((path) => `--exclude=${path}`),
    `--target=${target.triple}`,
    `--output=${output}`,
    "main.ts",
  ];
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
  if (code === 0) {
    console.log(`${output} (${((await Deno.stat(output)).size / 1e6).toFixed(0)} MB)`);
  }
  return code;
}

Deno.exit(await compile(Deno.args[0] ?? hostTarget()));
