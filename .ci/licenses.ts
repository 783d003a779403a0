// deno-lint-ignore-file no-console
/**
 * `deno task licenses`: makes THIRD_PARTY_LICENSES.txt, which `straddle licenses` prints, from
 * deno.lock, the packages' own licence files, and the texts in licenses/ of what has no package.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { licenceTexts, ROOT, shippedPackages, statedLicence } from "./packages.ts";

export const NOTICES_FILE = join(ROOT, "THIRD_PARTY_LICENSES.txt");

/** A work that the program holds. */
interface Work {
  readonly name: string;
  readonly licence: string;
  readonly texts: readonly string[];
}

interface Section {
  readonly title: string;
  readonly about: string;
  readonly works: readonly Work[];
}

/** Licences of what lies in licenses/, as SPDX names them; without one: none that SPDX knows. */
const LICENCES: Readonly<Record<string, string>> = {
  "runtime/deno": "MIT",
  "runtime/icu": "Unicode-3.0 and others",
  "runtime/llhttp": "MIT",
  "runtime/nghttp2": "MIT",
  "runtime/node": "MIT",
  "runtime/simdutf": "MIT",
  "runtime/siphash": "CC0-1.0",
  "runtime/v8": "BSD-3-Clause",
  "runtime/zlib": "Zlib",
  "duckdb/arrow": "Apache-2.0",
  "duckdb/brotli": "MIT",
  "duckdb/concurrentqueue": "BSD-2-Clause",
  "duckdb/fast_float": "MIT",
  "duckdb/fastpforlib": "Apache-2.0",
  "duckdb/fmt": "MIT",
  "duckdb/fsst": "MIT",
  "duckdb/httplib": "MIT",
  "duckdb/hyperloglog": "BSD-3-Clause",
  "duckdb/jaro_winkler": "MIT",
  "duckdb/jemalloc": "BSD-2-Clause",
  "duckdb/libpg_query": "BSD-3-Clause AND PostgreSQL",
  "duckdb/lz4": "BSD-2-Clause",
  "duckdb/mbedtls": "Apache-2.0",
  "duckdb/miniz": "MIT",
  "duckdb/node-addon-api": "MIT",
  "duckdb/pcg": "Apache-2.0 OR MIT",
  "duckdb/pdqsort": "Zlib",
  "duckdb/re2": "BSD-3-Clause",
  "duckdb/ska_sort": "BSL-1.0",
  "duckdb/skiplist": "MIT",
  "duckdb/snappy": "BSD-3-Clause",
  "duckdb/tdigest": "Apache-2.0",
  "duckdb/thrift": "Apache-2.0",
  "duckdb/utf8proc": "MIT",
  "duckdb/vergesort": "MIT",
  "duckdb/yyjson": "MIT",
  "duckdb/zstd": "BSD-3-Clause",
  "arithmetic/msun": "its own",
  "common/Apache-2.0": "Apache-2.0",
  "common/MPL-2.0": "MPL-2.0",
};

/** How the works of the runtime are called. */
const TITLES: Readonly<Record<string, string>> = {
  deno: "Deno",
  icu: "ICU (in V8 and in DuckDB)",
  node: "Node.js (Deno's node: modules)",
  siphash: "SipHash (in V8)",
  v8: "V8",
  zlib: "zlib",
  msun: "FreeBSD msun: erf, exp and log",
};

/** The texts of a folder of licenses/. */
function kept(folder: string, ...first: readonly string[]): Work[] {
  const names = readdirSync(join(ROOT, "licenses", folder))
    .filter((name) => name.endsWith(".txt") && name !== "crates.txt")
    .map((name) => name.slice(0, -".txt".length));
  const ordered = [...first, ...names.filter((name) => !first.includes(name)).sort()];
  return ordered.map((name) => {
    const licence = LICENCES[`${folder}/${name}`];
    if (licence === undefined) {
      throw new Error(`"${folder}/${name}" is not in the table of licences`);
    }
    const text = readFileSync(join(ROOT, "licenses", folder, `${name}.txt`), "utf8");
    return { name: TITLES[name] ?? name, licence, texts: [text] };
  });
}

/** The npm packages that `wanted` picks, each with the names of its builds for the platforms. */
function packages(wanted: (name: string) => boolean): Work[] {
  const all = shippedPackages();
  return all.filter(({ name, buildOf }) => buildOf === undefined && wanted(name)).map((one) => {
    const builds = all.filter(({ buildOf }) => buildOf === one.name)
      .map(({ name, version }) => `${name} ${version}`);
    const about = builds.length === 0 ? [] : [`The same holds for\n  ${builds.join("\n  ")}`];
    return {
      name: `${one.name} ${one.version}`,
      licence: statedLicence(one),
      texts: [...licenceTexts(one), ...about],
    };
  });
}

function sections(): Section[] {
  const duckdb = /@([\d.]+)[^@]*$/.exec(config.imports["@duckdb/node-bindings"])![1];
  const [deno, ...crates] = readFileSync(join(ROOT, "licenses/runtime/crates.txt"), "utf8")
    .trimEnd().split(/\r?\n/);
  const ofDuckdb = (name: string) => name.startsWith("@duckdb/");
  return [
    {
      title: "The runtime: Deno and V8",
      about: `Deno links V8, the Rust packages below, and SQLite (public domain). It comes with no
list of them, so this one was read from the executable of ${deno} for Linux, where
source paths name the packages. The runtime of compiled programs links a part of them, and those of
other systems some more for their own interfaces. The source and the licence of each, of
smartstring (MPL-2.0) too, lie at https://crates.io/crates/NAME/VERSION. The notices of V8's parts
that have no text here (such as Abseil, Apache-2.0, and FP16, MIT) lie in the folder third_party of
https://chromium.googlesource.com/v8/v8.

${columns(crates)}`,
      works: kept("runtime", "deno", "node", "v8", "icu"),
    },
    {
      title: `DuckDB ${duckdb}`,
      about: `The library and its bindings, then what DuckDB's sources hold of others, with the
notices of those sources (third_party/ and extension/ of https://github.com/duckdb/duckdb).`,
      works: [...packages(ofDuckdb), ...kept("duckdb")],
    },
    {
      title: "Packages from npm",
      about: "What deno.lock names and the program carries. uPlot is in every report.",
      works: packages((name) => !ofDuckdb(name)),
    },
    {
      title: "Arithmetic",
      about: "erf, exp and log follow FreeBSD's mathematical library.",
      works: kept("arithmetic"),
    },
    {
      title: "Licences referred to above",
      about: "In full, for the works whose notices name them.",
      works: kept("common"),
    },
  ];
}

/** Texts in columns of a page 100 wide, down and then across. */
function columns(texts: readonly string[]): string {
  const width = Math.max(...texts.map((text) => text.length)) + 2;
  const across = Math.floor(98 / width);
  const down = Math.ceil(texts.length / across);
  return Array.from({ length: down }, (_, row) =>
    "  " +
    Array.from({ length: across }, (_, i) => (texts[row + i * down] ?? "").padEnd(width))
      .join("").trimEnd()).join("\n");
}

/** The whole file. */
export function notices(): string {
  const all = sections();
  const line = "=".repeat(80);
  const list = all.flatMap(({ title, works }) => [
    "",
    title,
    ...works.map(({ name, licence }) => `  ${name.padEnd(44)} ${licence}`),
  ]);
  const bodies = all.flatMap(({ title, about, works }) => [
    `${line}\n${title}\n${line}\n\n${about}`,
    ...works.map(({ name, licence, texts }) =>
      `${"-".repeat(80)}\n${name} (${licence})\n\n${texts.map(tidy).join("\n\n")}`
    ),
  ]);
  return `straddle's licence, and those of the works it holds

${tidy(readFileSync(join(ROOT, "LICENSE"), "utf8"))}

The program holds the works below as well, each under its own licence; the texts follow the list.
Made by "deno task licenses".
${list.join("\n")}

${bodies.join("\n\n")}
`;
}

/** A text with our line ends, without blanks at the ends of lines and of the text. */
function tidy(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/[ \t]+$/gm, "").replace(/^\n+|\n+$/g, "");
}

if (import.meta.main) {
  const text = notices();
  writeFileSync(NOTICES_FILE, text);
  console.log(`${NOTICES_FILE} (${text.length} characters)`);
}
