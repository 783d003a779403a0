"""What QuantLib says, as JSON, of the cases on standard input.

`options`: [F, X, v in basis points a year, days, A] each; answered with value and delta of a normal
straddle. `curves`: deposit and swap rates by tenor; answered with the par rate and annuity of forward
swaps, by years of the swap and days to its start.
"""
import json
import math
import sys

import QuantLib as ql

CALENDAR = ql.UnitedStates(ql.UnitedStates.GovernmentBond)
SEMIANNUAL = ql.Thirty360(ql.Thirty360.BondBasis)


def straddle(F, X, v, days, A):
    s = v / 1e4 * math.sqrt(days / 365)
    sides = (ql.Option.Call, ql.Option.Put)
    value = sum(ql.bachelierBlackFormula(side, X, F, s, A) for side in sides)
    # The chances to end above and below: the derivatives of call and put by F, a unit of annuity.
    above, below = (
        ql.bachelierBlackFormulaAssetItmProbability(side, X, F, s) for side in sides
    )
    return value, above - below


def bootstrap(today, quotes):
    helpers = []
    for tenor, rate in quotes.items():
        quote = ql.QuoteHandle(ql.SimpleQuote(rate))
        if tenor.endswith("M"):
            helpers.append(ql.DepositRateHelper(
                quote, ql.Period(tenor), 2, CALENDAR, ql.ModifiedFollowing, False, ql.Actual360()))
        else:
            helpers.append(ql.SwapRateHelper(
                quote, ql.Period(tenor), CALENDAR, ql.Semiannual, ql.ModifiedFollowing, SEMIANNUAL,
                ql.USDLibor(ql.Period("3M"))))
    curve = ql.PiecewiseLogCubicDiscount(today, helpers, ql.Actual365Fixed())
    curve.enableExtrapolation()
    return ql.YieldTermStructureHandle(curve)


def forward_swap(curve, start, years):
    def schedule(period):
        return ql.Schedule(
            start, CALENDAR.advance(start, years, ql.Years), ql.Period(period), CALENDAR,
            ql.ModifiedFollowing, ql.ModifiedFollowing, ql.DateGeneration.Forward, False)

    swap = ql.VanillaSwap(
        ql.VanillaSwap.Payer, 1, schedule("6M"), 0.0, SEMIANNUAL, schedule("3M"),
        ql.USDLibor(ql.Period("3M"), curve), 0, ql.Actual360())
    swap.setPricingEngine(ql.DiscountingSwapEngine(curve))
    return swap.fairRate(), abs(swap.fixedLegBPS()) / 1e-4


def forward_swaps(quotes, years, days):
    today = ql.Date(15, 3, 2021)
    ql.Settings.instance().evaluationDate = today
    curve = bootstrap(today, quotes)
    spot = CALENDAR.advance(today, 2, ql.Days)
    later = CALENDAR.adjust(spot + days)
    return {
        "days": later - spot,
        "now": forward_swap(curve, spot, years),
        "in6m": forward_swap(curve, CALENDAR.advance(spot, 6, ql.Months), years),
        "then": forward_swap(curve, later, years),
    }


cases = json.load(sys.stdin)
json.dump({
    "version": ql.__version__,
    "options": [straddle(*case) for case in cases["options"]],
    "curves": [forward_swaps(*case) for case in cases["curves"]],
}, sys.stdout)
