/**
 * Where in the text a node of the tree is: worked out from a second parse, and only when a message
 * needs it, so that a clean file pays nothing for line numbers.
 */

import { type Event, EVENT_ID, getScalarValue } from "js-yaml";
import { readEvents } from "./parse.ts";
import type { YamlPath } from "./values.ts";

/** Finds the line (from 1) of the node at a path, or of its nearest ancestor in the text. */
export interface LineFinder {
  (path: YamlPath): number;
  /** The scalar at a path as it is written, without quotes; undefined = there is none. */
  written(path: YamlPath): string | undefined;
}

/** A finder for one text; the first call reads the text, the others only look up. */
export function lineFinder(text: string): LineFinder {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  let root: Place | undefined;
  let starts: readonly number[] | undefined;
  const find = (path: YamlPath): { readonly place: Place; readonly whole: boolean } => {
    let place = root ??= placeTree(source, readEvents(source));
    for (const step of path) {
      const next = childOf(place, String(step));
      if (next === undefined) return { place, whole: false };
      place = next;
    }
    return { place, whole: true };
  };
  const line = (path: YamlPath): number => {
    starts ??= lineStarts(source);
    return lineAt(starts, find(path).place.offset);
  };
  return Object.assign(line, {
    written(path: YamlPath): string | undefined {
      const { place, whole } = find(path);
      return whole ? place.scalar : undefined;
    },
  });
}

interface Place {
  /** Of the key for a mapping's value, of the item for a list's. */
  readonly offset: number;
  content: Content | undefined;
  /** A scalar's text. */
  readonly scalar?: string;
}

interface Content {
  readonly isList: boolean;
  readonly children: Map<string, Place>;
  nextKey: { readonly text: string; readonly offset: number } | undefined;
}

function childOf(place: Place, step: string): Place | undefined {
  const content = place.content;
  if (content === undefined) return undefined;
  const own = content.children.get(step);
  if (own !== undefined) return own;
  const merge = content.children.get("<<")?.content;
  if (merge === undefined) return undefined;
  const sources = merge.isList ? merge.children.values() : [{ offset: 0, content: merge }];
  for (const source of sources) {
    const found = childOf(source, step);
    if (found !== undefined) return found;
  }
  return undefined;
}

function placeTree(source: string, events: readonly Event[]): Place {
  const stack: Content[] = [];
  const anchors = new Map<string, Content | undefined>();
  let root: Place = { offset: 0, content: undefined };
  let position = 0;

  const add = (text: string, content: Content | undefined): void => {
    const parent = stack.at(-1);
    const scalar = content === undefined ? { scalar: text } : {};
    if (parent === undefined) {
      root = { offset: position, content, ...scalar };
    } else if (parent.isList) {
      parent.children.set(String(parent.children.size), { offset: position, content, ...scalar });
    } else if (parent.nextKey === undefined) {
      parent.nextKey = { text, offset: position };
    } else {
      const key = parent.nextKey;
      parent.nextKey = undefined;
      parent.children.set(key.text, { offset: key.offset, content, ...scalar });
    }
  };

  for (const event of events) {
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      if (event.start >= 0) position = event.start;
      const isList = event.type === EVENT_ID.SEQUENCE;
      const content = { isList, children: new Map(), nextKey: undefined };
      remember(event, content);
      add("", content);
      stack.push(content);
    } else if (event.type === EVENT_ID.SCALAR) {
      if (event.valueStart >= 0) position = event.valueStart;
      remember(event, undefined);
      add(getScalarValue(source, event), undefined);
    } else if (event.type === EVENT_ID.ALIAS) {
      position = event.anchorStart - 1;
      const name = source.slice(event.anchorStart, event.anchorEnd);
      add(`*${name}`, anchors.get(name));
    } else if (event.type === EVENT_ID.POP) {
      stack.pop();
    }
  }
  return root;

  function remember(
    event: { readonly anchorStart: number; readonly anchorEnd: number },
    content: Content | undefined,
  ): void {
    if (event.anchorStart < 0) return;
    anchors.set(source.slice(event.anchorStart, event.anchorEnd), content);
  }
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (const match of source.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
