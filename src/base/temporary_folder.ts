/** Where temporary files go, for messages; the system chooses. */

const VARIABLE = Deno.build.os === "windows" ? "TEMP" : "TMPDIR";

/** How to mend what is wrong with the temporary folder; the end of a message. */
export const SET_TMPDIR = `set ${VARIABLE} to a folder of your own`;

/** The temporary folder as part of a message: quoted after a blank, or nothing where it is not known. */
export function inTemporaryFolder(): string {
  const folder = folderOf();
  return folder === undefined ? "" : ` "${folder}"`;
}

function folderOf(): string | undefined {
  try {
    return Deno.env.get(VARIABLE) ?? (Deno.build.os === "windows" ? undefined : "/tmp");
  } catch {
    // The program was not given this name of the environment.
    return undefined;
  }
}
