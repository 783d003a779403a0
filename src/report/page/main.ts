/// <reference lib="dom" />
/** A page of `straddle report`: reads its own data and draws it, each kind by its own program. */
import type { AnyPageData } from "../page_data.ts";
import { pairPage } from "./pair_page.ts";
import { runPage } from "./run_page.ts";
import { start } from "./start.ts";

function draw(data: AnyPageData, columns: Uint8Array): Promise<void> {
  switch (data.kind) {
    case "run":
      return runPage(data, columns);
    case "pair":
      return pairPage(data, columns);
  }
}

void start<AnyPageData>(draw);
