"""The computing game as one would write it with numpy and scipy: the rival of benchmarks/compute.mjs.

Reads columns of float64 (fbar, rho, r, c, gamma) from the file named first; the number of sellers, a and lambda after
it. Each line of standard input names a way to find the root and gets one line of JSON.
"""
import json
import sys
import time

import numpy as np
import scipy
from scipy.optimize import brentq, root_scalar


def solve(fbar, rho, r, c, gamma, a, lam, find):
    b, g = fbar - rho + 1, gamma * (r - c)
    total, start = fbar.sum(), np.log(lam * a)

    def amounts(marginal):
        margin = marginal - r
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = b - np.sqrt(g * b / margin)
        return np.where(margin > 0, np.clip(inside, 0, fbar), 0)

    def residual(z):
        return z - start - lam * (total - amounts(np.exp(z)).sum())

    z = find(residual, start, min(start + lam * total, 709))
    marginal = np.exp(z)
    f = amounts(marginal)
    return marginal, f, r + g / (b - f)


WAYS = {
    "brentq": lambda residual, low, high: brentq(residual, low, high, xtol=1e-15, rtol=1e-15),
    "bisect": lambda residual, low, high: root_scalar(residual, bracket=(low, high), method="bisect", xtol=1e-14).root,
}


def main():
    path, count, a, lam = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    columns = np.fromfile(path).reshape(5, count)
    for line in sys.stdin:
        start = time.perf_counter()
        marginal, f, prices = solve(*columns, a, lam, WAYS[line.strip()])
        seconds = time.perf_counter() - start
        answer = {"seconds": seconds, "A": float(marginal), "sold": float(f.sum()), "payment": float((prices * f).sum())}
        print(json.dumps(answer | {"scipy": scipy.__version__}), flush=True)


if __name__ == "__main__":
    main()
