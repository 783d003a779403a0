/**
 * Makes DuckDB loadable in a compiled program. Import this before `@duckdb/node-bindings`.
 *
 * A compiled program's files are inside it, where the system's loader cannot open them. Deno would
 * extract the bindings' `duckdb.node` itself, but to a name that any user of the machine can foresee
 * and take first, and without the library that it needs. So both are extracted here, from where
 * nobody else can have put them. From source there is nothing to do.
 */
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadNative } from "./native_files.ts";

const LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libduckdb.so",
  darwin: "libduckdb.dylib",
  windows: "duckdb.dll",
};
/** Node's names for what Deno calls `x86_64` and `aarch64`, `windows` and the others. */
const CPU = Deno.build.arch === "aarch64" ? "arm64" : "x64";
const SYSTEM = Deno.build.os === "windows" ? "win32" : Deno.build.os;

const inWorker = "WorkerGlobalScope" in globalThis;

/** How `require` loads files, by their endings; Deno has it, the types of Node do not name it. */
type Loaders = Record<string, (module: object, path: string) => void>;

function loadFromPrivateFolders(): void {
  const loaders = (Module as unknown as { _extensions: Loaders })._extensions;
  const load = loaders[".node"]!;
  loaders[".node"] = (module, path) => loadNative(path, (copy) => load(module, copy));
}

if (Deno.build.standalone) {
  loadFromPrivateFolders();
  // The loader finds a library that is in the process already by its mere name: once, in the main
  // thread, before any worker starts.
  if (!inWorker) {
    const require = createRequire(import.meta.resolve("@duckdb/node-bindings"));
    const bindings = require.resolve(`@duckdb/node-bindings-${SYSTEM}-${CPU}/duckdb.node`);
    loadNative(join(dirname(bindings), LIBRARIES[Deno.build.os]!), (copy) => {
      Deno.dlopen(copy, {});
    });
  }
}
