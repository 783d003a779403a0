/// <reference lib="dom" />
/** axe-core's findings on a page that a browser has open. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** One line a finding: its rule and the first element it concerns. */
export async function findings(page: Page): Promise<string[]> {
  // Not as a script of the page, whose policy would forbid it.
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) =>
      `${id} (${nodes.length}): ${nodes[0]!.html.slice(0, 160)}`
    );
  });
}
