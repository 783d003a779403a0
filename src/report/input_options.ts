/** The options that name a run's inputs, for the commands on its page. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { sampleFolder } from "../inputs/paths.ts";
import type { PriceReading } from "../inputs/prices/reading.ts";
import type { ManifestInput, RunFacts } from "../runs/facts.ts";

/**
 * Word by word, by the files' names, since a run does not tell their folder: `--amt`, `amt.yml`, ….
 * Empty for the sample data, which the program finds itself. Of a run that does not tell its inputs
 * only the asset table that the page was made with is known.
 */
export function inputOptions(
  { inputs, arguments: args }: Pick<RunFacts, "inputs" | "arguments">,
  amt: string | undefined,
): string[] {
  return [...fileOptions(inputs, amt), ...readingOptions(args?.reading)];
}

function readingOptions({ zone, duplicates }: PriceReading = {}): string[] {
  return [
    ...(zone === undefined ? [] : ["--price-zone", zone]),
    ...(duplicates === undefined ? [] : ["--duplicates", duplicates]),
  ];
}

function fileOptions(inputs: readonly ManifestInput[], amt: string | undefined): string[] {
  if (inputs.length === 0) return amt === undefined ? [] : ["--amt", amt];
  if (inputs.every(isSample)) return [];
  return (["amt", "chain", "overrides", "prices"] as const).flatMap((role) => {
    const files = inputs.filter((input) => input.role === role);
    // Of contradicting prices the last file's count, so each is named in its turn.
    return files.flatMap(({ file }) => [`--${role}`, file]);
  });
}

function isSample({ file, bytes, sha256 }: ManifestInput): boolean {
  try {
    const path = join(sampleFolder(), file);
    return Deno.statSync(path).size === bytes &&
      createHash("sha256").update(Deno.readFileSync(path)).digest("hex") === sha256;
  } catch {
    return false;
  }
}
