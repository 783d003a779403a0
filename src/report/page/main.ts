/// <reference lib="dom" />
/** A page of `straddle report`: reads its own data and draws it, each kind by its own program. */
import type { AnyPageData } from "../page_data.ts";
import { decode } from "./decode.ts";
import { runPage } from "./run_page.ts";

const PAGES: {
  readonly [K in AnyPageData["kind"]]: (
    data: Extract<AnyPageData, { kind: K }>,
    columns: Uint8Array,
  ) => void | Promise<void>;
} = { run: runPage };

async function start(): Promise<void> {
  const status = document.querySelector("#status")!;
  try {
    const { data, columns } = await decode(document.querySelector("#run-data")!.textContent!);
    await PAGES[data.kind](data, columns);
    document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    status.textContent = `Cannot show the report: ${reason}. ` +
      "Make it anew, or open it with a newer browser.";
    throw error;
  }
}

void start();
