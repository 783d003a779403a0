/// <reference lib="dom" />
/** A section of a sweep's page; those that show the chosen variant are told when it changes. */
export interface SweepPart {
  readonly node: HTMLElement;
  show?(variant: number | undefined): void;
}

/** Charts are drawn when they are in the document; those that depend on nothing, once. */
export function once(draw: () => void): () => void {
  let drawn = false;
  return () => {
    if (!drawn) draw();
    drawn = true;
  };
}
