/** Standard output that its reader closes, or that cannot be written. */
import assert from "node:assert/strict";
import { denoArgs, environment, SAMPLE } from "./program.ts";

/** Runs with a reader that takes one piece of the output and leaves. */
async function runAndLeave(args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...denoArgs(), ...args],
    clearEnv: true,
    env: environment(),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const stderr = await new Response(child.stderr).text();
  const { code } = await child.status;
  return { first: new TextDecoder().decode(value), code, stderr };
}

for (
  const [what, args, start] of [
    ["a backtest", ["backtest", "--data", SAMPLE], "asset\tstraddle\t"],
    [
      "a backtest of many workers",
      ["backtest", "--data", SAMPLE, ".", "2000", "2040", "-j", "5"],
      "asset\t",
    ],
    ["a backtest in csv", ["backtest", "--data", SAMPLE, "-f", "csv", "-v", "--strict"], "asset,"],
    ["a backtest in parquet", ["backtest", "--data", SAMPLE, "-f", "parquet"], "PAR1"],
    ["a listing", ["straddles", "--data", SAMPLE, ".", "1950", "2150"], "asset\tstraddle\n"],
  ] as const
) {
  Deno.test(`${what} whose reader leaves early ends well: exit 0, no message`, async () => {
    const { first, code, stderr } = await runAndLeave(args);
    assert.ok(first.startsWith(start), first.slice(0, 40));
    assert.deepEqual([code, stderr], [0, ""]);
  });
}

for (
  const args of [["backtest", "--data", SAMPLE], [
    "straddles",
    "--data",
    SAMPLE,
    ".",
    "2000",
    "2040",
  ]]
) {
  Deno.test({
    name: `${args[0]} to a full disk is exit 4 and says so`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      const command = [Deno.execPath(), ...denoArgs(), ...args].map((arg) => `'${arg}'`).join(" ");
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", `exec ${command} >/dev/full`],
        clearEnv: true,
        env: environment(),
      }).output();
      const text = new TextDecoder().decode(stderr);
      assert.match(text, /^straddle: Cannot write "standard output": the disk is full\n$/);
      assert.equal(code, 4);
    },
  });
}
