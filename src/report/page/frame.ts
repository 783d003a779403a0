/// <reference lib="dom" />
/**
 * What every page has: a first screen of headlines, a contents list, then the sections it lists, by
 * group. A section that has nothing to show is neither on the page nor in the list.
 */
import { el, wholeDates } from "./dom.ts";
import type { Scope } from "../page_data.ts";
import type { PartGroup, Span } from "./part.ts";
import { themeButton, watchTheme } from "./theme.ts";
import { watchCharts } from "./chart.ts";

export interface Frame {
  /**
   * Takes hidden sections out of the contents, and has those that do not follow the chosen part or
   * days say so; to be called whenever these change.
   */
  refresh(scope?: Scope, span?: Span): void;
}

/**
 * Fills the document: `lead` below its title, `controls` in the bar that stays on top, the first
 * group of sections, the contents list, and the other groups. To be called once.
 */
export function frame(
  lead: string,
  controls: readonly Node[],
  groups: readonly PartGroup[],
): Frame {
  watchTheme();
  watchCharts();
  const main = document.querySelector("main")!;
  const [first, ...others] = groups.filter(({ parts }) => parts.length > 0);
  const list = contentsList(others), menu = contentsMenu(groups);
  main.replaceChildren(
    ...(first?.parts ?? []).map(({ node }) => node),
    ...(others.length > 0 ? [list] : []),
    ...others.flatMap(({ parts }) => parts.map(({ node }) => node)),
  );
  document.querySelector("#bar")!.append(...controls, menu, themeButton());
  document.querySelector("#lead")!.append(...wholeDates(lead));
  document.querySelector("#skip")!.addEventListener("click", (event) => {
    // The address after # is the page's own.
    event.preventDefault();
    main.focus();
  });
  return {
    refresh(scope, span) {
      for (const { node, show, followsSpan } of groups.flatMap(({ parts }) => parts)) {
        const kept = [
          ...(!show && scope !== undefined && scope.kind !== "total" ? ["the whole run"] : []),
          ...(!followsSpan && span !== undefined ? ["all days"] : []),
        ];
        const heading = headingOf(node);
        if (kept.length === 0) delete heading.dataset["shows"];
        else heading.dataset["shows"] = `shows ${kept.join(", ")}`;
      }
      for (const link of [...list.querySelectorAll("a"), ...menu.querySelectorAll("option")]) {
        const id = link.dataset["section"];
        const entry = link.closest("li") ?? link;
        if (id !== undefined) entry.hidden = document.getElementById(id)!.hidden;
      }
    },
  };
}

/** Says when the browser has the first screen on the glass, in ms since the page was opened. */
export async function firstScreenDrawn(): Promise<void> {
  document.documentElement.dataset["first"] = String(Math.round(performance.now()));
  await nextTask();
}

/** Lets the browser draw, and the reader scroll and click. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function headingOf(node: HTMLElement): HTMLElement {
  return node.querySelector("h2")!;
}

/** Leads to a section and leaves the address alone. */
function goToSection(id: string): void {
  const heading = headingOf(document.getElementById(id)!);
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

function contentsList(groups: readonly PartGroup[]): HTMLElement {
  const link = (node: HTMLElement) =>
    el(
      "a",
      {
        href: "#",
        "data-section": node.id,
        click: (event) => {
          event.preventDefault();
          goToSection(node.id);
        },
      },
      headingOf(node).textContent,
    );
  return el(
    "nav",
    { id: "contents", "aria-label": "Contents" },
    ...groups.map(({ title, parts }) =>
      el(
        "div",
        {},
        el("h2", {}, title),
        el("ul", {}, ...parts.map(({ node }) => el("li", {}, link(node)))),
      )
    ),
  );
}

/** The same, at hand wherever the reader is. */
function contentsMenu(groups: readonly PartGroup[]): HTMLSelectElement {
  const select = el(
    "select",
    {
      "aria-label": "Go to a part of the page",
      change: () => {
        goToSection(select.value);
        select.value = "";
      },
    },
    el("option", { value: "" }, "Go to …"),
    ...groups.map(({ title, parts }) =>
      el(
        "optgroup",
        { label: title },
        ...parts.map(({ node }) =>
          el("option", { value: node.id, "data-section": node.id }, headingOf(node).textContent)
        ),
      )
    ),
  );
  return select;
}
