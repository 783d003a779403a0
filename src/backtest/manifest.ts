/** What a run was made of: the program's version and the inputs, by content. */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { openError } from "../base/files.ts";
import type { InputPaths } from "../inputs/paths.ts";
import { VERSION } from "../base/version.ts";
import type { ManifestInput } from "../runs/facts.ts";

export interface Manifest {
  readonly version: string;
  readonly inputs: readonly ManifestInput[];
}

/** Hashes the inputs. Throws an exit-4 error for a file that cannot be read. */
export async function hashInputs(paths: InputPaths): Promise<Manifest> {
  const files: [ManifestInput["role"], string][] = [["amt", paths.amt]];
  if (paths.chain !== undefined) files.push(["chain", paths.chain]);
  if (paths.overrides !== undefined) files.push(["overrides", paths.overrides]);
  for (const path of paths.prices) files.push(["prices", paths.texts?.get(path) ?? path]);
  const inputs: ManifestInput[] = [];
  for (const [role, path] of files) inputs.push(await hashFile(role, path));
  return { version: VERSION, inputs };
}

async function hashFile(role: ManifestInput["role"], path: string): Promise<ManifestInput> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    using file = await Deno.open(path);
    const piece = new Uint8Array(1 << 20);
    for (let read; (read = await file.read(piece)) !== null; bytes += read) {
      hash.update(piece.subarray(0, read));
    }
  } catch (error) {
    throw openError(path, role, error);
  }
  return { role, file: basename(path), bytes, sha256: hash.digest("hex") };
}
