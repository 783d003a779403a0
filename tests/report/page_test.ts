/// <reference lib="dom" />
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { FIGURES } from "../../src/runs/figures.ts";
import { figure, percent } from "../../src/report/page/format.ts";
import type { PageData, Scope } from "../../src/report/page_data.ts";
import { unpack } from "../../src/report/packed.ts";
import { browserTest, drawn, picture, type Sample } from "./browser.ts";
import { straddleOk, withFolder } from "../cli/program.ts";
import { readPage } from "./page_file.ts";
import { FIVE_YEARS, samplePage } from "./sample_page.ts";

const OVER_TIME = ["Total, option and hedge", "Drawdown"];
const CHARTS = [
  ...OVER_TIME,
  "One line a class",
  "Daily P&L",
  "P&L of straddles",
  "Rolling volatility",
  "Rolling Sharpe ratio",
  "Mean implied vol at entry and realised vol, by expiry month",
  "Straddles by implied vol at entry (across) and P&L (up)",
];
const ROWS = ".straddles tbody tr";
const WIDE = { viewport: { width: 1280, height: 900 } };

async function assertFigures(page: Page, scope: Scope): Promise<void> {
  const shown = await page.$$eval(
    "[data-figure]",
    (all) => Object.fromEntries(all.map((e) => [e.getAttribute("data-figure"), e.textContent])),
  );
  // P&L and risk are per live straddle (BK-5).
  const { held, live } = scope.figures;
  const wanted = FIGURES.map((spec) => {
    const value = scope.figures[spec.key];
    const over = spec.key === "mv" ? live : held;
    const divided = spec.kind === "pnl" && spec.key !== "meanStraddle" && value !== null && over;
    return [spec.key, figure(spec, divided ? value / over : value)];
  });
  assert.deepEqual(shown, Object.fromEntries(wanted));
}

/** The texts of a column of the straddle table, from 1. */
function column(page: Page, number: number): Promise<string[]> {
  return page.$$eval(
    `${ROWS} > :nth-child(${number})`,
    (cells) => cells.map((cell) => cell.textContent!),
  );
}

function scopeOf(data: PageData, name: string): Scope {
  return data.scopes.find((scope) => scope.name === name)!;
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page of a run with one straddle that has one day. */
function oneDay(): Promise<Sample> {
  return withFolder(async (cwd) => {
    const row = "AAA Index,|2024-01|2024-01|N|0|F|3|100|,2024-01-02,20,100,ntry,ES,20,100," +
      "2024-01-02,0.05,0.1,0.01,0,0.01";
    const header = "asset,straddle,date,vol,hedge,action,model,strike_vol,strike,expiry,mv,delta," +
      "opnl,hpnl,pnl";
    await Deno.writeTextFile(join(cwd, "run.csv"), `${header}\n${row}\n`);
    await straddleOk(["report", "run.csv", "-o", "page.html"], { cwd });
    return readPage(await Deno.readTextFile(join(cwd, "page.html")));
  });
}

browserTest(
  "a run of one day is drawn: a point on its day, not a line over a century",
  oneDay,
  WIDE,
  async (
    page,
  ) => {
    const pixels = await drawn(page, "#cumulative");
    assert.ok(pixels["Total, option and hedge"]! > 10, "a point");
    assert.match(await page.textContent("#lead") ?? "", /2024-01-02 · 1 straddle · 1 asset ·/);
    // One straddle of all of the stated million, which made a hundredth of it.
    const texts = (names: string[]) =>
      Promise.all(names.map((name) => page.textContent(`[data-book=${name}]`)));
    assert.deepEqual(
      await texts(["pnl", "gross", "net", "costs", "worstMonth"]),
      ["10,000", "100.0\u00a0%", "100.0\u00a0%", "none", "10,000"],
    );
    assert.match(await page.textContent("#book") ?? "", /A long book of 1,000,000, equal weights/);
    const labels = await page.$$eval(
      "main figure [role=img]",
      (all) => all.map((e) => e.textContent),
    );
    assert.ok(labels.length >= 4);
    assert.doesNotMatch(
      await page.textContent("main") ?? "",
      /NaN|Infinity|undefined|\b1 (days|straddles),/,
    );
  },
);

browserTest("every chart is drawn, has a name and says its gist in words", samplePage, WIDE, async (
  page,
  { data },
) => {
  const pixels = await drawn(page, "main");
  assert.deepEqual(Object.keys(pixels), CHARTS);
  for (const [name, count] of Object.entries(pixels)) assert.ok(count > 100, `${name}: ${count}`);
  assert.ok(pixels[CHARTS.at(-1)!]! > data.straddles.count, "a square for every straddle");
  const labels = await page.$$eval(
    "main figure [role=img]",
    (all) => all.map((e) => e.getAttribute("aria-label")!),
  );
  const { pnl, maxDrawdown } = data.scopes[0]!.figures;
  assert.equal(
    labels[0],
    `Total, option and hedge. From 2020-01-02 to 2024-12-31, ends at ${
      percent(pnl)
    } of the strike, summed over straddles, deepest drawdown ${percent(maxDrawdown)}`,
  );
  assert.ok(labels.every((label) => /\. .*\d/.test(label)), labels.join("\n"));
});

browserTest(
  "figures, months and drawdowns are those of the run; a link leads to an asset's",
  samplePage,
  { ...WIDE, hash: "#asset=CL%20Comdty" },
  async (page, { data, columns }) => {
    const scope = scopeOf(data, "CL Comdty");
    await assertFigures(page, scope);
    const cells = await page.$$eval(
      ".heatmap tbody tr:nth-child(2) td",
      (all) => all.map((cell) => Number(cell.textContent!.replace("−", "-"))),
    );
    const year = unpack(columns, scope.months.pnl).slice(12, 24);
    for (const [i, value] of [...year, year.reduce((a, b) => a + b)].entries()) {
      assert.ok(Math.abs(cells[i]! - 100 * value) <= 0.0501, `${cells[i]} is not ${100 * value}`);
    }
    const depths = await page.$$eval(
      "#drawdowns tbody td:nth-child(2)",
      (all) => all.map((cell) => cell.textContent),
    );
    assert.deepEqual(depths, scope.drawdowns.map(({ depth }) => percent(depth)));
    await page.evaluate(() => location.hash = "");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
    await assertFigures(page, data.scopes[0]!);
  },
);

browserTest(
  "a part of the run is found by typing and chosen by Enter; the charts follow, and back undoes it",
  samplePage,
  WIDE,
  async (page, { data }) => {
    const before = await picture(page, OVER_TIME[0]!);
    const scatter = await picture(page, CHARTS.at(-1)!);
    await page.focus("#scope");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("equity class");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash === "#class=Equity%20index");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Equity index"
    );
    await assertFigures(page, scopeOf(data, "Equity index"));
    assert.notEqual(await picture(page, OVER_TIME[0]!), before);
    assert.notEqual(await picture(page, CHARTS.at(-1)!), scatter);
    const classes = new Map(data.assets.map((asset) => [asset.name, asset.class]));
    assert.ok((await column(page, 1)).every((name) => classes.get(name) === "Equity index"));
    await page.goBack();
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
    assert.equal(await picture(page, OVER_TIME[0]!), before);
    await page.click(".contribution button:text-is('NG Comdty')");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "NG Comdty"
    );
    await page.click(".picker button");
    await page.waitForFunction(() =>
      document.querySelector("#figures h2")!.textContent === "Whole run"
    );
  },
);

browserTest(
  "straddles are filtered by words, gain and path, and sorted by mouse and by keyboard",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    const pnl = unpack(columns, data.straddles.pnl);
    const text = (value: number) => percent(value, 2);
    const sorted = pnl.toSorted();
    assert.deepEqual(await column(page, 8), Array.from(sorted.subarray(0, 50), text));
    const header = page.locator(".straddles thead button", { hasText: "P&L" });
    await header.click();
    assert.deepEqual(
      await column(page, 8),
      Array.from(sorted.subarray(-50), text).reverse(),
    );
    assert.equal(
      await page.getAttribute("th:has(> button:text-is('P&L'))", "aria-sort"),
      "descending",
    );
    await header.focus();
    await page.keyboard.press("Enter");
    assert.equal(
      await page.getAttribute("th:has(> button:text-is('P&L'))", "aria-sort"),
      "ascending",
    );
    await page.click("button:text-is('Next')");
    assert.deepEqual(await column(page, 8), Array.from(sorted.subarray(50, 100), text));

    await page.fill("#filter", "ng n5_f3 2022-0");
    const names = await column(page, 1), schedules = await column(page, 2);
    const months = await column(page, 3);
    assert.ok(names.length > 3 && names.length < 10);
    assert.ok(names.every((name) => name === "NG Comdty"));
    assert.ok(schedules.every((name) => name === "N5_F3_25"));
    assert.ok(months.every((month) => month.startsWith("2022-0")));
    await page.selectOption("#kind", "gains");
    assert.ok((await column(page, 8)).every((value) => !value.startsWith("−")));
    await page.fill("#filter", "");
    const gains = pnl.filter((value) => value > 0).length;
    assert.equal(
      await page.textContent("#straddles [role=status]"),
      `${gains.toLocaleString("en")} of ${pnl.length.toLocaleString("en")} straddles`,
    );
    await page.selectOption("#kind", "path");
    assert.equal(await page.locator(ROWS).count(), await page.locator(`${ROWS}.kept`).count());
    await page.fill("#filter", "no such thing");
    assert.equal(await page.locator(ROWS).count(), 0);
  },
);

browserTest(
  "a straddle opens by Enter and by mouse, shows its days, and Escape leads back to its row",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    await page.selectOption("#kind", "path");
    const link = page.locator(`${ROWS} a`).first();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open] canvas");
    const row = Number(/straddle=(\d+)$/.exec(page.url())![1]);
    const at = unpack(columns, data.paths.straddle).indexOf(row);
    const lengths = unpack(columns, data.paths.length);
    const from = lengths.slice(0, at).reduce((a, b) => a + b, 0);
    assert.equal(await page.locator("dialog tbody tr").count(), lengths[at]);
    const mv = unpack(columns, data.paths.mv).slice(from, from + lengths[at]!);
    assert.deepEqual(
      await page.$$eval("dialog tbody td:nth-child(4)", (all) => all.map((e) => e.textContent)),
      Array.from(mv, (value) => percent(value, 3)),
    );
    const pixels = await drawn(page, "dialog");
    assert.deepEqual(Object.keys(pixels), [
      "Price",
      "Cumulative P&L",
      "Implied vol",
      "Value (mv)",
    ]);
    for (const [name, count] of Object.entries(pixels)) assert.ok(count > 100, `${name}: ${count}`);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("dialog")!.open);
    assert.ok(!page.url().includes("straddle="));
    assert.ok(await link.evaluate((e) => e === document.activeElement));
    await page.locator(`${ROWS} td`).nth(4).click();
    await page.waitForSelector("dialog[open] canvas");
    await page.click("dialog .close");
    await page.waitForFunction(() => !document.querySelector("dialog")!.open);
  },
);

browserTest(
  "a straddle whose days are not kept names the command that shows them",
  () => renamed(samplePage(), "NG Comdty", "it's; rm -rf $HOME"),
  WIDE,
  async (page) => {
    await page.fill("#filter", "rm -rf f10_f3");
    await page.locator(`${ROWS}:not(.kept) a`).first().click();
    const month = (await column(page, 3))[0];
    assert.ok(month);
    const text = await page.textContent("dialog pre");
    assert.match(
      text!,
      /^straddle value 'it'\\''s; rm -rf \$HOME' '\|\d{4}-\d\d\|\d{4}-\d\d\|F\|10\|F\|3\|12\.5\|' --amt /,
    );
    const [value, explain] = text!.split("\n");
    assert.equal(explain, value!.replace(" value ", " explain "));
    assert.ok(value!.endsWith(" --amt amt.yml --chain futs.csv --prices 'my prices.parquet'"));
    assert.equal(await page.locator("dialog canvas").count(), 0);
  },
);

browserTest(
  "arrow keys move the cursor over a chart and say the values there",
  samplePage,
  WIDE,
  async (page, { data, columns }) => {
    const host = page.locator("#cumulative [role=img]").first();
    const readout = page.locator("#cumulative .readout").first();
    const gist = await readout.textContent();
    await host.focus();
    await page.keyboard.press("End");
    const last = unpack(columns, data.scopes[0]!.series.pnl).at(-1)!;
    assert.match((await readout.textContent())!, /^2024-12-31: total /);
    assert.ok((await readout.textContent())!.includes(percent(last, 2)));
    await page.keyboard.press("ArrowLeft");
    assert.match((await readout.textContent())!, /^2024-12-30: /);
    await page.keyboard.press("Escape");
    assert.equal(await readout.textContent(), gist);
    const before = await picture(page, OVER_TIME[0]!);
    const toggle = page.locator("#cumulative .legend button", { hasText: "option" });
    await toggle.press("Space");
    assert.equal(await toggle.getAttribute("aria-pressed"), "false");
    await page.waitForFunction(
      (before) =>
        document.querySelector("#cumulative canvas") &&
        (document.querySelector("#cumulative canvas") as HTMLCanvasElement).toDataURL() !== before,
      before,
    );
  },
);

browserTest(
  "a dark system gives a dark page with other lines; the button turns it light",
  samplePage,
  { ...WIDE, colorScheme: "dark" },
  async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(16, 20, 24)");
    const dark = await picture(page, "Drawdown");
    await page.click("#theme");
    assert.equal(await background(), "rgb(246, 247, 248)");
    await page.waitForFunction(() => document.querySelector("#theme")!.textContent === "Dark");
    assert.notEqual(await picture(page, "Drawdown"), dark);
  },
);

browserTest(
  "on paper the page is light, without controls, its charts fit, and long tables are cut",
  samplePage,
  { ...WIDE, colorScheme: "dark" },
  async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.waitForSelector("html.printing");
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      "rgb(255, 255, 255)",
    );
    for (const control of ["#bar", "#filter", "#theme"]) {
      assert.ok(!(await page.isVisible(control)), control);
    }
    assert.equal(await page.locator(ROWS).filter({ visible: true }).count(), 40);
    const widths = await page.$$eval(".uplot", (all) => all.map((e) => e.clientWidth));
    assert.ok(widths.every((width) => width === 690 || width === 336), `${widths}`);
    for (const [name, count] of Object.entries(await drawn(page, "main"))) {
      assert.ok(count > 100, `${name}: ${count}`);
    }
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await page.waitForSelector("html:not(.printing)");
    const pdf = new TextDecoder("latin1").decode(await page.pdf({ format: "A4" }));
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 3 && pages <= 12, `${pages} pages`);
    await page.waitForSelector("html:not(.printing)");
  },
);

browserTest(
  "at 390 pixels nothing makes the page scroll sideways, not even an opened straddle",
  samplePage,
  { viewport: { width: 390, height: 844 } },
  async (page) => {
    assert.ok(await overflow(page) <= 0);
    const widths = await page.$$eval(".uplot", (all) => all.map((e) => e.clientWidth));
    assert.ok(widths.every((width) => width > 250 && width <= 390), `${widths}`);
    await page.selectOption("#kind", "path");
    await page.locator(`${ROWS} a`).first().click();
    await page.waitForSelector("dialog[open] canvas");
    assert.ok(await overflow(page) <= 0);
    const sideways = await page.$eval("dialog", (e) => e.scrollWidth - e.clientWidth);
    assert.ok(sideways <= 0, `${sideways}`);
  },
);

const HOSTILE = `</script><img src=x onerror="alert(1)">&'#%+=`;
browserTest(
  "names are text wherever they stand, and a link to them works",
  () => renamed(samplePage(), "NG Comdty", HOSTILE),
  WIDE,
  async (page, { data }) => {
    assert.equal(await page.locator("img").count(), 0);
    await page.click(`.contribution button:text("onerror")`);
    await page.waitForFunction(
      (name) => document.querySelector("#figures h2")!.textContent === name,
      HOSTILE,
    );
    await assertFigures(page, scopeOf(data, HOSTILE));
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    assert.equal(await page.inputValue("#scope"), HOSTILE);
    assert.ok((await column(page, 1)).every((name) => name === HOSTILE));
    assert.equal(await page.textContent("h1"), HOSTILE);
    assert.equal(await page.locator("img").count(), 0);
  },
);

browserTest(
  "a run that tells nothing shows dashes and words, never a zero or a fault",
  () => nothing(),
  WIDE,
  async (page) => {
    assert.equal(await page.textContent("[data-figure=sharpe]"), "–");
    assert.equal(await page.textContent("[data-figure=first]"), "–");
    assert.equal(await page.locator("canvas").count(), 0);
    assert.match((await page.textContent("#coverage"))!, /does not tell/);
    assert.match((await page.textContent("#about"))!, /does not tell/);
    assert.equal(await page.textContent("#straddles [role=status]"), "0 of 0 straddles");
  },
);

/** The sample with an asset (and the run) of another name. */
function renamed({ data, columns }: Sample, from: string, to: string): Sample {
  const name = (old: string) => old === from ? to : old;
  const { assets } = data.facts;
  return {
    columns,
    data: {
      ...data,
      title: to,
      assets: data.assets.map((asset) => ({ ...asset, name: name(asset.name) })),
      scopes: data.scopes.map((scope) => ({ ...scope, name: name(scope.name) })),
      facts: {
        ...data.facts,
        assets: Object.fromEntries(Object.entries(assets).map(([old, fact]) => [name(old), fact])),
      },
    },
  };
}

/** A run without a straddle, from a file that tells nothing else. */
function nothing(): Sample {
  const { data, columns } = samplePage({ ...FIVE_YEARS, assets: 1, years: 1 });
  const none = { offset: 0, length: 0, width: 1, decimals: 0, delta: false };
  const empty = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map((
        [key, value],
      ) => [key, typeof value === "object" ? none : value]),
    ) as T;
  const total = data.scopes[0]!;
  const figures = Object.fromEntries(
    FIGURES.map(({ key }) => [
      key,
      ["days", "straddles", "pnl", "opnl", "hpnl"].includes(key) ? 0 : null,
    ]),
  ) as unknown as Scope["figures"];
  return {
    columns,
    data: {
      ...data,
      facts: {
        version: undefined,
        arguments: undefined,
        inputs: [],
        counts: undefined,
        assets: {},
      },
      assets: [],
      inputs: [],
      schedules: [],
      scheduleFields: [],
      scheduleFigures: [],
      scopes: [{
        ...total,
        figures,
        drawdowns: [],
        series: empty(total.series),
        months: { first: 0, pnl: none },
        histogram: { from: 0, width: 0, counts: [] },
      }],
      straddles: { ...empty(data.straddles), count: 0 },
      paths: empty(data.paths),
    },
  };
}
