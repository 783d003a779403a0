/// <reference lib="dom" />
/**
 * Light, dark and paper. The colours are page.css's; canvases ask for them here, and are told when
 * they change.
 */
import { el } from "./dom.ts";

export type Colour =
  | "ink"
  | "muted"
  | "grid"
  | "surface"
  | "blue"
  | "vermillion"
  | "green"
  | "orange"
  | "sky"
  | "purple"
  | "gain"
  | "loss";

/** Widths that charts have on paper, whose layout is not known before it is printed. */
export const PAPER = { wide: 690, half: 336 } as const;

const root = document.documentElement;
const listeners = new Set<() => void>();
const cache = new Map<Colour, string>();
let printing = false;

/** A colour as a canvas takes it. */
export function colour(name: Colour): string {
  let value = cache.get(name);
  if (value === undefined) {
    const probe = el("span");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    cache.set(name, value = getComputedStyle(probe).color);
    probe.remove();
  }
  return value;
}

export function isPrinting(): boolean {
  return printing;
}

/** Calls back whenever colours, or screen and paper, change. */
export function onThemeChange(listener: () => void): void {
  listeners.add(listener);
}

function changed(): void {
  cache.clear();
  for (const listener of listeners) listener();
}

function setPrinting(on: boolean): void {
  if (printing === on) return;
  printing = on;
  root.classList.toggle("printing", on);
  changed();
}

/** Follows the system's colours and the printer; to be called once. */
export function watchTheme(): void {
  const print = matchMedia("print");
  print.addEventListener("change", () => setPrinting(print.matches));
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(print.matches));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  if (print.matches) setPrinting(true);
}

/** The button that turns light to dark and back. */
export function themeButton(): HTMLButtonElement {
  const dark = () =>
    root.dataset["theme"] === "dark" ||
    (root.dataset["theme"] === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => dark() ? "Light" : "Dark";
  const button = el("button", {
    type: "button",
    id: "theme",
    click: () => {
      root.dataset["theme"] = dark() ? "light" : "dark";
      button.textContent = label();
      changed();
    },
  }, label());
  onThemeChange(() => button.textContent = label());
  return button;
}
