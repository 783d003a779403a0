/// <reference lib="dom" />
/** A page of `straddle report`: reads its own data and draws it, each kind by its own program. */
import type { AnyPageData } from "../page_data.ts";
import { runPage } from "./run_page.ts";
import { start } from "./start.ts";

const PAGES: {
  readonly [K in AnyPageData["kind"]]: (
    data: Extract<AnyPageData, { kind: K }>,
    columns: Uint8Array,
  ) => void | Promise<void>;
} = { run: runPage };

void start<AnyPageData>((data, columns) => PAGES[data.kind](data, columns));
