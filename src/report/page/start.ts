/// <reference lib="dom" />
/** The begin of every page: reads its own data and draws it, or says why it cannot. */
import { decode } from "./decode.ts";

/** `draw` fills the document with the data and the packed columns. */
export async function start<T>(
  draw: (data: T, columns: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const status = document.querySelector("#status")!;
  try {
    const { data, columns } = await decode<T>(document.querySelector("#run-data")!.textContent!);
    await draw(data, columns);
    document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    status.textContent = `Cannot show the report: ${reason}. ` +
      "Make it anew, or open it with a newer browser.";
    throw error;
  }
}
