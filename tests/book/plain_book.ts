/**
 * A book in plain SQL over its run: slow, straight from the rules (BK-1 … BK-3), and sharing nothing
 * with the program.
 */
import { quoted } from "../cli/program.ts";

export interface PlainBook {
  readonly weights: "equal" | "vega" | "premium" | "risk";
  /** WeightCap by asset. */
  readonly caps?: Readonly<Record<string, number>>;
  readonly volTarget?: number;
  readonly leverage?: number;
  readonly aum: number;
  readonly side: 1 | -1;
  readonly costs: boolean;
}

/** 1 - α of 365 days. */
const KEPT = `(1 - 2.0 / 366)`;

/** The deviation of a series x by n: after 20 values; NULL before, and while nothing moves. */
function ewma(partition: string): string {
  const over = `OVER (PARTITION BY ${partition} ORDER BY n)`;
  return `CASE WHEN n >= 20 THEN nullif(sqrt(sum(x * x * ${KEPT} ** -n) ${over} /
    sum(${KEPT} ** -n) ${over}), 0) END`;
}

/** erf(x) of a small x by its series. */
function erf(x: string): string {
  return `(2 / sqrt(pi()) * list_sum([(-1) ** n * ${x} ** (2 * n + 1) / (gamma(n + 1) * (2 * n + 1))
    for n in range(25)]))`;
}

const PREMIUM = (vol: string, days: string) =>
  `(2 * ${erf(`(${vol} / 100 * sqrt(${days} / 365) / 2 / sqrt(2))`)})`;
const VEGA = (vol: string, days: string) =>
  `(2 * exp(-((${vol} / 100 * sqrt(${days} / 365) / 2) ** 2) / 2) / sqrt(2 * pi()) *
    sqrt(${days} / 365) / 100)`;

function assetWeight({ weights }: PlainBook): string {
  const days = "greatest(1, date_diff('day', entry, expiry))";
  switch (weights) {
    case "equal":
      return "1 / live";
    case "vega":
      return `${VEGA("20", "30")} / ${VEGA("vol", days)} / live`;
    case "premium":
      return `${PREMIUM("20", "30")} / ${PREMIUM("vol", days)} / live`;
    case "risk":
      return "1 / sigma / inverse";
  }
}

/** SQL for the book's rows, in the order of its file. */
export function plainBook(run: string, book: PlainBook): string {
  const caps = Object.entries(book.caps ?? {})
    .map(([asset, cap]) => `WHEN '${asset}' THEN ${cap}`);
  const cap = caps.length === 0 ? "'inf'::DOUBLE" : `CASE asset ${caps.join(" ")} END`;
  const cost = (name: string) => book.costs ? `coalesce(${name}, 0)` : "0";
  const k = book.volTarget === undefined ? "1" : `least(coalesce(${book.volTarget} /
    (k.sigma * sqrt(252)), 1), ${book.leverage})`;
  return `WITH rows AS (
      SELECT *, date::DATE AS day, date_trunc('month', date::DATE) AS month,
        string_split(straddle, '|') AS fields,
        coalesce(try_cast(nullif(fields[8], '') AS DOUBLE), 100) / 100 AS percent,
        (fields[2] || '-01')::DATE AS first_month, (fields[3] || '-01')::DATE AS last_month,
        CASE isodow(date::DATE) WHEN 6 THEN date::DATE + 2 WHEN 7 THEN date::DATE + 1
          ELSE date::DATE END AS bucket
      FROM ${quoted(run)} WHERE mv IS NOT NULL),
    straddles AS (
      SELECT asset, straddle, any_value(percent) AS percent, any_value(first_month) AS first_month,
        any_value(last_month) AS last_month, min(day) AS entry, max(expiry::DATE) AS expiry
      FROM rows GROUP BY asset, straddle),
    months AS (
      SELECT DISTINCT asset, unnest(generate_series(first_month, last_month, INTERVAL 1 MONTH)) AS month
      FROM straddles),
    lives AS (SELECT month, count(*) AS live FROM months GROUP BY month),
    vols AS (SELECT asset, day, avg(vol) AS vol FROM rows WHERE vol IS NOT NULL GROUP BY asset, day),
    flows AS (
      SELECT asset, bucket, sum(pnl * percent) AS x, row_number() OVER
        (PARTITION BY asset ORDER BY bucket) AS n
      FROM rows WHERE pnl IS NOT NULL GROUP BY asset, bucket),
    sigmas AS (SELECT asset, bucket, ${ewma("asset")} AS sigma FROM flows),
    entries AS (SELECT DISTINCT entry FROM straddles),
    pairs AS (
      SELECT months.asset, entry FROM entries JOIN months ON months.month = date_trunc('month', entry)),
    inverses AS (
      SELECT entry, sum(1 / sigma) AS inverse FROM pairs ASOF JOIN sigmas
        ON pairs.asset = sigmas.asset AND pairs.entry > sigmas.bucket GROUP BY entry),
    known AS (
      SELECT s.*, live, vol, sigma, inverse FROM straddles s
        JOIN lives ON lives.month = date_trunc('month', s.entry)
        LEFT JOIN inverses USING (entry)
        ASOF LEFT JOIN vols ON s.asset = vols.asset AND s.entry > vols.day
        ASOF LEFT JOIN sigmas ON s.asset = sigmas.asset AND s.entry > sigmas.bucket),
    weighed AS (
      SELECT asset, straddle,
        ${book.side} * percent * least(coalesce(${assetWeight(book)}, 0), ${cap}) AS w FROM known),
    totals AS (
      SELECT 1 AS one, bucket, sum(pnl * w) AS x, row_number() OVER (ORDER BY bucket) AS n
      FROM rows JOIN weighed USING (asset, straddle) WHERE pnl IS NOT NULL GROUP BY bucket),
    scaled AS (SELECT bucket, ${ewma("one")} AS sigma FROM totals),
    buckets AS (SELECT DISTINCT bucket FROM rows),
    scales AS (
      SELECT buckets.bucket, ${k} AS k FROM buckets ASOF LEFT JOIN scaled k
        ON buckets.bucket > k.bucket),
    book AS (
      SELECT asset, day, any_value(k) AS k, count(*) AS live, avg(vol) AS vol, sum(w) AS weight,
        sum(mv * w) AS mv, sum(opnl * w) AS opnl, sum(hpnl * w) AS hpnl, sum(pnl * w) AS pnl,
        sum(${cost("cost_option")} * abs(w)) AS cost_option,
        sum(${cost("cost_hedge")} * abs(w)) AS cost_hedge
      FROM rows JOIN weighed USING (asset, straddle) JOIN scales USING (bucket)
      GROUP BY asset, day)
    SELECT asset, day AS date, live, vol, weight, k AS scale, k * weight AS exposure, k * mv AS mv,
      k * opnl AS opnl, k * hpnl AS hpnl, k * pnl AS pnl, k * cost_option AS cost_option,
      k * cost_hedge AS cost_hedge, k * (pnl - cost_option - cost_hedge) AS net, ${book.aum} AS aum,
      ${book.aum} * k * pnl AS pnl_money,
      ${book.aum} * k * (pnl - cost_option - cost_hedge) AS net_money
    FROM book ORDER BY asset, date`;
}
