/** Prices in text formats, put into Parquet files for the time the program runs. */
import { basename, dirname, join } from "node:path";
import { firstBytes, isText, refuseNoPrices } from "../inputs/prices/head.ts";
import { willRead } from "../base/ledger.ts";
import { say } from "../base/terminal.ts";
import { counted } from "../base/wording.ts";

/** The files to read, and for those that stand for another, which. */
export interface ReadablePrices {
  readonly prices: readonly string[];
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * The files themselves where they are Parquet, else Parquet files with the same rows. Throws exit-3
 * errors for what is neither Parquet nor such a text.
 */
export async function readablePrices(files: readonly string[]): Promise<ReadablePrices> {
  // Before their first bytes are looked at: a change from here on shows.
  files.forEach(willRead);
  const texts = files.filter((path) => {
    const head = firstBytes(path);
    if (!isText(head)) return false;
    refuseNoPrices(head, path);
    return true;
  });
  if (texts.length === 0) return { prices: files };
  const copies = await copyTexts(texts);
  return {
    prices: files.map((path) => copies.get(path) ?? path),
    texts: new Map([...copies].map(([path, copy]) => [copy, path])),
  };
}

/** Reading for longer than this is worth a word of how to be done with it. */
const LONG_MS = 2000;

async function copyTexts(paths: readonly string[]): Promise<Map<string, string>> {
  const { showShare } = await import("../base/share.ts");
  const total = paths.reduce((sum, path) => sum + Deno.statSync(path).size, 0);
  const progress = showShare(`reading ${basename(paths[0]!)}`);
  const started = performance.now();
  let done = 0;
  const meter = {
    read(bytes: number) {
      done += bytes;
      progress.set(done / total);
    },
  };
  const copies = new Map<string, string>();
  try {
    for (const path of paths) copies.set(path, await copyText(path, meter));
  } finally {
    progress.stop();
  }
  const ms = performance.now() - started;
  if (ms > LONG_MS) {
    const more = paths.length > 1 ? ` and ${counted(paths.length - 1, "more text")}` : "";
    say(
      `Reading "${paths[0]}"${more} took ${(ms / 1000).toFixed(1)} s, as every time; ` +
        "straddle prices import makes a Parquet file of it that takes a fraction",
    );
  }
  return copies;
}

/** A folder's name may hold a column, and messages call the copy by the text's path. */
async function copyText(
  path: string,
  meter: { read(bytes: number): void },
): Promise<string> {
  const { callInMessages } = await import("../base/terminal.ts");
  const { scratchFolder } = await import("../base/scratch.ts");
  const { openText } = await import("../inputs/prices/text_rows.ts");
  const { textColumns, writePrices } = await import("../output/write_prices.ts");
  const columns = dirname(path).split(/[\\/]/).filter((name) =>
    /^(ticker|field|date|value)=./i.test(name)
  );
  const folder = join(Deno.makeTempDirSync({ dir: scratchFolder() }), ...columns);
  Deno.mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(path));
  callInMessages(copy, path);
  const { names, groups } = await openText(path, meter);
  await writePrices(copy, groups, () => {}, textColumns(names));
  return copy;
}
