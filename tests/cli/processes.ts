/** The program as a process that is watched, signalled and killed, and the system's tools around it. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { denoArgs, environment } from "./program.ts";

export interface LaunchOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the program: `["strace", "-f"]`. */
  readonly around?: readonly string[];
  /** `unread` = a pipe that nobody reads after its first piece; `kept` = in `stdout`. */
  readonly stdout?: "null" | "unread" | "kept";
}

/** The command of `straddle ARGS`, word by word; Deno gets `flags` beside the task's. */
export function commandOf(
  args: readonly string[],
  around: readonly string[] = [],
  flags: readonly string[] = [],
): string[] {
  const [run, ...rest] = denoArgs();
  return [...around, Deno.execPath(), run!, ...flags, ...rest, ...args];
}

/** Runs a command to its end, as tests run the program. */
export function runCommand(words: readonly string[], { cwd, env }: LaunchOptions = {}) {
  const { code, stdout, stderr } = new Deno.Command(words[0]!, {
    args: words.slice(1),
    ...(cwd === undefined ? {} : { cwd }),
    clearEnv: true,
    env: environment(env),
    stdin: "null",
  }).outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether a command works here; a tool may be there and forbidden all the same. */
export function works(...words: readonly string[]): boolean {
  try {
    return new Deno.Command(words[0]!, { args: words.slice(1), stderr: "null", stdout: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/**
 * `strace` that watches all threads, as words before its further options and a command; undefined
 * where it is missing or forbidden. The system picks out the watched calls (seccomp), where strace
 * can ask for that, so that all others run at full speed; faults cannot be injected that way.
 */
export function watching(): string[] | undefined {
  const plain = ["strace", "-f", "-qq", "-o", "/dev/null"];
  const fast = [...plain, "--seccomp-bpf"];
  return [fast, plain].find((words) => works(...words, "-e", "trace=openat", "true"));
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Awaits what has no event of its own: looks every few milliseconds. */
export async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  const began = performance.now();
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    assert.ok(performance.now() - began < 30_000, `waited in vain for ${what}`);
    await pause(2);
  }
}

/** Hidden files of runs at work, or that were killed. */
export const partialsIn = (folder: string) =>
  readdirSync(folder).filter((name) => name.endsWith(".partial"));

/** A run of the program. */
export class Launched {
  readonly child: Deno.ChildProcess;
  stderr = "";
  stdout = "";
  readonly #pump: Promise<unknown>;

  constructor(args: readonly string[], options: LaunchOptions = {}) {
    const { cwd, env, around, stdout = "null" } = options;
    const words = commandOf(args, around);
    this.child = new Deno.Command(words[0]!, {
      args: words.slice(1),
      ...(cwd === undefined ? {} : { cwd }),
      clearEnv: true,
      env: environment(env),
      stdin: "null",
      stdout: stdout === "null" ? "null" : "piped",
      stderr: "piped",
    }).spawn();
    this.#pump = Promise.all([this.#read(), stdout === "kept" && this.#keep()]);
  }

  async #read(): Promise<void> {
    for await (const text of this.child.stderr.pipeThrough(new TextDecoderStream())) {
      this.stderr += text;
      this.#heard();
    }
    this.#ended = true;
    clearTimeout(this.#guard);
    this.#heard();
  }
  async #keep(): Promise<void> {
    for await (const text of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      this.stdout += text;
    }
  }
  #heard = () => {};
  #ended = false;
  /** A program that hangs must fail its test, not hang it. */
  readonly #guard = setTimeout(() => this.signal("SIGKILL"), 60_000);

  /** Awaits a text on standard error; false when the program ends without it. */
  async says(text: string): Promise<boolean> {
    while (!this.stderr.includes(text)) {
      if (this.#ended) return false;
      await new Promise<void>((resolve) => this.#heard = resolve);
    }
    return true;
  }

  /** Sends a signal, unless the program has ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.child.kill(signal);
    } catch {
      // It was done already.
    }
  }

  /** Awaits the end. */
  async end(): Promise<Deno.CommandStatus> {
    await this.#pump;
    return await this.child.status;
  }
}
