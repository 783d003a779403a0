/** Dates as people write them. Each text is read once; which order it has, the whole column tells. */
import { dayOf, formatDay, NO_DAY } from "../../base/calendar.ts";
import { type Cell, isBlank, ownText } from "./cell.ts";

/** The order of day, month and year where a text alone does not tell. */
export type DateOrder = "dmy" | "mdy" | "ymd";

/** What `--dates` takes: an order, or where Excel's serial numbers begin. */
export const DATE_CHOICES = ["dmy", "mdy", "ymd", "1900", "1904"] as const;
export type DateChoice = (typeof DATE_CHOICES)[number];

/** What the text of a date tells of its day: nothing, that day or month is first, the day, or too little. */
export const Clue = { none: 0, dayFirst: 1, monthFirst: 2, certain: 3, either: 4 } as const;
export type Clue = (typeof Clue)[keyof typeof Clue];

const SECONDS_A_DAY = 86_400;
/** Serial numbers of 1927 and 2119: no price is older, and no serial of five digits is something else. */
const [FIRST_SERIAL, LAST_SERIAL] = [10_000, 80_000];
/** The 1904 system's zero lies so many days after the 1900 system's. */
const SERIALS_APART = 1462;
/** Two digits are a year of 1950–2049, as spreadsheets have it today. */
const PIVOT = 50;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

const TIME =
  /[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const THREE = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$/;
const DAY_NAME_YEAR = /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/. ,]*(\d{4}|\d{2})$/i;
const NAME_DAY_YEAR = /^([a-z]{3,9})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/. ,]+(\d{4}|\d{2})$/i;
const YEAR_NAME_DAY = /^(\d{4})[-/. ]([a-z]{3,9})[-/. ](\d{1,2})$/i;
const WEEKDAY = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,. ]+/i;
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const EPOCH = /^\d{12,13}$/;

/** The distinct dates of all files, by number. */
export class DateBook {
  /** The day read day first, and month first; NO_DAY = it cannot be. Equal where the text tells. */
  readonly dayFirst: number[] = [];
  readonly monthFirst: number[] = [];
  /** Seconds of the day. */
  readonly times: number[] = [];
  readonly clues: Clue[] = [];
  readonly texts: string[] = [];
  /** How it is written, in words. */
  readonly forms: string[] = [];
  readonly #ids = new Map<Cell, number>();

  constructor(
    readonly choice: DateChoice | undefined,
    /** Stamps are put into this zone's days; undefined = the day as it is written. */
    readonly zone: string | undefined,
  ) {}

  /** The number of a date cell. */
  id(cell: Cell): number {
    const known = this.#ids.get(cell);
    if (known !== undefined) return known;
    const id = this.texts.length;
    const key = typeof cell === "string" ? ownText(cell) : cell;
    this.#ids.set(key, id);
    const reading = this.#read(key);
    this.texts.push(String(key ?? ""));
    this.dayFirst.push(reading.dayFirst);
    this.monthFirst.push(reading.monthFirst);
    this.times.push(reading.time);
    this.clues.push(clueOf(reading));
    this.forms.push(reading.form);
    return id;
  }

  day(id: number, order: DateOrder | undefined): number {
    return order === "mdy" ? this.monthFirst[id]! : this.dayFirst[id]!;
  }

  #read(cell: Cell): Reading {
    if (isBlank(cell)) return NONE;
    if (typeof cell === "number") {
      return EPOCH.test(String(cell)) ? epoch(cell) : this.#serial(cell);
    }
    let text = cell!.replace(/[\u00a0\u202f]/g, " ").trim();
    let time = 0, offset = 0;
    const match = TIME.exec(text);
    if (match) {
      text = text.slice(0, match.index).trim();
      time = secondsOf(match);
      offset = offsetOf(match[5]);
    }
    const reading = this.#readDay(text);
    if (!match) return reading;
    if (Number.isNaN(time)) return NONE;
    const form = `${reading.form} with times`;
    return this.#inZone({ ...reading, time, form }, offset);
  }

  #readDay(text: string): Reading {
    let m: RegExpExecArray | null;
    if ((m = YEAR_FIRST.exec(text))) {
      return certain(civil(m[1]!, m[3]!, m[4]!), `y${m[2]}m${m[2]}d`);
    }
    if ((m = COMPACT.exec(text))) return certain(civil(m[1]!, m[2]!, m[3]!), "yyyymmdd");
    if ((m = THREE.exec(text))) return this.#three(m);
    const named = text.replace(WEEKDAY, "");
    if ((m = DAY_NAME_YEAR.exec(named))) {
      return certain(civil(m[3]!, monthNumber(m[2]!), m[1]!), "d-Mon-y");
    }
    if ((m = NAME_DAY_YEAR.exec(named))) {
      return certain(civil(m[3]!, monthNumber(m[1]!), m[2]!), "Mon d, y");
    }
    if ((m = YEAR_NAME_DAY.exec(named))) {
      return certain(civil(m[1]!, monthNumber(m[2]!), m[3]!), "y-Mon-d");
    }
    if (EPOCH.test(text)) return epoch(Number(text));
    return SERIAL.test(text) ? this.#serial(Number(text)) : NONE;
  }

  /** `04/05/24`: the option, or both ways. */
  #three([, a, mark, b, c]: RegExpExecArray): Reading {
    const written = `d${mark}m${mark}y`;
    const dayFirst = civil(c!, b!, a!);
    const monthFirst = civil(c!, a!, b!);
    switch (this.choice) {
      case "dmy":
        return certain(dayFirst, written);
      case "mdy":
        return certain(monthFirst, `m${mark}d${mark}y`);
      case "ymd":
        return certain(civil(a!, b!, c!), `y${mark}m${mark}d`);
      default:
        return { dayFirst, monthFirst, time: 0, form: written };
    }
  }

  /** Excel's days since 1899-12-30 (its 1900 has a 29 February) or 1904-01-01. */
  #serial(serial: number): Reading {
    if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL)) return NONE;
    const whole = Math.floor(serial);
    const zero = dayOf(1899, 12, 30) + (this.choice === "1904" ? SERIALS_APART : 0);
    // A time that is a fraction of a day is a second off by rounding.
    const time = Math.min(Math.round((serial - whole) * SECONDS_A_DAY), SECONDS_A_DAY - 1);
    const system = this.choice === "1904" ? "1904" : "1900";
    return { ...certain(zero + whole, `Excel's serial numbers (${system})`), time };
  }

  #inZone(reading: Reading, offset: number): Reading {
    if (this.zone === undefined) return reading;
    const shift = (day: number) =>
      day === NO_DAY ? NO_DAY : zoneDay(day * SECONDS_A_DAY + reading.time - offset, this.zone!);
    return { ...reading, dayFirst: shift(reading.dayFirst), monthFirst: shift(reading.monthFirst) };
  }
}

interface Reading {
  readonly dayFirst: number;
  readonly monthFirst: number;
  readonly time: number;
  readonly form: string;
}

function clueOf({ dayFirst, monthFirst }: Reading): Clue {
  if (dayFirst === monthFirst) return dayFirst === NO_DAY ? Clue.none : Clue.certain;
  if (monthFirst === NO_DAY) return Clue.dayFirst;
  return dayFirst === NO_DAY ? Clue.monthFirst : Clue.either;
}

const NONE: Reading = { dayFirst: NO_DAY, monthFirst: NO_DAY, time: 0, form: "" };

function certain(day: number, form: string): Reading {
  return day === NO_DAY ? NONE : { dayFirst: day, monthFirst: day, time: 0, form };
}

/** Milliseconds since 1970, as many programs write days into JSON. */
function epoch(milliseconds: number): Reading {
  const seconds = Math.floor(milliseconds / 1000);
  const day = Math.floor(seconds / SECONDS_A_DAY);
  return { ...certain(day, "milliseconds since 1970"), time: seconds - day * SECONDS_A_DAY };
}

/** The day of a year of two or four digits; NO_DAY = there is none. */
function civil(yearText: string, monthText: string | number, dayText: string): number {
  const digits = Number(yearText);
  const year = yearText.length > 2 ? digits : digits + (digits < PIVOT ? 2000 : 1900);
  const [month, dayOfMonth] = [Number(monthText), Number(dayText)];
  if (!(month >= 1 && month <= 12 && dayOfMonth >= 1)) return NO_DAY;
  const day = dayOf(year, month, dayOfMonth);
  const pad = (n: number, width: number) => String(n).padStart(width, "0");
  return formatDay(day) === `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}` ? day : NO_DAY;
}

/** 1…12 by the first three letters of an English name; 0 = none. */
function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** NaN = no time of a day. */
function secondsOf([, h, m, s, half]: RegExpExecArray): number {
  let hours = Number(h);
  if (half) hours = hours % 12 + (half.toLowerCase() === "pm" ? 12 : 0);
  const [minutes, seconds] = [Number(m), Number(s ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60) return NaN;
  return hours * 3600 + minutes * 60 + seconds;
}

/** Seconds that a zone's clocks are ahead of UTC. */
function offsetOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  return match[1] === "-" ? -seconds : seconds;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day on a zone's calendars at an instant (seconds since 1970). */
function zoneDay(seconds: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone: zone, calendar: "gregory", numberingSystem: "latn" },
      ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  return dayOf(parts.year!, parts.month!, parts.day!);
}

/** Whether the system knows a time zone of that name. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
