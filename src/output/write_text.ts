/** A text as a command's whole output: to a file, or standard output. */
import { requireUnchanged } from "../base/ledger.ts";
import { ClosedPipe, createFile, openAppender } from "./sink.ts";

/** Writes a value as JSON; see {@link writeText}. */
export async function writeJson(value: unknown, output: string | undefined): Promise<void> {
  await writeText(`${JSON.stringify(value, null, 2)}\n`, output);
}

/**
 * Writes the text as it is; without a path, to standard output. Throws exit-4 errors; a file appears
 * only when it is complete, and nothing when an input changed while it was read.
 */
export async function writeText(text: string, path: string | undefined): Promise<void> {
  requireUnchanged();
  const name = path ?? "standard output";
  const file = path === undefined ? undefined : createFile(path);
  try {
    const appender = openAppender(file?.path, name);
    await appender.write(new TextEncoder().encode(text));
    appender.close();
    await file?.commit();
  } catch (error) {
    file?.discard();
    if (!(error instanceof ClosedPipe)) throw error;
  }
}
