/**
 * What caching is worth: the caches of a full run, memoizing on and off in this design and in the one
 * it descends from, and the same look-ups through other kinds of cache.
 */
import { findAssets, loadAmt, loadInputs } from "../../loader.ts";
import { backtest } from "../backtest.ts";
import { type BenchRequest, EXPERIMENTS, median, runRequest, valueOneByOne } from "./bench.ts";

import {
  fileStore,
  mapStore,
  memoizedStore,
  noStore,
  redisStore,
  sharedMemoryStore,
  sqliteStore,
  type Store,
} from "./cache_stores.ts";
import { type CacheStats, setMemoizeEnabled } from "../../base/memo.ts";
import { expandYm, monthsOfYears } from "../../schedules.ts";
import { monthTickers } from "../../tickers.ts";

type CacheBenchRequest = Omit<BenchRequest, "tell">;

/** Seconds of one design with and without memoizing. */
export interface MemoizeTiming {
  readonly design: string;
  readonly memoized: number;
  readonly plain: number;
}

/** One kind of cache: microseconds a look-up, when it is filled and when all is in it. */
export interface StoreTiming {
  readonly name: string;
  readonly filling: number;
  readonly filled: number;
}

export interface CacheBench {
  /** The caches of the full run, summed over its workers. */
  readonly caches: readonly CacheStats[];
  readonly designs: readonly MemoizeTiming[];
  readonly lookUps: number;
  readonly keys: number;
  readonly stores: readonly StoreTiming[];
}

/** Measures all of it; medians of `request.runs`. */
export async function benchCaches(request: CacheBenchRequest): Promise<CacheBench> {
  const full = EXPERIMENTS.at(-1)!;
  const caches = await cachesOf(request);
  const ours = { memoized: [] as number[], plain: [] as number[] };
  const oneByOne = { memoized: [] as number[], plain: [] as number[] };
  for (let run = 0; run < request.runs; run++) {
    for (const memoize of [true, false]) {
      const how = memoize ? "memoized" : "plain";
      ours[how].push(
        await seconds(async () => void await backtest(runRequest(request, full, memoize))),
      );
      setMemoizeEnabled(memoize);
      oneByOne[how].push((await valueOneByOne(request.inputs, full)).seconds);
    }
  }
  setMemoizeEnabled(true);
  Deno.removeSync(runRequest(request, full, true).output!);
  const timings = (design: string, { memoized, plain }: typeof ours): MemoizeTiming => ({
    design,
    memoized: median(memoized),
    plain: median(plain),
  });
  return {
    caches,
    designs: [
      timings("one query a worker (ours), the full run", ours),
      timings("one query a straddle, 300 of them", oneByOne),
    ],
    ...await timeStores(request),
  };
}

async function cachesOf(request: CacheBenchRequest): Promise<readonly CacheStats[]> {
  return (await backtest(runRequest(request, EXPERIMENTS.at(-1)!, true))).caches;
}

/** The look-ups of one expiry year, straddle by straddle, as the reference made them. */
async function timeStores(
  request: CacheBenchRequest,
): Promise<Pick<CacheBench, "lookUps" | "keys" | "stores">> {
  const { amt, chain, rules } = loadInputs(loadAmt(request.inputs.amt), request.inputs);
  const months = monthsOfYears(2024, 2024);
  const lookUps: { readonly key: string; readonly make: () => unknown }[] = [];
  setMemoizeEnabled(false);
  for (const asset of findAssets(amt, { pattern: /./, live: true })) {
    for (let month = months.first; month <= months.last; month++) {
      const key = `${amt.key}|${asset.underlying}|${month}`;
      const straddles = { key: `expandYm|${key}`, make: () => expandYm(amt, asset, month) };
      const tickers = {
        key: `tickersYm|${key}`,
        make: () => monthTickers(amt, asset, month, chain, rules),
      };
      for (const _ of straddles.make()) lookUps.push(straddles, tickers);
    }
  }
  const stores: StoreTiming[] = [];
  for (const name of STORES) {
    const filling: number[] = [], filled: number[] = [];
    let title = "";
    for (let run = 0; run < request.runs; run++) {
      const folder = Deno.makeTempDirSync({ dir: request.folder });
      const store = await name(folder);
      if (!store) break;
      title = store.name;
      filling.push(await seconds(() => lookAll(store, lookUps)));
      filled.push(await seconds(() => lookAll(store, lookUps)));
      store.close?.();
      Deno.removeSync(folder, { recursive: true });
    }
    const micros = (all: readonly number[]) => 1e6 * median(all) / lookUps.length;
    if (filling.length > 0) {
      stores.push({ name: title, filling: micros(filling), filled: micros(filled) });
    }
  }
  setMemoizeEnabled(true);
  const keys = new Set(lookUps.map(({ key }) => key)).size;
  return { lookUps: lookUps.length, keys, stores };
}

/** Each kind of cache, empty; a folder of its own is at its disposal. */
const STORES: readonly ((folder: string) => Store | undefined | Promise<Store | undefined>)[] = [
  mapStore,
  noStore,
  memoizedStore,
  () => sharedMemoryStore(),
  fileStore,
  (folder) => sqliteStore(`${folder}/cache.sqlite`),
  redisStore,
];

async function lookAll(
  store: Store,
  lookUps: readonly { readonly key: string; readonly make: () => unknown }[],
): Promise<void> {
  for (const { key, make } of lookUps) {
    const value = store.look(key, make);
    if (value instanceof Promise) await value;
  }
}

async function seconds(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}
