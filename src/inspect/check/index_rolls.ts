/** Straddles on a credit index that is replaced by its next series during their life. */
import { formatDay, lastDayOfMonth } from "../../base/calendar.ts";
import { counted } from "../../base/wording.ts";
import { State } from "../../engine/states.ts";
import type { StraddleTable } from "../../engine/resolve.ts";
import { indexRolls } from "../limits.ts";
import type { Finding } from "./findings.ts";

/** The finding about an asset's straddles that span a roll day by their scheduled days. */
export function indexRollFindings(table: StraddleTable): Finding[] {
  const days = new Set<number>();
  let count = 0;
  for (let i = 0; i < table.count; i++) {
    if (table.state[i] !== State.open) continue;
    const target = table.entryAnchor[i]! + table.entryOffset[i]!;
    const entry = Math.min(target, lastDayOfMonth(table.entryMonth[i]!));
    const rolls = indexRolls(table.asset, { entry, expiry: table.expiryAnchor[i]! });
    for (const day of rolls) days.add(day);
    if (rolls.length > 0) count += table.copies[i]!;
  }
  if (count === 0) return [];
  const [first, last] = [Math.min(...days), Math.max(...days)].map(formatDay);
  return [{
    severity: "note",
    kind: "index roll",
    subject: table.asset.underlying,
    count,
    unit: "straddle",
    detail: first === last ? first! : `${counted(days.size, "roll day")}, ${first} to ${last}`,
    message: "The credit index rolls to its next series about 20 March and 20 September; the " +
      "spread's jump then counts as if the market had moved",
    mend: "nothing is broken; read the P&L of these straddles with care",
  }];
}
