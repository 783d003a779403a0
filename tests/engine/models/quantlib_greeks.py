"""QuantLib's Greeks of straddles on standard input, as JSON.

`black`: [S, X, v in percent, days]; answered with gamma, vega and theta in units of X, gamma a unit of
S / X, vega a point, theta a calendar day. `bachelier`: [F, X, v in basis points, days, A]; answered with
gamma a unit of F and of A, vega a basis point, theta a day.
"""
import json
import math
import sys

import QuantLib as ql

SIDES = (ql.Option.Call, ql.Option.Put)


def black(S, X, v, days):
    T = days / 365
    s = v / 100 * math.sqrt(T)
    sides = [ql.BlackCalculator(ql.PlainVanillaPayoff(side, X), S, s, 1.0) for side in SIDES]
    gamma = sum(side.gammaForward() for side in sides) * X
    vega = sum(side.vega(T) for side in sides) / X / 100
    theta = sum(side.theta(S, T) for side in sides) / X / 365
    return gamma, vega, theta


def bachelier(F, X, v, days, A):
    T = days / 365

    def value(rate, time, vol):
        s = vol / 1e4 * math.sqrt(time)
        return sum(ql.bachelierBlackFormula(side, X, rate, s, A) for side in SIDES)

    # QuantLib's Python has no such derivatives: differences of its values.
    step, hour, point = v / 1e4 * math.sqrt(T) / 1e3, T / 1e4, v / 1e4
    gamma = (value(F + step, T, v) - 2 * value(F, T, v) + value(F - step, T, v)) / step ** 2 / A
    vega = (value(F, T, v + point) - value(F, T, v - point)) / (2 * point)
    theta = -(value(F, T + hour, v) - value(F, T - hour, v)) / (2 * hour) / 365
    return gamma, vega, theta


cases = json.load(sys.stdin)
json.dump({
    "black": [black(*case) for case in cases["black"]],
    "bachelier": [bachelier(*case) for case in cases["bachelier"]],
}, sys.stdout)
