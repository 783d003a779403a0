/** The hidden name that a file has, beside its place, until it is complete. */

/** The name for `name` in the making; `number` keeps those of several runs apart. */
export function partialName(name: string, number: string): string {
  return `.${name}.${number}.partial`;
}

/** Whether `hidden` is a name that a run gave to `name` in the making. */
export function isPartialName(hidden: string, name: string): boolean {
  const prefix = `.${name}.`;
  return hidden.startsWith(prefix) && /^\d+\.partial$/.test(hidden.slice(prefix.length));
}
