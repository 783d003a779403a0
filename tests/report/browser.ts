/** A real browser for the tests of the report's page. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { reportHtml } from "../../src/report/html.ts";
import type { PageData } from "../../src/report/page_data.ts";

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const PLACES = [
  Deno.env.get("CHROMIUM"),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
/** The browser of this machine; undefined = none. */
export const CHROMIUM = PLACES.find((path) => path !== undefined && isFile(path));
if (CHROMIUM === undefined) {
  // deno-lint-ignore no-console
  console.warn("No Chromium here (CHROMIUM names one): the tests of the report's page are skipped");
}

export interface Sample<T = PageData> {
  readonly data: T;
  readonly columns: Uint8Array;
}

export type Options = BrowserContextOptions & { readonly hash?: string };

/** One browser for all tests of a file. */
let shared: Promise<Browser> | undefined;
Deno.test.afterAll(async () => await (await shared)?.close());

/**
 * A test that opens a page as a file. It fails, too, if the page writes to the console, throws, or
 * asks for anything but itself.
 */
export function browserTest<T extends Parameters<typeof reportHtml>[0] = PageData>(
  name: string,
  sample: () => Sample<T> | Promise<Sample<T>>,
  options: Options,
  test: (page: Page, sample: Sample<T>) => Promise<void>,
): void {
  // The driver keeps timers and pipes of its own.
  const settings = { ignore: CHROMIUM === undefined, sanitizeOps: false, sanitizeResources: false };
  Deno.test({
    name,
    ...settings,
    async fn() {
      const made = await sample();
      const folder = await Deno.makeTempDir();
      const file = join(folder, "report.html");
      await Deno.writeTextFile(file, reportHtml(made.data, made.columns));
      const { hash = "", ...looks } = options;
      shared ??= chromium.launch({
        executablePath: CHROMIUM!,
        args: ["--no-sandbox", "--disable-dev-shm-usage"],
        timeout: 120_000,
      });
      const context = await (await shared).newContext(looks);
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(60_000);
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(`console: ${message.text()}`));
        page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
        page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
        const address = pathToFileURL(file).href;
        page.on("request", (request) => {
          if (request.url().split("#")[0] !== address) {
            complaints.push(`request: ${request.url()}`);
          }
        });
        await page.goto(address + hash);
        await page.waitForSelector("html[data-ready]");
        await test(page, made);
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/**
 * How many pixels of a colour each canvas below `selector` has, by the heading of its figure: axes,
 * grid and texts are grey, so these are lines, bars and squares.
 */
export function drawn(page: Page, selector: string): Promise<Record<string, number>> {
  return page.evaluate((selector) => {
    const result: Record<string, number> = {};
    for (const figure of document.querySelectorAll(`${selector} figure`)) {
      const canvas = figure.querySelector("canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue, alpha] = data.subarray(i, i + 4);
        const chroma = Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!);
        if (alpha! > 60 && chroma > 60) count++;
      }
      result[figure.querySelector("h3")!.textContent!] = count;
    }
    return result;
  }, selector);
}

/** The pixels of one figure's canvas, to see whether they change. */
export function picture(page: Page, heading: string): Promise<string> {
  return page.evaluate((heading) => {
    const figure = [...document.querySelectorAll("figure")]
      .find((figure) => figure.querySelector("h3")!.textContent === heading)!;
    return figure.querySelector("canvas")!.toDataURL();
  }, heading);
}
