/** Writes one page of two runs beside each other. */
import { usageError } from "../base/errors.ts";
import { openRun } from "../runs/analysis/open_run.ts";
import { writeText } from "../output/write_text.ts";
import { rulesOf } from "../runs/facts.ts";
import type { DayRule } from "../runs/analysis/daily.ts";
import type { RunAggregates } from "../runs/analysis/aggregates.ts";
import { packPage, scopesOf } from "./build.ts";
import { reportHtml } from "./html.ts";
import { Packer } from "./packed.ts";
import { pairAssets } from "./pair.ts";
import type { PageData, PairData } from "./page_data.ts";
import { noStudy, readStudy, targetsIn } from "./study.ts";
import { subtitleOf, today } from "./subtitle.ts";

export interface PairRequest {
  /** A file, a pattern or a folder each. */
  readonly runs: readonly [a: string, b: string];
  readonly output: string | undefined;
  readonly rule: DayRule;
  readonly amt?: string | undefined;
}

/**
 * Throws as `writeReport` does, and a usage error for a run beside a book. Returns whether the two
 * have a straddle in common.
 */
export async function writePair({ runs, output, rule, amt }: PairRequest): Promise<boolean> {
  const packer = new Packer();
  const made: Side[] = [];
  for (const run of runs) made.push(await readSide(run, rule, amt, packer));
  const [a, b] = made as [Side, Side];
  if (a.data.isBook !== b.data.isBook) {
    const [book, other] = a.data.isBook ? runs : runs.toReversed();
    throw usageError(
      `Cannot show both on one page: "${book}" is a book and "${other}" is none; name two of a kind`,
    );
  }
  const assets = a.data.isBook ? [] : pairAssets(a.sums, b.sums);
  const data: PairData = {
    kind: "pair",
    title: `${a.data.title} and ${b.data.title}`,
    subtitle: `two runs beside each other, made ${today()}`,
    runs: [a.data, b.data],
    assets: assets.filter(({ changed, onlyA, onlyB }) => changed + onlyA + onlyB > 0),
  };
  await writeText(reportHtml(data, packer.bytes()), output);
  return assets.length === 0 || assets.some(({ both }) => both > 0);
}

interface Side {
  readonly data: PageData;
  readonly sums: RunAggregates;
}

async function readSide(
  run: string,
  rule: DayRule,
  amt: string | undefined,
  packer: Packer,
): Promise<Side> {
  const analysed = await openRun([run], amt, { components: true, vols: true });
  try {
    const { sums, facts, isBook, title } = analysed;
    const scopes = scopesOf(sums, facts, rule);
    const data = packPage(packer, {
      title,
      subtitle: subtitleOf(facts, rulesOf(facts), today()),
      run: sums,
      facts,
      isBook,
      scopes,
      study: isBook
        ? noStudy(scopes.length)
        : await readStudy(analysed, scopes, rule, targetsIn(sums, rule)),
      book: undefined,
      paths: undefined,
      rule,
      inputs: [],
    });
    return { data, sums };
  } finally {
    analysed.close();
  }
}
