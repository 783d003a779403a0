/** SIGHUP: the terminal is gone. */

/** The C library, which can be asked what becomes of a signal. */
const LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "/usr/lib/libSystem.B.dylib",
};
const [SIGHUP, SIG_IGN] = [1, 1n];

/**
 * Whether a hang-up shall end the program; not if it was started to survive one (`nohup`). Must be
 * asked before there is any listener: Deno's first takes over all signals, the ignored ones too, and
 * from then on only a listener that does nothing keeps a hang-up from ending the program.
 */
export function endsOnHangUp(): boolean {
  if (Deno.build.os === "windows") return false;
  if (!isIgnored()) return true;
  Deno.addSignalListener("SIGHUP", () => {});
  return false;
}

/** Whether hang-ups are ignored; false where nobody can tell. */
function isIgnored(): boolean {
  const library = LIBRARIES[Deno.build.os];
  if (library === undefined) return false;
  try {
    const { symbols } = Deno.dlopen(library, {
      sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" },
    });
    // The handler is the first word of struct sigaction on these systems.
    const action = new BigUint64Array(32);
    return symbols.sigaction(SIGHUP, null, action) === 0 && action[0] === SIG_IGN;
  } catch {
    return false;
  }
}
