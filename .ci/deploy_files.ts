/** `deno task deploy-files`: makes the example files in deploy/ anew. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packages.ts";

/** The command that the examples run, and the file of each scheduler. */
export const EXAMPLE = [
  ...["sweep", ".", "2000", "2025", "--data", "data", "--vary", "entry=N0,N5,F10,F15"],
  ...["--vary", "expiry=F2,F3,BD10", "--vary", "hedge=daily,weekly,none"],
  ...["-o", "sweep.parquet", "--workers", "4", "--memory", "2GB", "--shards", "12"],
];
export const FILES = {
  slurm: "slurm.sh",
  k8s: "k8s.yaml",
  aws: "aws.sh",
  parallel: "parallel.sh",
} as const;

/** What `sweep --print` gives for the example. */
export async function printed(scheduler: string): Promise<string> {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", ...EXAMPLE, "--print", scheduler],
    cwd: ROOT,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const [scheduler, file] of Object.entries(FILES)) {
    writeFileSync(join(ROOT, "deploy", file), await printed(scheduler));
  }
}
