/** Where temporary files go, for messages; the system chooses. */

/** The temporary folder, quoted, and how to choose another; no name where it is not known. */
export function temporaryFolder(): { readonly where: string; readonly mend: string } {
  const variable = Deno.build.os === "windows" ? "TEMP" : "TMPDIR";
  const folder = folderOf(variable);
  return {
    where: folder === undefined ? "" : ` "${folder}"`,
    mend: `set ${variable} to a folder that you may write to`,
  };
}

function folderOf(variable: string): string | undefined {
  try {
    return Deno.env.get(variable) || (Deno.build.os === "windows" ? undefined : "/tmp");
  } catch {
    // The program was not given this name of the environment.
    return undefined;
  }
}
