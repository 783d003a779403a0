/** A text as a command's whole output: to a file, or standard output. */
import { isStandardOutput } from "../files.ts";
import { ClosedPipe, createFile, openAppender } from "./sink.ts";

/** Writes the text as it is. Throws exit-4 errors; a file appears only when it is complete. */
export async function writeText(text: string, output: string | undefined): Promise<void> {
  const path = isStandardOutput(output) ? undefined : output;
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
