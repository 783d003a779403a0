/** The page as a file: what it names, and its bytes. What it shows is page_test.ts's. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reportHtml } from "../../src/report/html.ts";
import { samplePage } from "./sample_page.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const sample = samplePage();
const html = reportHtml(sample.data, sample.columns);

/** The page without its data, program and style. */
function markup(page: string): string {
  return page.replace(/(<(script|style)[^>]*>).*?(<\/\2>)/gs, "$1$3");
}

Deno.test("the page names no other file, and its policy forbids every request", () => {
  const frame = markup(html);
  assert.ok(!/\s(src|srcset|data|poster|action|background)=/i.test(frame), frame);
  assert.ok(!/<(link|img|iframe|object|embed|base|form)\b/i.test(frame), frame);
  const [style] = /<style>.*?<\/style>/s.exec(html)!;
  assert.ok(!/@import|url\(|https?:/i.test(style), "the style loads nothing");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  assert.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'/,
  );
});

Deno.test("the same run makes the same bytes", () => {
  const again = samplePage();
  assert.ok(reportHtml(again.data, again.columns) === html);
});

Deno.test("a name cannot end the title or an element", () => {
  const title = `</title><script>alert("1")</script>&amp;<!--.parquet`;
  const page = reportHtml({ ...sample.data, title }, sample.columns);
  assert.equal(markup(page).split("<script").length, markup(html).split("<script").length);
  assert.ok(!page.includes("<!--"));
  assert.ok(
    page.includes(
      "<h1>&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&lt;!--.parquet <small>all assets</small></h1>",
    ),
  );
});

Deno.test("a page of twelve assets and five years is below 1.5 MB, program and style below 200 KB", async () => {
  assert.ok(html.length < 1_500_000, `${html.length} bytes`);
  const sizes = await Promise.all(
    ["page.js", "page/page.css", "page/uplot.css"].map(async (file) =>
      (await Deno.stat(join(ROOT, "src", "report", file))).size
    ),
  );
  assert.ok(sizes.reduce((a, b) => a + b) <= 200 * 1024, `${sizes}`);
});

// Another version may order or shorten differently. CI runs the one named here.
const BUNDLER = "2.9.6";
const other = Deno.version.deno !== BUNDLER;
Deno.test({
  name: other
    ? `(bundled by Deno ${BUNDLER} only) the bundles of the pages are what their sources give`
    : "the bundles of the pages are what their sources give (else: deno task report-page)",
  ignore: other,
  async fn() {
    const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
    const commands: string[] = tasks["report-page"].command.split(" && ");
    assert.equal(commands.length, 2);
    const folder = await Deno.makeTempDir();
    try {
      for (const command of commands) {
        const words = command.split(" ");
        const kept = words.find((word) => word.endsWith("page.js"))!;
        const out = join(folder, "page.js");
        const args = words.slice(1).map((word) => word === kept ? out : word);
        const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT })
          .output();
        assert.equal(code, 0, new TextDecoder().decode(stderr));
        const [made, own] = await Promise.all(
          [out, join(ROOT, kept)].map((path) => Deno.readTextFile(path)),
        );
        assert.ok(made === own!.replaceAll("\r\n", "\n"), `${kept}: run deno task report-page`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
