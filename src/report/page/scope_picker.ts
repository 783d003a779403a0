/// <reference lib="dom" />
/** The choice of what to look at: a text field that searches a list (the ARIA combobox pattern). */
import type { Scope } from "../page_data.ts";
import { el } from "./dom.ts";
import { percent } from "./format.ts";
import { type Run, scopeName } from "./run.ts";

const KINDS = { total: "", class: "Class", group: "Group", asset: "Asset" } as const;

export interface ScopePicker {
  readonly node: HTMLElement;
  show(scope: Scope): void;
}

export function scopePicker(run: Run, choose: (scope: Scope) => void): ScopePicker {
  let current = run.total, found: readonly Scope[] = [], active = -1;
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
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    found = run.data.scopes.filter((scope) => {
      const name = `${scopeName(scope)} ${KINDS[scope.kind]}`.toLowerCase();
      return words.every((word) => name.includes(word));
    });
    active = text === "" ? found.indexOf(current) : found.length > 0 ? 0 : -1;
    list.replaceChildren(...found.map(option));
    if (found.length === 0) list.append(el("li", { class: "empty" }, "Nothing by that name"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  };
  const option = (scope: Scope, i: number) =>
    el(
      "li",
      {
        id: `scope-${i}`,
        role: "option",
        "aria-selected": String(scope === current),
        // Before the field loses the focus, which closes the list.
        mousedown: (event) => {
          event.preventDefault();
          pick(scope);
        },
      },
      el("span", {}, scopeName(scope)),
      el("small", {}, KINDS[scope.kind], " ", percent(scope.figures.pnl)),
    );
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
