/** The program's entry: parse arguments, dispatch, turn errors into exit codes. Nothing else. */
import { runProgram } from "./src/commands/cli.ts";

if (import.meta.main) {
  // Workers may be alive still, so the process is ended, not waited for.
  Deno.exit(await runProgram(Deno.args));
}
