/** The memo caches: what each remembers, by which key, and that nothing stale is given. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { monthOf } from "../../src/base/calendar.ts";
import { NO_CHAIN } from "../../src/inputs/chain.ts";
import { parseAmt } from "../../src/loader.ts";
import type { Amt } from "../../src/inputs/amt/asset_table.ts";
import {
  cacheStats,
  clearCaches,
  fileKey,
  memoCache,
  scopedMemoCache,
  setMemoizeEnabled,
} from "../../src/base/memo.ts";
import { expandYm, schedule } from "../../src/schedules.ts";
import { monthTickers, tschemas } from "../../src/tickers.ts";

const TABLE = `
expiry_schedules: {s: [N0_F3_50, F10_F3_50], one: [N5_BD1_100]}
amt:
  A:
    Underlying: A
    Options: s
    Vol: {Source: BBG, Ticker: V, Near: n, Far: f}
    Hedge: {Source: fut, fut_code: Q, market_code: C}
  B:
    Underlying: B
    Options: one
    Hedge: {Source: nonfut, Ticker: "H:2024-02:K"}
`;

const load = (key: string, text = TABLE): Amt => parseAmt(text, "x.yml", () => key);
const JANUARY = monthOf(2024, 1);

/** The cached functions of C-1, C-2, C-5 and C-6, by cache. */
const CACHED: Readonly<Record<string, (amt: Amt, asset: string) => readonly unknown[]>> = {
  schedule: (amt, asset) => schedule(amt, amt.byUnderlying.get(asset)!),
  expandYm: (amt, asset) => expandYm(amt, amt.byUnderlying.get(asset)!, JANUARY),
  tschemas: (amt, asset) => tschemas(amt, amt.byUnderlying.get(asset)!),
  tickersYm: (amt, asset) => monthTickers(amt, amt.byUnderlying.get(asset)!, JANUARY, NO_CHAIN),
};

function statsOf(name: string) {
  const { entries, hits, misses, bytes } = cacheStats().find((stats) => stats.name === name)!;
  return { entries, hits, misses, bytes };
}

for (const [name, get] of Object.entries(CACHED)) {
  Deno.test(`C-10…C-13: the cache ${name}`, async (t) => {
    clearCaches();
    const amt = load("k1");
    const first = get(amt, "A");
    await t.step("a second call gives the same object, and is a hit", () => {
      assert.equal(get(amt, "A"), first);
      const { entries, hits, misses, bytes } = statsOf(name);
      assert.deepEqual([entries, hits, misses], [1, 1, 1]);
      assert.ok(bytes > 0);
    });
    // A month's straddles are many and made in the hot path: readonly in their type only.
    if (name !== "expandYm") {
      await t.step("C-13: the array is frozen", () => assert.ok(Object.isFrozen(first)));
    }
    await t.step("another asset or another asset table is another entry", () => {
      assert.notDeepEqual(get(amt, "B"), first);
      assert.notEqual(get(load("k2"), "A"), first);
      assert.equal(statsOf(name).entries, 3);
      const changed = load(
        "k3",
        TABLE.replace("N0_F3_50", "N1_F3_50").replace("fut_code: Q", "fut_code: R"),
      );
      assert.equal(get(changed, "A").length, first.length);
      assert.notEqual(get(changed, "A"), first);
    });
    await t.step("C-10: off it is neither read nor written; entries survive", () => {
      const before = statsOf(name);
      setMemoizeEnabled(false);
      try {
        assert.notEqual(get(amt, "A"), first);
        assert.deepEqual(get(amt, "A"), first);
        get(load("k4"), "A");
        assert.deepEqual(statsOf(name), before);
      } finally {
        setMemoizeEnabled(true);
      }
      assert.equal(get(amt, "A"), first);
      assert.equal(statsOf(name).hits, before.hits + 1);
    });
    await t.step("D-31: clearing empties every cache", () => {
      clearCaches();
      for (const { entries, hits, misses, bytes } of cacheStats()) {
        assert.deepEqual([entries, hits, misses, bytes], [0, 0, 0, 0]);
      }
      assert.notEqual(get(amt, "A"), first);
    });
  });
}

Deno.test("C-2, C-6, H-6: keys hold the month and the chain", () => {
  clearCaches();
  const amt = load("k1");
  const asset = amt.byUnderlying.get("A")!;
  assert.notEqual(expandYm(amt, asset, JANUARY), expandYm(amt, asset, JANUARY + 1));
  const chain = { key: "c", actualOf: new Map([["QF2024 C", "Q F24 C"]]), normalizedOf: new Map() };
  const ticker = (month: number, of: typeof chain) =>
    monthTickers(amt, asset, month, { ...NO_CHAIN, ...of }).at(-1)!.ticker;
  assert.equal(ticker(JANUARY, chain), "Q F24 C");
  assert.equal(monthTickers(amt, asset, JANUARY, NO_CHAIN).at(-1)!.ticker, "QF2024 C");
  assert.equal(ticker(JANUARY + 1, chain), "QG2024 C");
  assert.equal(ticker(JANUARY, chain), "Q F24 C");
  assert.equal(statsOf("tickersYm").entries, 3);
  assert.equal(statsOf("tschemas").entries, 1);
});

Deno.test("C-12: a file's key is the same for every spelling of its path, another for other content", () => {
  const folder = mkdtempSync(join(tmpdir(), "straddle-memo-"));
  try {
    const path = join(folder, "a.txt");
    writeFileSync(path, "one");
    const key = fileKey(path);
    // On Windows not everybody may make links.
    if (Deno.build.os !== "windows") {
      symlinkSync(folder, `${folder}-link`);
      assert.equal(fileKey(join(`${folder}-link`, "a.txt")), key);
    }
    assert.equal(fileKey(join(folder, "..", relative(tmpdir(), folder), "a.txt")), key);
    assert.equal(fileKey(relative(Deno.cwd(), path)), key);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const touched = fileKey(path);
    assert.notEqual(touched, key);
    utimesSync(path, 1_700_000_000, 1_700_000_000.5);
    assert.notEqual(fileKey(path), touched, "half a second later");
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    assert.equal(fileKey(path), touched);
    writeFileSync(path, "three");
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    assert.notEqual(fileKey(path), touched, "another size");
    writeFileSync(join(folder, "b.txt"), "three");
    utimesSync(join(folder, "b.txt"), 1_700_000_000, 1_700_000_000);
    assert.notEqual(fileKey(join(folder, "b.txt")), fileKey(path), "another file");
    assert.throws(() => fileKey(join(folder, "none.txt")), Deno.errors.NotFound);
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(`${folder}-link`, { force: true });
  }
});

Deno.test("C-10, C-11: a cache that is not toggled works on, and is cleared with the others", () => {
  const cache = memoCache<string>("test", { weigh: (value) => value.length });
  setMemoizeEnabled(false);
  try {
    assert.equal(cache.get("k", () => "made"), "made");
    assert.equal(cache.get("k", () => "again"), "made");
  } finally {
    setMemoizeEnabled(true);
  }
  assert.deepEqual([...cache.inspect()], [["k", "made"]]);
  assert.deepEqual(statsOf("test"), { entries: 1, hits: 1, misses: 1, bytes: 2 + 4 });
  clearCaches();
  assert.equal(cache.inspect().size, 0);
});

Deno.test("C-10: a value that cannot be made leaves no entry", () => {
  const cache = memoCache<string>("failing");
  assert.throws(() =>
    cache.get("k", () => {
      throw new Error("no");
    }), /no/);
  assert.equal(cache.get("k", () => "now"), "now");
});

Deno.test("C-10, C-11: a scoped cache counts, toggles and clears like the others", () => {
  const cache = scopedMemoCache<string>("scoped", { toggled: true, weigh: (v) => v.length });
  assert.equal(cache.scope("a")(1, () => "a1"), "a1");
  assert.equal(cache.scope("a")(2, () => "a2"), "a2");
  assert.equal(cache.scope("b")(1, () => "b1"), "b1");
  assert.equal(cache.scope("a")(1, () => "other"), "a1");
  const inspected = () => Object.fromEntries(cache.inspect());
  assert.deepEqual(inspected(), { "a|1": "a1", "a|2": "a2", "b|1": "b1" });
  const { entries, hits, misses, bytes } = statsOf("scoped");
  assert.deepEqual([entries, hits, misses], [3, 1, 3]);
  assert.ok(bytes > 0);
  setMemoizeEnabled(false);
  try {
    assert.equal(cache.scope("a")(1, () => "off"), "off");
    assert.equal(cache.scope("c")(1, () => "off"), "off");
    assert.deepEqual(statsOf("scoped"), { entries: 3, hits: 1, misses: 3, bytes });
  } finally {
    setMemoizeEnabled(true);
  }
  assert.equal(cache.scope("a")(1, () => "other"), "a1");
  assert.throws(() =>
    cache.scope("a")(3, () => {
      throw new Error("no");
    }), /no/);
  assert.equal(cache.scope("a")(3, () => "now"), "now");
  clearCaches();
  assert.deepEqual(inspected(), {});
  assert.deepEqual(statsOf("scoped"), { entries: 0, hits: 0, misses: 0, bytes: 0 });
});
