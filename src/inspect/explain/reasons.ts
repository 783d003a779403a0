/** Why a straddle ended in its state, and what would mend it: one sentence each. */
import type { DaySearch } from "./days.ts";
import type { Asset } from "../../inputs/amt/asset_table.ts";
import { priceColumns, type SingleValuation } from "../single.ts";
import type { NearSeries } from "../near_series.ts";
import { alike, difference } from "../../base/suggest.ts";
import { formatMonth, NO_DAY } from "../../base/calendar.ts";
import { spanOf } from "../../inputs/amt/continuity.ts";
import { EXPIRY_CODES } from "../../engine/anchors.ts";
import { HEDGE_KEYS } from "../../inputs/amt/keys.ts";
import { modelOf, valuedModels } from "../../engine/models/models.ts";
import { CURRENT } from "../../inputs/rules.ts";
import { either } from "../../base/wording.ts";
import type { Inputs } from "../../loader.ts";
import { entryLag } from "../../schedules.ts";
import { Note, State, STATES } from "../../engine/states.ts";

export interface Reason {
  readonly why: string;
  /** Null = nothing is broken. */
  readonly mend: string | null;
}

/** The reason for the straddle's end state; `entry` and `expiry` tell how their days were looked for. */
export function explainState(
  inputs: Inputs,
  single: SingleValuation,
  entry: DaySearch,
  expiry: DaySearch,
  near: NearSeries | undefined,
): Reason {
  const { asset, straddle, outcome, table, at } = single;
  switch (outcome.state) {
    case State.valued:
      return { why: "It has an entry day, an expiry day and days with a value", mend: null };
    case State.noSchedule:
      return asset.options === undefined
        ? {
          why: "The asset names no schedule",
          mend: "Add Options to the asset, with a name under expiry_schedules",
        }
        : {
          why: inputs.amt.schedules.has(asset.options)
            ? `Schedule "${asset.options}" has no components`
            : `Options names the schedule "${asset.options}", which is not under expiry_schedules`,
          mend: `Write schedule "${asset.options}" as a list of components like N0_F3_25, ` +
            "or name another in Options",
        };
    case State.unknownCode:
      return unknownCode(single);
    case State.modelNotSupported: {
      const valued = either(valuedModels(inputs.rules));
      return {
        why: asset.model === ""
          ? "The asset names no valuation model"
          : `The model "${asset.model}" is not supported: nothing is valued with it`,
        mend: modelOf(asset.model, CURRENT) === undefined
          ? `Set Valuation.Model to ${valued}, if that is what the asset is`
          : "Name the rules that have it with --rules current",
      };
    }
    case State.noVolTicker:
      return noVol(single);
    case State.noHedge:
      return noHedge(single);
    case State.anchorMissing:
      return {
        why: sides(entry, expiry).join("; ") || "There is no anchor",
        mend:
          `Give component ${straddle.row.schid} of schedule "${asset.options}" an ordinal that ` +
          `every month has (a weekday's 1 to 4, a business day's 1 to 20)`,
      };
    case State.overrideMissing:
      return {
        why: sides(entry, expiry).join("; ") +
          (inputs.overrides.size === 0
            ? " (no expiry overrides were read at all)"
            : nearText(asset.underlying, inputs.overrides.tickers)),
        mend: inputs.overrides.size === 0
          ? "Name the expiry overrides with --overrides FILE"
          : `Add a line "${asset.underlying},YYYY-MM-DD" to the expiry overrides for each such month`,
      };
    case State.noGoodDay:
      return noGoodDay(single, entry, expiry, near);
    case State.invalidData:
      return invalidData(single);
    case State.otherSide:
      return otherSide(inputs, single);
    case State.error:
      return {
        why: table.errors.get(at) ?? "Its tickers cannot be named",
        mend: "Correct the asset's Hedge in the asset table",
      };
    default:
      throw new Error(`no explanation for the state "${STATES[outcome.state]}"`);
  }
}

function sides(entry: DaySearch, expiry: DaySearch): string[] {
  return [["Entry", entry] as const, ["Expiry", expiry] as const].flatMap(([name, { anchor }]) =>
    anchor.day === null ? [`${name} anchor ${anchor.how}`] : []
  );
}

function unknownCode({ straddle, table, at, asset }: SingleValuation): Reason {
  const { ntrc, ntrv, xprc, schid } = straddle.row;
  const why = entryLag(ntrc) === 0
    ? `The entry code "${ntrc}" is not N or F`
    : table.entryOffset[at] === NO_DAY
    ? `The entry offset "${ntrv}" is no integer`
    : `The expiry code "${xprc}" is not ${either(EXPIRY_CODES)}`;
  return {
    why,
    mend: `Correct component ${schid} of schedule "${asset.options}", or name another in Options`,
  };
}

/** Which of its straddles an asset gives, and which the one that it goes on as. */
export function continuityText({ amt, rules }: Inputs, asset: Asset): string | null {
  const span = rules.set === "current" ? spanOf(amt, asset.underlying) : undefined;
  if (span === undefined) return null;
  const { first, end } = span;
  const sides = [
    ...Number.isFinite(first) ? [`from ${formatMonth(first)} on`] : [],
    ...Number.isFinite(end) ? [`before ${formatMonth(end)}`] : [],
  ];
  return `by asset_continuity it gives the straddles entered ${sides.join(" and ")}`;
}

/** */
function otherSide({ amt }: Inputs, { asset, straddle }: SingleValuation): Reason {
  const { first, end } = spanOf(amt, asset.underlying)!;
  const months = straddle.entry < first
    ? `before ${formatMonth(first)}`
    : `from ${formatMonth(end)} on`;
  return {
    why: `By asset_continuity another asset gives the straddles entered ${months}`,
    mend: "Nothing is broken; correct the switchover in asset_continuity, if it is wrong",
  };
}

function noVol({ asset, straddle, outcome }: SingleValuation): Reason {
  const { vol } = asset;
  const far = straddle.row.ntrc === "F";
  const key = far ? "Far" : "Near";
  if (vol === undefined) {
    return {
      why: "The asset has no Vol section",
      mend: "Add one, with Source, Ticker, Near and Far",
    };
  }
  if (outcome.notes & Note.lmeVol) {
    return {
      why: "The vol source BBG_LMEVOL names no series",
      mend:
        "Name the rules that find one with --rules current, or give the asset a vol source that " +
        "names a series (BBG or CV)",
    };
  }
  if (outcome.notes & Note.farIsNear) {
    return {
      why: `Vol.Far is the same as Vol.Near ("${vol.near}"), and then only N straddles have a vol`,
      mend: "Give Vol.Far a series of its own, or use N components only",
    };
  }
  if (outcome.notes & Note.switchMonth) {
    return {
      why: `The expiry month is the switch month of the vol ticker "${vol.ticker}", in which ` +
        "neither of its series counts",
      mend: "Nothing is broken; move the ticker's switch month to have this month valued",
    };
  }
  const value = far ? vol.far : vol.near;
  return {
    why: `The entry code ${straddle.row.ntrc} reads Vol.${key}, which ` +
      (value === "" ? "is missing" : `is "${value}"`),
    mend: `Name the series in Vol.${key}, or use ${far ? "N" : "F"} components only`,
  };
}

function noHedge({ asset, outcome }: SingleValuation): Reason {
  if (outcome.notes & Note.switchMonth) {
    return {
      why:
        "The expiry month is the switch month of the hedge's split ticker, in which neither of " +
        "its series counts",
      mend: "Nothing is broken; move the ticker's switch month to have this month valued",
    };
  }
  const source = asset.hedge?.get("Source");
  const sources = either([...HEDGE_KEYS.keys()]);
  return {
    why: asset.hedge === undefined || asset.hedge.size === 0
      ? "The asset has no Hedge section"
      : source === undefined
      ? "Hedge.Source is missing"
      : `The Hedge section with Source "${source}" names no hedge column`,
    mend: `Give the asset a Hedge whose Source is ${sources}, with the keys it needs`,
  };
}

/** The price columns without any price in the months of the straddle. */
export function emptyColumns(single: SingleValuation): { name: string; id: number }[] {
  const { series, prices } = single;
  return priceColumns(single).all.filter(({ id }) => {
    const from = prices.origins[id]! + series.firstDays[id]!;
    const to = prices.origins[id]! + series.lastDays[id]!;
    return prices.values.subarray(from, to + 1).every(Number.isNaN);
  });
}

function noGoodDay(
  single: SingleValuation,
  entry: DaySearch,
  expiry: DaySearch,
  near: NearSeries | undefined,
): Reason {
  const { tickers, fields } = single.series;
  const empty = emptyColumns(single);
  const hints = empty.flatMap(({ id }) => {
    const hint = near?.hint(tickers[id]!, fields[id]!);
    return hint === undefined ? [] : [`For "${tickers[id]}" "${fields[id]}" ${hint}`];
  });
  const listed = empty.map(({ id, name }) => `${name} ("${tickers[id]}" "${fields[id]}")`);
  const where = [
    ...(entry.chosen === null ? [`entry: ${entry.rule.replace(/^none: /, "")}`] : []),
    ...(expiry.chosen === null ? [`expiry: ${expiry.rule.replace(/^none: /, "")}`] : []),
  ];
  return {
    why: `A good day needs a vol and every hedge price. ${capital(where.join("; "))}` +
      (empty.length > 0 ? `. No price at all in these months: ${listed.join(", ")}` : "") +
      hints.map((hint) => `. ${hint}`).join(""),
    mend: hints.length > 0
      ? "Write the name alike in asset table and price files"
      : empty.length > 0
      ? "Add the prices of that series, or correct its ticker and field in the asset table"
      : "Add the missing prices of the days listed above",
  };
}

function invalidData(single: SingleValuation): Reason {
  const { hedges } = priceColumns(single);
  const { entry } = single.outcome;
  if (single.refusal !== undefined) {
    return {
      why: `The asset's units are refused: ${single.refusal}`,
      mend: "Correct the prices of its series",
    };
  }
  const model = single.table.model!;
  if (model.hedges.length > 1) {
    return {
      why: "No day from entry to expiry has a vol and an annuity above zero, and all of its rates",
      mend: "Correct the prices of these days, if they are wrong",
    };
  }
  if (!hedges.some(({ name }) => name === "hedge")) {
    return {
      why: "There is no column named hedge in this month, and only that one feeds the model",
      mend: "Give the asset's Hedge its first leg",
    };
  }
  const strike = hedges[0]!.on(entry);
  if (!(strike > 0)) {
    return {
      why: `The strike is the hedge price on the entry day, ${strike}, which is not above zero`,
      mend: "Correct the price of that day, if it is wrong",
    };
  }
  return {
    why: "No day from entry to expiry has a vol and a hedge price above zero",
    mend: "Correct the prices of these days, if they are wrong",
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The names that are nearly the one that is missing. */
function nearText(name: string, names: Iterable<string>): string {
  const near = alike(name, names)
    .map((other) => `"${other}", which is not the same: ${difference(name, other)}`);
  return near.length === 0 ? "" : ` (there are days for ${near.join(" and ")})`;
}
