/** Runs commands on a terminal of its own, made by `script` (util-linux): what a person sees of them. */
import assert from "node:assert/strict";
import { environment } from "./program.ts";
import { works } from "./processes.ts";

/** Whether this machine can make one; a `script` that is not util-linux's takes other options. */
export const hasTerminals = Deno.build.os === "linux" &&
  works("script", "-qec", "stty cols 80", "/dev/null");

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface OnTerminal {
  /** The command, word by word. */
  readonly words: readonly string[];
  readonly size: Size;
  readonly env?: Readonly<Record<string, string>>;
  /** Where its standard output or error goes instead: `>out.csv`, `2>errors.txt`. */
  readonly redirect?: string;
}

export interface Seen {
  readonly code: number;
  /** Everything on the screen in order, line ends as LF. */
  readonly text: string;
}

/** Printed between the commands with the exit code of the last one. */
const END = "\x01end:";

/** Runs the commands one after the other on one terminal, in `cwd`. */
export async function onTerminal(commands: readonly OnTerminal[], cwd: string): Promise<Seen[]> {
  const lines = commands.map(({ words, size, env = {}, redirect = "" }) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
    return `stty cols ${size.columns} rows ${size.rows}
${variables.join(" ")} ${words.map(shellWord).join(" ")} ${redirect}
printf '\\001end:%d\\n' $?`;
  });
  const shell = Deno.makeTempFileSync({ suffix: ".sh" });
  Deno.writeTextFileSync(shell, lines.join("\n"));
  try {
    const { stdout } = await new Deno.Command("script", {
      args: ["-qec", `sh ${shellWord(shell)}`, "/dev/null"],
      cwd,
      clearEnv: true,
      env: environment({ TERM: "xterm-256color", SHELL: "/bin/sh" }),
      stdin: "null",
      stderr: "null",
    }).output();
    const pieces = new TextDecoder().decode(stdout).replaceAll("\r\n", "\n").split(END);
    assert.equal(pieces.length, commands.length + 1, pieces.join("\n"));
    return commands.map((_, i) => ({
      code: parseInt(pieces[i + 1]!),
      text: i === 0 ? pieces[0]! : pieces[i]!.slice(pieces[i]!.indexOf("\n") + 1),
    }));
  } finally {
    Deno.removeSync(shell);
  }
}

function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
