/** The bill of materials: what CycloneDX 1.6 requires of it, and that it is complete. */
import assert from "node:assert/strict";
import { shippedPackages } from "../../.ci/packages.ts";
import { billOfMaterials } from "../../.ci/sbom.ts";
import { VERSION } from "../../src/base/version.ts";

const bill = billOfMaterials();
const components = [bill.metadata.component, ...bill.components];

/** Component types that the specification has. */
const TYPES = ["application", "framework", "library", "platform"];

Deno.test("the bill has the fields that CycloneDX 1.6 requires, in their forms", () => {
  assert.equal(bill.bomFormat, "CycloneDX");
  assert.equal(bill.specVersion, "1.6");
  assert.ok(Number.isInteger(bill.version) && bill.version >= 1);
  assert.match(
    bill.serialNumber,
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  );
  for (const component of components) {
    assert.ok(TYPES.includes(component.type), component.type);
    assert.ok(component.name.length > 0 && component.version.length > 0);
    for (const licence of component.licenses) {
      assert.equal(Object.keys(licence).length, 1, "a licence, or an expression");
      assert.match("license" in licence ? licence.license.id : licence.expression, /^[\w.()+ -]+$/);
    }
    for (const { alg, content } of component.hashes ?? []) {
      assert.equal(alg, "SHA-512");
      assert.match(content, /^[0-9a-f]{128}$/);
    }
  }
});

Deno.test("every reference is one component's own, and everything is reached from the program", () => {
  const refs = components.map((component) => component["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  assert.equal(needs.size, bill.dependencies.length);
  const reached = new Set<string>();
  const visit = (ref: string) => {
    assert.ok(refs.includes(ref), ref);
    if (reached.has(ref)) return;
    reached.add(ref);
    needs.get(ref)?.forEach(visit);
  };
  visit("straddle");
  assert.deepEqual([...reached].sort(), [...refs].sort());
});

Deno.test("it names this version, Deno, V8, DuckDB and every package that the program carries", () => {
  assert.equal(bill.metadata.component.version, VERSION);
  const purls = bill.components.map(({ purl }) => purl ?? "");
  for (const { name, version } of shippedPackages()) {
    assert.ok(purls.includes(`pkg:npm/${name.replace("@", "%40")}@${version}`), name);
  }
  for (const native of ["denoland/deno@", "v8/v8@", "duckdb/duckdb@"]) {
    assert.ok(purls.some((purl) => purl.startsWith(`pkg:github/${native}`)), native);
  }
});

Deno.test("the same commit gives the same bill", () => {
  assert.deepEqual(billOfMaterials(), bill);
});
