/**
 * Makes DuckDB's library loadable in a compiled program. Import this before `@duckdb/node-bindings`.
 *
 * A compiled program extracts the bindings' `duckdb.node` when it is required, but not the library
 * beside it, which the system's loader then cannot find. The loader does find a library that is in
 * the process already, so it is extracted and opened here first: once, in the main thread, before
 * any worker starts. From source there is nothing to do.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { scratchCopy } from "./scratch.ts";

const LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libduckdb.so",
  darwin: "libduckdb.dylib",
  windows: "duckdb.dll",
};
/** Node's names for what Deno calls `x86_64` and `aarch64`, `windows` and the others. */
const CPU = Deno.build.arch === "aarch64" ? "arm64" : "x64";
const SYSTEM = Deno.build.os === "windows" ? "win32" : Deno.build.os;

const inWorker = "WorkerGlobalScope" in globalThis;

if (Deno.build.standalone && !inWorker) {
  const require = createRequire(import.meta.resolve("@duckdb/node-bindings"));
  const addon = require.resolve(`@duckdb/node-bindings-${SYSTEM}-${CPU}/duckdb.node`);
  const library = scratchCopy(join(dirname(addon), LIBRARIES[Deno.build.os]!));
  Deno.dlopen(library, {});
  // Open, it needs its name no more; Windows alone keeps it until the program ends.
  if (Deno.build.os !== "windows") Deno.removeSync(library);
}
