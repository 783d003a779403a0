/// <reference lib="dom" />
/** A page of `straddle report`: reads its own data and draws it, each kind by its own program. */
import type { AnyPageData } from "../page_data.ts";
import { decode } from "./decode.ts";
import { pairPage } from "./pair_page.ts";
import { runPage } from "./run_page.ts";

function draw(data: AnyPageData, columns: Uint8Array): Promise<void> {
  switch (data.kind) {
    case "run":
      return runPage(data, columns);
    case "pair":
      return pairPage(data, columns);
  }
}

async function start(): Promise<void> {
  const status = document.querySelector("#status")!;
  try {
    const { data, columns } = await decode(document.querySelector("#run-data")!.textContent!);
    await draw(data, columns);
    document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    status.textContent = `Cannot show the report: ${reason}. ` +
      "Make it anew, or open it with a newer browser.";
    throw error;
  }
}

void start();
