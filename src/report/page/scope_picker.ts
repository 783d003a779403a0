/// <reference lib="dom" />
/** The choice of what to look at: a text field that searches a list (the ARIA combobox pattern). */
import type { Scope } from "../page_data.ts";
import { el } from "./dom.ts";
import { percent } from "./format.ts";
import { type Run, scopeName } from "./run.ts";
import { unitOf } from "./span_figures.ts";

const KINDS = { total: "", class: "Class", group: "Group", asset: "Asset" } as const;

export interface ScopePicker {
  readonly node: HTMLElement;
  show(scope: Scope): void;
}

/** The scopes whose names and kinds hold every word of a text. */
function search(scopes: readonly Scope[], text: string): readonly Scope[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return scopes.filter((scope) => {
    const name = `${scopeName(scope)} ${KINDS[scope.kind]}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}

/** A line of the list. */
function option(
  scope: Scope,
  i: number,
  selected: boolean,
  share: (scope: Scope) => number,
  pick: () => void,
): HTMLElement {
  return el(
    "li",
    {
      id: `scope-${i}`,
      role: "option",
      "aria-selected": String(selected),
      // Before the field loses the focus, which closes the list.
      mousedown: (event) => {
        event.preventDefault();
        pick();
      },
    },
    el("span", {}, scopeName(scope)),
    el("small", {}, KINDS[scope.kind], " ", percent(share(scope))),
  );
}

export function scopePicker(run: Run, choose: (scope: Scope) => void): ScopePicker {
  let current = run.total, found: readonly Scope[] = [], active = -1;
  // What each gave to the whole run's P&L.
  const share = (scope: Scope) => unitOf(run, run.total, undefined) * scope.figures.pnl;
  const list = el("ul", { id: "scope-list", role: "listbox", "aria-label": "Parts of the run" });
  const input = el("input", {
    id: "scope",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": "scope-list",
    "aria-autocomplete": "list",
  });
  const reset = el("button", { type: "button", click: () => choose(run.total) }, "Whole run");
  list.hidden = true;

  const open = (text: string) => {
    found = search(run.data.scopes, text);
    active = text === "" ? found.indexOf(current) : found.length > 0 ? 0 : -1;
    const lines = found.map((scope, i) =>
      option(scope, i, scope === current, share, () => pick(scope))
    );
    list.replaceChildren(...lines);
    if (found.length === 0) list.append(el("li", { class: "empty" }, "Nothing by that name"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input.value = scopeName(current);
  };
  const mark = () => {
    for (const [i, item] of [...list.children].entries()) {
      item.classList.toggle("active", i === active);
      if (i === active) item.scrollIntoView({ block: "nearest" });
    }
    if (active >= 0) input.setAttribute("aria-activedescendant", `scope-${active}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const pick = (scope: Scope) => {
    choose(scope);
    current = scope;
    close();
  };
  input.addEventListener("click", () => {
    if (list.hidden) {
      input.select();
      open("");
    }
  });
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.key === "Enter") {
      const scope = found[active];
      if (!list.hidden && scope) pick(scope);
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (list.hidden) return open("");
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = (active + step + found.length) % Math.max(1, found.length);
    mark();
  });
  return {
    node: el(
      "div",
      { class: "picker" },
      el("label", { for: "scope" }, "Show"),
      el("div", { class: "combobox" }, input, list),
      reset,
    ),
    show(scope) {
      current = scope;
      reset.hidden = scope.kind === "total";
      close();
    },
  };
}
