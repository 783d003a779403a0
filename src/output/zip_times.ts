/** A zip archive without the times at which it was packed, so that the same content gives the same bytes. */

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
/** 1980-01-01, the first day that the format knows. */
const FIRST_DAY = 0x0021;

/** Sets the times of all files, in place. Throws where the bytes are no archive. */
export function withoutTimes(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  const expect = (at: number, signature: number) => {
    if (word(at) !== signature) throw new Error("The workbook is no zip archive");
  };
  const clear = (at: number) => {
    view.setUint16(at, 0, true);
    view.setUint16(at + 2, FIRST_DAY, true);
  };
  // An archive of ours has no comment, so its end is in a fixed place.
  const end = bytes.length - 22;
  expect(end, END);
  let at = word(end + 16);
  for (let files = view.getUint16(end + 10, true); files > 0; files--) {
    expect(at, CENTRAL);
    clear(at + 12);
    const local = word(at + 42);
    expect(local, LOCAL);
    clear(local + 10);
    const length = (from: number) => view.getUint16(at + from, true);
    at += 46 + length(28) + length(30) + length(32);
  }
  return bytes;
}
