// deno-lint-ignore-file no-console
/**
 * `deno task sbom`: the bill of materials of a release, dist/straddle-VERSION.cdx.json, in
 * CycloneDX 1.6. The same commit gives the same bytes, so it states no time.
 *
 * Source: CycloneDX 1.6 specification (ECMA-424); package URLs: github.com/package-url/purl-spec.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { type LockedPackage, ROOT, shippedPackages, statedLicence } from "./packages.ts";

interface Component {
  readonly type: string;
  readonly "bom-ref": string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly Licence[];
  readonly purl?: string;
}

/** One SPDX identifier, or an expression of several. */
type Licence = { readonly license: { readonly id: string } } | { readonly expression: string };

/** The bill as CycloneDX's JSON object. */
export function billOfMaterials() {
  const packages = shippedPackages();
  const deno = native("deno", Deno.version.deno, "platform", "MIT", "denoland/deno");
  const v8 = native("v8", Deno.version.v8.split("-")[0]!, "library", "BSD-3-Clause", "v8/v8");
  const version = /@([\d.]+)[^@]*$/.exec(config.imports["@duckdb/node-bindings"])![1]!;
  const duckdb = native("duckdb", version, "library", "MIT", "duckdb/duckdb");
  const program: Component = {
    type: "application",
    "bom-ref": "straddle",
    name: "straddle",
    version: config.version,
    licenses: licences(config.license),
  };
  const needed = new Set(packages.flatMap(({ dependencies }) => dependencies));
  const direct = packages.filter(({ name, version }) => !needed.has(`${name}@${version}`));
  const dependencies = [
    { ref: "straddle", dependsOn: [deno["bom-ref"], ...direct.map(purl)] },
    { ref: deno["bom-ref"], dependsOn: [v8["bom-ref"]] },
    ...packages.map((one) => ({
      ref: purl(one),
      dependsOn: [
        ...packages.filter(({ name, version }) => one.dependencies.includes(`${name}@${version}`))
          .map(purl),
        ...(one.name === "@duckdb/node-bindings" ? [duckdb["bom-ref"]] : []),
      ],
    })),
  ];
  const content = { components: [deno, v8, duckdb, ...packages.map(component)], dependencies };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([program, content]))}`,
    version: 1,
    metadata: { component: program },
    ...content,
  };
}

/** A UUID (version 8: of one's own making) that stands for a text. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = (8 + parseInt(hex[16]!, 16) % 4).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}

function native(
  name: string,
  version: string,
  type: string,
  licence: string,
  repository: string,
): Component {
  return {
    type,
    "bom-ref": `pkg:github/${repository}@${version}`,
    name,
    version,
    purl: `pkg:github/${repository}@${version}`,
    licenses: licences(licence),
  };
}

function component(one: LockedPackage): Component {
  const [group, name] = one.name.startsWith("@") ? one.name.split("/") : [undefined, one.name];
  const [algorithm, digest] = one.integrity.split("-");
  if (algorithm !== "sha512") throw new Error(`"${one.name}" has no SHA-512 sum in deno.lock`);
  // Builds for other systems are not at hand; their package states the same as the one they are of.
  const all = shippedPackages();
  const stated = all.find(({ name }) => name === one.buildOf) ?? one;
  return {
    type: "library",
    "bom-ref": purl(one),
    ...(group === undefined ? {} : { group }),
    name: name!,
    version: one.version,
    hashes: [{ alg: "SHA-512", content: Buffer.from(digest!, "base64").toString("hex") }],
    licenses: licences(statedLicence(stated)),
    purl: purl(one),
  };
}

function licences(expression: string): Licence[] {
  return / (AND|OR|WITH) /.test(expression) ? [{ expression }] : [{ license: { id: expression } }];
}

/** `pkg:npm/%40scope/name@1.2.3` */
function purl({ name, version }: LockedPackage): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

if (import.meta.main) {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const path = join(ROOT, "dist", `straddle-${config.version}.cdx.json`);
  writeFileSync(path, JSON.stringify(billOfMaterials(), null, 2) + "\n");
  console.log(path);
}
