/** Workbooks for tests, written by hand: a zip of the few parts that a reader of .xlsx must know. */
import { crc32 } from "node:zlib";

const encoder = new TextEncoder();

/** A cell: a text, a number, or a number in a style (1 = a day). */
export type SheetCell = string | number | { readonly serial: number } | { readonly error: string };

/** A workbook with one sheet; texts are shared, or inline. */
export function workbook(
  rows: readonly (readonly SheetCell[])[],
  { date1904 = false, inline = false } = {},
): Uint8Array<ArrayBuffer> {
  const shared: string[] = [];
  const places = new Map<string, number>();
  const text = (value: string) => {
    let place = places.get(value);
    if (place === undefined) places.set(value, place = shared.push(value) - 1);
    return place;
  };
  const cell = (value: SheetCell, at: string) => {
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value !== "string") {
      return "serial" in value
        ? `<c r="${at}" s="1"><v>${value.serial}</v></c>`
        : `<c r="${at}" t="e"><v>${value.error}</v></c>`;
    }
    if (value === "") return "";
    return inline
      ? `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`
      : `<c r="${at}" t="s"><v>${text(value)}</v></c>`;
  };
  const lines = rows.map((row, r) => {
    const cells = row.map((value, c) => cell(value, `${String.fromCharCode(65 + c)}${r + 1}`));
    return `<row r="${r + 1}">${cells.join("")}</row>`;
  });
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;
  return zip({
    "[Content_Types].xml":
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": `<Relationships xmlns="${relations}">${
      relation(1, "officeDocument", "xl/workbook.xml")
    }</Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}">` +
      `<workbookPr date1904="${date1904 ? 1 : 0}"/>` +
      '<sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relations}">${
      relation(1, "worksheet", "worksheets/sheet1.xml") + relation(2, "styles", "styles.xml") +
      relation(3, "sharedStrings", "sharedStrings.xml")
    }</Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/>` +
      '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${
      lines.join("")
    }</sheetData></worksheet>`,
    "xl/sharedStrings.xml": `<sst xmlns="${main}">${
      shared.map((value) => `<si><t>${escaped(value)}</t></si>`).join("")
    }</sst>`,
  });
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** A zip archive whose files are stored as they are (APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16). */
function zip(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [encoder.encode(name), encoder.encode(text)];
    const common = (bytes: DataView, at: number) => {
      bytes.setUint16(at, 20, true);
      bytes.setUint32(at + 10, crc32(data), true);
      bytes.setUint32(at + 14, data.length, true);
      bytes.setUint32(at + 18, data.length, true);
      bytes.setUint16(at + 22, path.length, true);
    };
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    common(local, 4);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(4, 20, true);
    common(entry, 6);
    entry.setUint32(42, offset, true);
    entries.push(new Uint8Array(entry.buffer), path);
    parts.push(new Uint8Array(local.buffer), path, data);
    offset += 30 + path.length + data.length;
  }
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length / 2, true);
  end.setUint16(10, entries.length / 2, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  const all = [...parts, ...entries, new Uint8Array(end.buffer)];
  const bytes = new Uint8Array(offset + size + 22);
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
