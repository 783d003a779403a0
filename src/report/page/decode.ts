/// <reference lib="dom" />
/** The run's data out of the page: base64, gzip, then JSON and the packed columns (see html.ts). */

export interface Decoded<T> {
  readonly data: T;
  readonly columns: Uint8Array;
}

/** Throws where the page was cut off or the browser cannot decompress. */
export async function decode<T>(base64: string): Promise<Decoded<T>> {
  const text = atob(base64.trim());
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < packed.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const jsonSize = new DataView(bytes.buffer).getUint32(0, true);
  const json = new TextDecoder().decode(bytes.subarray(4, 4 + jsonSize));
  return { data: JSON.parse(json), columns: bytes.subarray(4 + jsonSize) };
}
