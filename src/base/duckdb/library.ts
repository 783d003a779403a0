/**
 * Makes DuckDB loadable in a compiled program. Import this before `@duckdb/node-bindings`.
 *
 * A compiled program's files are inside it, where the system's loader cannot open them. Deno would
 * extract the bindings' `duckdb.node` itself, but to a name that any user of the machine can foresee
 * and take first, and without the library that it needs. So main extracts both to where nobody else
 * can have put them, and tells the workers. From source there is nothing to do.
 */
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadNative, nativeCopy } from "./native_files.ts";

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

/** Main's copy of the bindings; undefined from source. */
export let bindings: string | undefined;

/** Tells a worker of main's copy, before the bindings are imported. */
export function useBindings(copy: string | undefined): void {
  bindings = copy;
}

function extractDuckdb(): void {
  const require = createRequire(import.meta.resolve("@duckdb/node-bindings"));
  const embedded = require.resolve(`@duckdb/node-bindings-${SYSTEM}-${CPU}/duckdb.node`);
  const library = nativeCopy(join(dirname(embedded), LIBRARIES[Deno.build.os]!));
  // The loader finds a library that is in the process already by its mere name.
  loadNative(library, () => Deno.dlopen(library, {}));
  // Loaded, it needs its name no more; Windows alone keeps it.
  if (Deno.build.os !== "windows") Deno.removeSync(library);
  useBindings(nativeCopy(embedded));
}

if (Deno.build.standalone) {
  const loaders = (Module as unknown as { _extensions: Loaders })._extensions;
  const load = loaders[".node"]!;
  loaders[".node"] = (module) => loadNative(bindings!, (copy) => load(module, copy));
  if (!inWorker) extractDuckdb();
}
