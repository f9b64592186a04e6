"""The loan game as one would write it with numpy and scipy: the rival of benchmarks/loan.mjs.

`loan_numpy.py IN OUT` answers the lines of IN in OUT, like `edgebourse solve loan`, and ends. Without OUT it reads the
lines of IN first; then each line of standard input names a way and gets one line of JSON:
arrays (columns in memory to columns in memory), lines (as above), search (scipy's bounded search for each borrower).
"""
import json
import sys
import time

import numpy as np
import scipy
from scipy.optimize import minimize_scalar

NAMES = ["d", "theta", "qMin", "p", "t", "eta", "lambda", "gamma", "c"]
FIELDS = ["alpha", "beta", "loan", "bankUtility", "borrowerUtility", "alphaBreakEven", "alphaChoke"]
SEARCHED = 2000


def columns_of(borrowers):
    columns = {name: np.array([b[name] for b in borrowers]) for name in NAMES}
    columns["alphaMax"] = np.array([b.get("alphaMax", np.inf) for b in borrowers])
    return columns


def solve(x):
    d, theta, q_min, p, t, eta, lam, gamma, c = (x[name] for name in NAMES)
    k = p * (q_min - theta)
    mix_l, mix_g = lam + eta - lam * eta, gamma + eta - gamma * eta
    with np.errstate(all="ignore"):
        break_even = gamma * t * c * eta / mix_g
        choke = np.where(k < 0, lam * d * eta / (-k * mix_l), np.nan)
        best = np.where(k < 0, np.sqrt(break_even * choke), np.inf)
        alpha = np.minimum(best, x["alphaMax"])
        refused, unbounded = k > 0, (k == 0) & np.isinf(alpha) & (lam > 0)
        dead = ~refused & ~unbounded & ((lam == 0) | (x["alphaMax"] <= break_even) | (choke <= break_even))
        status = np.select([refused, unbounded, dead, best < x["alphaMax"]], ["refused", "unbounded", "no-loan", "interior"], "capped")
        alpha = np.where(refused | dead, 0, alpha)
        loan = np.where(refused | dead, 0, np.maximum(0, lam * d * eta / (alpha * mix_l) + k))
        bank = loan * (alpha * mix_g / eta - gamma * t * c)
        borrower = lam * d * np.log(loan / p - q_min + theta) - alpha * loan * mix_l / eta
    borrower = np.where(refused | np.isinf(borrower), np.nan, borrower)
    return status, np.array([alpha, alpha / (eta * t), loan, bank, borrower, break_even, choke])


def answer_lines(source, target):
    with open(source) as lines:
        borrowers = [json.loads(line) for line in lines]
    status, values = solve(columns_of(borrowers))
    rows = values.T.tolist()
    with open(target, "w") as out:
        for word, row in zip(status.tolist(), rows):
            numbers = {name: value if value == value else None for name, value in zip(FIELDS, row)}
            out.write(json.dumps({"status": word} | numbers) + "\n")


def search(x):
    """The bank's best rate by search: nothing is known of the closed form but the borrower's answer to a rate."""
    found = []
    for i in range(min(SEARCHED, len(x["d"]))):
        d, theta, q_min, p, t, eta, lam, gamma, c = (float(x[name][i]) for name in NAMES)
        k, mix_l, mix_g = p * (q_min - theta), lam + eta - lam * eta, gamma + eta - gamma * eta

        def loss(alpha):
            return -max(0.0, lam * d * eta / (alpha * mix_l) + k) * (alpha * mix_g / eta - gamma * t * c)

        high = min(float(x["alphaMax"][i]), lam * d * eta / (-k * mix_l) if k < 0 else np.inf)
        low = gamma * t * c * eta / mix_g
        if low < high < np.inf:
            found.append(minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-9}).x)
    return len(found)


def main():
    if len(sys.argv) > 2:
        answer_lines(sys.argv[1], sys.argv[2])
        return
    with open(sys.argv[1]) as lines:
        x = columns_of([json.loads(line) for line in lines])
    for line in sys.stdin:
        way, *rest = line.strip().split(" ", 1)
        start, cpu = time.perf_counter(), time.process_time()
        if way == "arrays":
            values = solve(x)[1]
            extra = {"loans": float(values[2].sum()), "alphas": float(values[0].sum())}
        elif way == "lines":
            answer_lines(sys.argv[1], rest[0])
            extra = {}
        else:
            extra = {"searched": min(SEARCHED, len(x["d"])), "found": search(x)}
        times = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
        print(json.dumps(times | extra | {"numpy": np.__version__, "scipy": scipy.__version__}), flush=True)


if __name__ == "__main__":
    main()
