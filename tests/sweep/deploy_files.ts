/** What runs a file of `sweep --print` in tests: a program that only tells its arguments. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder of commands that stand in for real ones. */
export class FakeCommands {
  readonly bin: string;

  constructor(readonly folder: string) {
    this.bin = join(folder, "bin");
    mkdirSync(this.bin);
  }

  /** A command that appends its arguments to a file, then does what a script says. */
  add(name: string, script = ""): void {
    const path = join(this.bin, name);
    const told = join(this.folder, `${name}.told`);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "$@" "" >>'${told}'\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** The arguments of each call since the last question. */
  calls(name: string): string[][] {
    const path = join(this.folder, `${name}.told`);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      return [];
    }
    rmSync(path);
    // Each call ends with an empty argument, and no command here has one of its own at its end.
    return text.split("\0\0").slice(0, -1).map((call) => call.split("\0"));
  }

  /** Runs a command in the folder, with these commands before the system's. */
  run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { code, stdout, stderr } = new Deno.Command(words[0]!, {
      args: words.slice(1),
      cwd: this.folder,
      clearEnv: true,
      env: { PATH: `${this.bin}:${Deno.env.get("PATH")}`, ...env },
      stdin: "null",
    }).outputSync();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Runs what must succeed; standard output. */
  ok(words: readonly string[], env?: Readonly<Record<string, string>>): string {
    const { code, stdout, stderr } = this.run(words, env);
    assert.equal(code, 0, stderr);
    return stdout;
  }
}

/** What tests look at in a manifest of Kubernetes. */
export interface Manifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completions?: number;
    readonly suspend?: boolean;
    readonly podFailurePolicy?: {
      readonly rules: readonly {
        readonly action: string;
        readonly onExitCodes?: { readonly operator: string; readonly values: readonly number[] };
      }[];
    };
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly command: readonly string[];
          readonly args: readonly string[];
        }[];
      };
    };
  };
}

/** `$(NAME)` and `$$` as Kubernetes reads them in a container's arguments. */
export function expandedByKubernetes(
  word: string,
  env: Readonly<Record<string, string>>,
): string {
  return word.replaceAll(
    /\$\$|\$\((\w+)\)/g,
    (whole, name) => name === undefined ? "$" : env[name] ?? whole,
  );
}
