/** The packages of deno.lock, and which of them the program carries. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/**
 * Packages that the program never loads: tests do, the bundle in src/report/page.js has them, or the
 * part of read-excel-file that is used does without.
 */
export const NOT_NEEDED = [
  "@types/node",
  "@uwdata/flechette",
  "axe-core",
  "fast-check",
  "fzstd",
  "graceful-fs",
  "hyparquet",
  "hyparquet-compressors",
  "hyparquet-writer",
  "hysnappy",
  "kubernetes-types",
  "node-int64",
  "parquet-wasm",
  "playwright-core",
  "pure-rand",
  "undici-types",
  "unzipper-esm",
  "uplot",
  "worker-f",
];

/** Of those, what every report carries all the same. */
const IN_PAGE = ["uplot"];

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-…`, base64: of the package's archive. */
  readonly integrity: string;
  /** Names of the packages it needs, `name@version`. */
  readonly dependencies: readonly string[];
  /** The package whose build for one platform this is; it has the same licence. */
  readonly buildOf: string | undefined;
}

interface LockEntry {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/** Every package that the program carries on some platform, by name. */
export function shippedPackages(): LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "deno.lock"), "utf8"));
  const entries = Object.entries(lock.npm as Record<string, LockEntry>);
  // A dependency is named without its version where the lock has but one.
  const full = (name: string) =>
    entries.find(([key]) => key === name || nameOf(key) === name)?.[0] ?? name;
  const buildOf = new Map(
    entries.flatMap(([key, { optionalDependencies = [] }]) =>
      optionalDependencies.map((build) => [full(build), nameOf(key)])
    ),
  );
  return entries
    .filter(([key]) => !NOT_NEEDED.includes(nameOf(key)) || IN_PAGE.includes(nameOf(key)))
    .map(([key, { integrity, dependencies = [], optionalDependencies = [] }]) => ({
      name: nameOf(key),
      version: key.slice(nameOf(key).length + 1),
      integrity,
      dependencies: [...dependencies, ...optionalDependencies].map(full),
      buildOf: buildOf.get(key),
    }));
}

/** `@scope/name@1.2.3` → `@scope/name`. */
function nameOf(key: string): string {
  return key.slice(0, key.indexOf("@", 1));
}

/** The folder that holds Deno's copies of npm packages: NAME/VERSION/… */
export function packageCache(): string {
  // …/@duckdb/node-bindings/VERSION/duckdb.js
  const bindings = dirname(fileURLToPath(import.meta.resolve("@duckdb/node-bindings")));
  return join(bindings, "..", "..", "..");
}

/** A package's folder. Builds for other platforms are not there. */
export function packageFolder({ name, version }: LockedPackage): string {
  return join(packageCache(), name, version);
}

/** The licence that a package's own description states, an SPDX expression. */
export function statedLicence(one: LockedPackage): string {
  const { license } = JSON.parse(readFileSync(join(packageFolder(one), "package.json"), "utf8"));
  if (typeof license !== "string") throw new Error(`"${one.name}" states no licence`);
  return license;
}

/** The files of a package that carry its licence and notices. */
export function licenceTexts(one: LockedPackage): string[] {
  const folder = packageFolder(one);
  const names = readdirSync(folder).filter((name) => /^(licen[sc]e|copying|notice)/i.test(name));
  if (names.length === 0) throw new Error(`"${one.name}" has no licence file`);
  return names.sort().map((name) => readFileSync(join(folder, name), "utf8"));
}
