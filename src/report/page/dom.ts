/// <reference lib="dom" />
/** Elements made of data: texts are only ever text nodes, whatever they hold. */

export type Child = Node | string | null | undefined | false;
export type Attributes = Readonly<
  Record<string, string | number | boolean | undefined | ((event: Event) => void)>
>;

/** An element; functions become listeners of that name, `true` an empty attribute. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

/** A titled part of the page. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  const heading = el("h2", { id: `${id}-title`, tabindex: -1 }, title);
  return el("section", { id, "aria-labelledby": `${id}-title` }, heading, ...children);
}

/** Puts controls beside the title of a section. */
export function besideTitle(node: HTMLElement, controls: HTMLElement): void {
  const heading = node.firstElementChild!;
  const titled = el("div", { class: "titled" });
  heading.replaceWith(titled);
  titled.append(heading, controls);
}

/** A text whose dates and months are not broken at the end of a line. */
export function wholeDates(text: string): (Node | string)[] {
  return text.split(/(\d{4}-\d\d(?:-\d\d)?)/).map((part, i) =>
    i % 2 === 1 ? el("span", { class: "date" }, part) : part
  );
}

let ids = 0;

/** An id that no other element has. */
export function newId(): string {
  return `id${++ids}`;
}
