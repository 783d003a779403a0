/** The compiled program on a terminal. STRADDLE_BINARY names it; without that this is skipped. */
import { withFolder } from "../cli/program.ts";
import { hasTerminals } from "../cli/terminal.ts";
import { tryEveryCommand } from "../cli/terminal_cases.ts";

const binary = Deno.env.get("STRADDLE_BINARY");

Deno.test({
  name: "compiled: every command, its help and its commonest mistake work on a terminal",
  ignore: binary === undefined || !hasTerminals,
  fn: () => withFolder((folder) => tryEveryCommand((args) => [binary!, ...args], folder)),
});
