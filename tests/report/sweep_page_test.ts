/// <reference lib="dom" />
/** The page of `straddle sweep report`, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { written } from "../../src/base/ledger.ts";
import { reportHtml } from "../../src/report/html.ts";
import { unpack } from "../../src/report/packed.ts";
import { figure, fixed } from "../../src/report/page/format.ts";
import type { SweepMeasure, SweepPageData } from "../../src/report/sweep_data.ts";
import { buildSweepPage } from "../../src/sweep/page.ts";
import { openSweep } from "../../src/sweep/read.ts";
import { withFolder } from "../cli/program.ts";
import { normals } from "../random.ts";
import { type Invented, inventSweep } from "../sweep/invented_sweep.ts";
import { findings } from "./accessible.ts";
import { browserTest, drawn, picture, type Sample } from "./browser.ts";

const ENTRIES = ["N0", "N5", "N10", "F0"], EXPIRIES = ["F2", "F3", ""], WEIGHTS = ["10", "5"];

function pageOf(sweep: Invented): Promise<Sample<SweepPageData>> {
  return withFolder(async (folder) => {
    const path = join(folder, "sweep.parquet");
    await inventSweep(path, sweep);
    const page = buildSweepPage(await openSweep(path));
    // The file goes before the next one is made.
    written(path);
    return page;
  });
}

/** 24 variants over three years: the later an entry is, the better, and the last one failed. */
function samplePage(): Promise<Sample<SweepPageData>> {
  const rows = ENTRIES.flatMap((entry) =>
    EXPIRIES.flatMap((expiry) => WEIGHTS.map((weight) => [entry, expiry, weight]))
  );
  return pageOf({
    names: ["entry", "expiry", "weight"],
    rows,
    from: 2022,
    to: 2024,
    failed: rows.length - 1,
    pnl: (variant) => {
      const normal = normals(variant + 1);
      return () => 0.001 * (normal() + 0.01 * Math.floor(variant / 6));
    },
  });
}

function valuesOf({ data, columns }: Sample<SweepPageData>, key: SweepMeasure["key"]) {
  const measure = data.measures.find((measure) => measure.key === key)!;
  return { measure, values: unpack(columns, measure.values) };
}

Deno.test("a page of 10,000 variants is below 5 MB, with all the curves it has room for", async () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, i) => [String(i % 25), String(Math.floor(i / 25) % 20), String(Math.floor(i / 500))],
  );
  const pnl = (variant: number) => {
    const normal = normals(variant + 1);
    return () => 0.01 * normal();
  };
  const [from, to] = [2024, 2024];
  const { data, columns } = await pageOf({ names: ["a", "b", "c"], rows, from, to, days: 80, pnl });
  const { size } = new Blob([reportHtml(data, columns)]);
  assert.ok(size < 5e6, `${size} bytes`);
  assert.equal(data.curves.length.length, 10_000, "these days have room for all curves");
  assert.equal(data.luck.splits!.count, 12_870);
});

browserTest(
  "the page shows the best, luck, a heat map, curves and every variant; keys and links choose",
  samplePage,
  { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  async (page, sample) => {
    const { data } = sample;
    const { luck, walk } = data;
    const { values: sharpe } = valuesOf(sample, "sharpe");
    const finite = [...sharpe].filter((x) => !Number.isNaN(x));
    assert.equal(sharpe[luck.best], Math.max(...finite));
    const card = (key: string) => page.textContent(`[data-luck=${key}]`);
    assert.equal(await card("sharpe"), fixed(sharpe[luck.best], 2));
    assert.equal(await card("lucky"), fixed(luck.luckySharpe, 2));
    assert.equal(await card("dsr"), fixed(valuesOf(sample, "dsr").values[luck.best], 2));
    assert.equal(await card("pbo"), fixed(luck.splits!.pbo, 2));
    assert.equal(await card("walk"), fixed(walk!.sharpe, 2));
    assert.equal(await card("variants"), "24");

    const pixels = await drawn(page, "main");
    assert.deepEqual(Object.keys(pixels), [
      "Best, worst and chosen variant by Sharpe ratio",
      "Logits of the chosen variant's rank where it is judged",
      "Cumulative P&L by month of entry",
    ]);
    for (const [name, count] of Object.entries(pixels)) assert.ok(count > 100, `${name}: ${count}`);

    // The heat map: the best of two weights in each of twelve cells, the failed one left out.
    const cells = () => page.$$eval(".sweepmap button", (all) => all.map((e) => e.textContent));
    const expected = EXPIRIES.flatMap((_, down) =>
      ENTRIES.map((_, across) =>
        fixed(
          Math.max(...[0, 1].map((w) => sharpe[6 * across + 2 * down + w]!).filter((x) => x)),
          2,
        )
      )
    );
    assert.deepEqual(await cells(), expected);
    await page.selectOption("#measure", "max_drawdown");
    await page.selectOption("#down", "2");
    await page.selectOption("#choice", "worst");
    const { measure, values: fall } = valuesOf(sample, "max_drawdown");
    // Numbers rise: 5, the second of the values, comes first; less drawdown is better.
    const worst = [1, 0].flatMap((weight) =>
      ENTRIES.map((_, across) => {
        const own = [0, 1, 2].map((expiry) => fall[6 * across + 2 * expiry + weight]!);
        return figure(measure, Math.max(...own.filter((x) => !Number.isNaN(x))));
      })
    );
    assert.deepEqual(await cells(), worst);

    // By keys alone: to a cell, to its neighbour, and into it.
    const before = await picture(page, "Best, worst and chosen variant by Sharpe ratio");
    await page.focus(".sweepmap button[tabindex='0']");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    const focused = await page.evaluate(() =>
      Number((document.activeElement as HTMLElement).dataset["variant"])
    );
    await page.keyboard.press("Enter");
    await page.waitForFunction((id) => location.hash === `#variant=${id}`, focused);
    // The curve is drawn when the address has changed.
    await page.waitForFunction(
      (id) => document.querySelector(".chosen")!.textContent!.startsWith(`Variant ${id} (`),
      focused,
    );
    assert.match(
      await page.textContent(".chosen code") ?? "",
      new RegExp(`^straddle sweep show sweep.parquet ${focused}$`),
    );
    assert.notEqual(await picture(page, "Best, worst and chosen variant by Sharpe ratio"), before);
    assert.equal(await page.$$eval(".sweepmap button[tabindex='0']", (all) => all.length), 1);
    await page.goBack();
    await page.waitForFunction(() => location.hash === "");
    assert.equal(await page.inputValue("#variant"), "");

    // The table: best first, then as asked; those without a value last.
    const ids = () =>
      page.$$eval("#variants tbody tr", (all) => all.map((e) => Number(e.dataset["variant"])));
    const order = [...sharpe.keys()].sort((a, b) =>
      (Number.isNaN(sharpe[a]) ? 1 : 0) - (Number.isNaN(sharpe[b]) ? 1 : 0) ||
      sharpe[b]! - sharpe[a]! || a - b
    );
    assert.deepEqual(await ids(), order.map((i) => i + 1));
    await page.focus("#variants thead th:nth-child(4) button");
    await page.keyboard.press("Enter");
    assert.equal(
      await page.getAttribute("#variants thead th:nth-child(4)", "aria-sort"),
      "ascending",
      "5 comes before 10",
    );
    assert.deepEqual((await ids()).slice(0, 3), [2, 4, 6]);
    await page.keyboard.press("Enter");
    assert.deepEqual((await ids()).slice(0, 3), [1, 3, 5], "the head keeps the focus");
    await page.fill("#filter", "ENTRY=n5 f2");
    assert.deepEqual(await ids(), [7, 8]);
    assert.equal(await page.textContent("#variants .status"), "2 of 24 variants");
    await page.click("#variants tbody tr:nth-child(2) td:nth-child(3)");
    await page.waitForFunction(() => location.hash === "#variant=8");
    assert.equal(await page.$$eval("tr.here", (all) => all.length), 1);
    assert.equal(await page.inputValue("#variant"), "8");

    const asked = page.waitForEvent("download");
    await page.click("#variants button.csv");
    const download = await asked;
    assert.equal(download.suggestedFilename(), "sweep-variants.csv");
    const [head, ...lines] = Deno.readTextFileSync(await download.path()).trim().split("\n");
    assert.match(head!, /^variant,entry,expiry,weight,sharpe,dsr,pnl,max_drawdown,/);
    assert.deepEqual(
      lines.map((line) => line.split(",").slice(0, 5).join()),
      [6, 7].map((i) => `${i + 1},N5,F2,${WEIGHTS[i % 2]},${sharpe[i]}`),
    );

    const walked = await page.$$eval(
      "#walk tbody tr",
      (all) => all.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent)),
    );
    assert.deepEqual(walked, walk!.years.map((row) => [`${row.year}`, `${row.variant + 1}`]));
    assert.match(await page.textContent("#provenance") ?? "", /1 variant failed.*It was told to/);
    assert.doesNotMatch(await page.textContent("main") ?? "", /NaN|Infinity|undefined|null/);
    assert.deepEqual(await findings(page), []);
  },
);

browserTest(
  "the page fits a phone and paper, and an address leads to its variant",
  samplePage,
  { viewport: { width: 360, height: 740 }, hash: "#variant=4" },
  async (page) => {
    const overflow = () =>
      page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
    assert.equal(await overflow(), 0);
    assert.match(
      await page.title(),
      /^Variant 4 – sweep\.parquet – 24 variants, all assets, 2022 to 2024, made /,
    );
    assert.match(
      await page.textContent(".chosen") ?? "",
      /^Variant 4 \(entry N0, expiry F3, weight/,
    );
    assert.deepEqual(await findings(page), []);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 718, height: 1000 });
    assert.equal(await overflow(), 0);
    assert.equal(await page.$eval(".toolbar", (e) => getComputedStyle(e).display), "none");
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(dark, "rgb(255, 255, 255)");
  },
);
