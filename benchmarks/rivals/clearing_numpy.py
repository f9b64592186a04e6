"""The call auction as one would write it with numpy: the rival of benchmarks/clearing.mjs.

Reads columns of float64 (buy limit, quantity, time; sell limit, quantity, time) from the file named first, the number
of buys and sells and the quote after it. Each line of standard input names a way to sort and gets one line of JSON.
Ids need no sorting here: they ascend with the position, and every sort below is stable or holds the position.
"""
import json
import sys
import time

import numpy as np


def by_lexsort(limit, moment):
    """The usual way: an indirect stable sort by time, then by limit."""
    return np.lexsort((moment, limit))


def by_packed(limit, moment):
    """The fastest way known to us: limit, time and position in one 64-bit integer, sorted directly."""
    size = max(len(limit), 1)
    low, early = limit.min(), moment.min()
    span = int(moment.max() - early) + 1
    if (int(limit.max() - low) + 1) * span * size >= 2**63:
        raise OverflowError("limits and times do not fit into 64 bits")
    keys = ((limit - low).astype(np.int64) * span + (moment - early).astype(np.int64)) * size
    keys += np.arange(size)
    keys.sort()
    return keys % size


def clear(buys, sells, quote, order):
    """The price, and of each match the positions of buy and sell and the quantity."""
    buy_order, sell_order = order(-buys[0], buys[2]), order(sells[0], sells[2])
    buy_limit, sell_limit = buys[0][buy_order], sells[0][sell_order]
    buy_sum, sell_sum = np.cumsum(buys[1][buy_order]), np.cumsum(sells[1][sell_order])
    cuts = np.union1d(buy_sum, sell_sum)
    cuts = cuts[cuts <= min(buy_sum[-1], sell_sum[-1])]
    buy, sell = np.searchsorted(buy_sum, cuts), np.searchsorted(sell_sum, cuts)
    count = int(np.count_nonzero(buy_limit[buy] >= sell_limit[sell]))
    cuts, buy, sell = cuts[:count], buy[:count], sell[:count]
    price = quote if count == 0 else min(max(quote, sell_limit[sell[-1]]), buy_limit[buy[-1]])
    return price, buy_order[buy], sell_order[sell], np.diff(cuts, prepend=0.0)


def main():
    path, buy_count, sell_count, quote = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    columns = np.fromfile(path)
    buys = columns[: 3 * buy_count].reshape(3, buy_count)
    sells = columns[3 * buy_count :].reshape(3, sell_count)
    ways = {"lexsort": by_lexsort, "packed": by_packed}
    for line in sys.stdin:
        start = time.perf_counter()
        price, buy, sell, quantity = clear(buys, sells, quote, ways[line.strip()])
        seconds = time.perf_counter() - start
        weight = np.arange(len(buy)) % 97 + 1
        check = [float(((buy + 1) * weight).sum()), float(((sell + 1) * weight).sum()), float((quantity * weight).sum())]
        answer = {"seconds": seconds, "price": price, "volume": float(quantity.sum()), "matches": len(buy), "check": check}
        print(json.dumps(answer | {"numpy": np.__version__}), flush=True)


if __name__ == "__main__":
    main()
