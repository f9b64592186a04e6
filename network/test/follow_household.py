"""Follows one wallet through one interval of a region in the blocks, with nothing but Python's standard library.

    python3 follow_household.py <ledger folder> <wallets.json> <node> <interval>

Prints every transaction of the interval with its block, and in it what belongs to the household: its signed order and
where it stands in the receipt chain, its trades, its meter's signed reading, its acceptance, the settlement of its
trades, its line with the grid, and the coins that the transaction took from it and gave to it. Signatures are shown as
they stand in the block; addresses are computed here from the keys beside them.
"""

import base64
import hashlib
import json
import os
import sys

from check_chain import chain_of, fields_of, first


def address_of(public_key):
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()


def transaction_of(envelope):
    """(transaction id, function, argument, [(key parts, value or None)]) of an endorser transaction."""
    payload = fields_of(first(fields_of(envelope), 1))
    header = fields_of(first(payload, 1))
    channel_header = fields_of(first(header, 1))
    action = fields_of(first(fields_of(first(payload, 2)), 1))
    action_payload = fields_of(first(action, 2))
    proposal = fields_of(first(action_payload, 1))
    spec = fields_of(first(fields_of(first(proposal, 1)), 1))
    arguments = [text.decode() for text in fields_of(first(spec, 3)).get(1, [])]
    response = fields_of(first(fields_of(first(action_payload, 2)), 1))
    results = first(fields_of(first(response, 2)), 1)
    writes = []
    for namespace in fields_of(results).get(2, []):
        for write in fields_of(first(fields_of(namespace), 2)).get(3, []):
            fields = fields_of(write)
            deleted = first(fields, 2, 0) == 1 or not first(fields, 3)
            key = [part for part in first(fields, 1).decode().split('\x00') if part]
            writes.append((key, None if deleted else json.loads(first(fields, 3))))
    argument = json.loads(arguments[1]) if len(arguments) > 1 else {}
    return first(channel_header, 5).decode(), arguments[0], argument, writes


def show(title, value):
    print(f'    {title}')
    for line in json.dumps(value, indent=2).splitlines():
        print(f'        {line}')


def show_signed(title, envelopes, signer):
    """Shows the envelopes that this key signed."""
    for envelope in envelopes:
        if address_of(envelope['publicKey']) == signer:
            show(title, {'payload': envelope['payload'], 'signature': envelope['signature']})


def show_orders(argument, wallet):
    for chain in argument.get('chains', []):
        for place, receipt in enumerate(chain['receipts'], 1):
            if address_of(receipt['order']['publicKey']) == wallet:
                where = f'{chain["organisation"]}, receipt {place} of {len(chain["receipts"])}'
                show(f'order ({where}, time {receipt["timeMs"]})', receipt['order']['payload'])


def show_clearing(record, wallet):
    mine = [
        {'trade': place, **trade}
        for place, trade in enumerate(record['trades'])
        if wallet in (trade['buyer'], trade['seller'])
    ]
    show(f'trades at {record["priceMicroPerKwh"]} micro-coins per kWh', mine)
    return [trade['trade'] for trade in mine]


def show_settlement(record, wallet, trades):
    show('settlement of these trades', [{'trade': place, **record['trades'][place]} for place in trades])
    show('with the grid', [line for line in record['grid'] if line['wallet'] == wallet])


def show_coins(writes, wallet):
    for key, value in writes:
        if key[0] == 'coin' and key[1] == wallet:
            output = f'{key[2][:16]}.{key[3]}'
            print(f'    coins {"spent:" if value is None else "made: "} {output} {"" if value is None else value["amountMicro"]}')


def follow(ledger, household, interval):
    wallet, alias, region = household['wallet'], household['meterAlias'], household['region']
    trades = []
    with open(os.path.join(ledger, 'blocks.log'), 'rb') as file:
        data = file.read()
    for number, envelopes, codes, _ in chain_of(data):
        if number == 0:
            continue
        for envelope, code in zip(envelopes, codes):
            transaction_id, function, argument, writes = transaction_of(envelope)
            if argument.get('region') != region or argument.get('interval') != interval:
                continue
            print(f'block {number}  {function} {argument.get("gate", "")}  {"valid" if code == 0 else f"code {code}"}  {transaction_id}')
            show_orders(argument, wallet)
            show_signed('reading, signed by its meter', argument.get('readings', []), alias)
            show_signed('acceptance', argument.get('acceptances', []), wallet)
            for key, value in writes:
                if key[0] == 'clearing':
                    trades = show_clearing(value, wallet)
                elif key[0] == 'settlement':
                    show_settlement(value, wallet, trades)
            show_coins(writes, wallet)


def main(arguments):
    if len(arguments) != 4:
        print('usage: follow_household.py <ledger folder> <wallets.json> <node> <interval>', file=sys.stderr)
        return 2
    ledger, wallets, node, interval = arguments
    with open(wallets, encoding='utf-8') as file:
        household = json.load(file)[node]
    follow(ledger, household, int(interval))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
