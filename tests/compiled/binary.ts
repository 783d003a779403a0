/** The compiled program, which `STRADDLE_BINARY` names; without that its tests are skipped. */
import { withFolder } from "../cli/program.ts";

export const binary = Deno.env.get("STRADDLE_BINARY");
const decoder = new TextDecoder();

/**
 * Runs the binary in `folder`, which is its temporary folder as well, with an empty environment and
 * (on Linux) in a network namespace of its own, which has no network at all.
 */
export function run(args: readonly string[], folder: string, env: Record<string, string> = {}) {
  const fence = Deno.build.os === "linux" ? ["unshare", "--map-root-user", "--net"] : [];
  return execute([...fence, binary!, ...args], folder, env);
}

/** Runs a command that is the binary, or runs it, in `folder`. */
export function execute(
  [command, ...args]: readonly string[],
  folder: string,
  env: Record<string, string> = {},
) {
  const { code, stdout, stderr } = new Deno.Command(command!, {
    args,
    cwd: folder,
    clearEnv: true,
    env: {
      TMPDIR: folder,
      TEMP: folder,
      LOCALAPPDATA: folder,
      PATH: Deno.env.get("PATH") ?? "",
      ...env,
    },
  }).outputSync();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A test of the compiled program; `needs` = whether the machine has what else it takes. */
export function compiledTest(
  name: string,
  test: (folder: string) => void | Promise<void>,
  needs = true,
): void {
  Deno.test({
    name: `compiled: ${name}`,
    ignore: binary === undefined || !needs,
    fn: () => withFolder(test),
  });
}
