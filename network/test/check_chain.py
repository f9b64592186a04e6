"""Verifies the block log of an embedded peer with nothing but Python's standard library.

    python3 check_chain.py <dataDir> [--detail]

It shares no code with the peer: it reads the frames of `blocks.log`, the protobuf fields of the blocks and the ASN.1 of
their headers by itself, so an error in the peer's own verification cannot hide here. It prints one JSON object and ends
with 1 when something does not fit, naming the place. `--detail` adds every signed coin command with how often it was
carried out, and what each wallet holds.
"""

import base64
import hashlib
import json
import os
import struct
import sys
import zlib

FRAME_HEADER = struct.Struct('>III')


class ChainError(Exception):
    """The log does not hold what it should; the message says where."""


def frames_of(data):
    """Yields (offset, payload) of each frame; a frame is length, CRC of payload, CRC of these two, payload."""
    at = 0
    while at < len(data):
        if at + FRAME_HEADER.size > len(data):
            raise ChainError(f'byte {at}: a torn frame header')
        length, checksum, header_checksum = FRAME_HEADER.unpack_from(data, at)
        if zlib.crc32(data[at : at + 8]) != header_checksum:
            raise ChainError(f'byte {at}: the frame header does not match its checksum')
        start = at + FRAME_HEADER.size
        payload = data[start : start + length]
        if len(payload) < length:
            raise ChainError(f'byte {at}: a torn frame')
        if zlib.crc32(payload) != checksum:
            raise ChainError(f'byte {at}: the frame does not match its checksum')
        yield at, payload
        at = start + length


def records_of(data):
    """Yields the records of all frames in order."""
    for offset, payload in frames_of(data):
        at = 0
        while at < len(payload):
            (length,) = struct.unpack_from('>I', payload, at)
            record = payload[at + 4 : at + 4 + length]
            if len(record) < length:
                raise ChainError(f'byte {offset}: a record leaves its frame')
            yield record
            at += 4 + length


def read_varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7


def fields_of(data):
    """Protobuf fields as {number: [values in order]}; submessages stay bytes."""
    fields = {}
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, wire_type = key >> 3, key & 7
        if wire_type == 0:
            value, at = read_varint(data, at)
        elif wire_type == 2:
            length, at = read_varint(data, at)
            value, at = data[at : at + length], at + length
        elif wire_type == 1:
            value, at = data[at : at + 8], at + 8
        elif wire_type == 5:
            value, at = data[at : at + 4], at + 4
        else:
            raise ChainError(f'unknown protobuf wire type {wire_type}')
        fields.setdefault(number, []).append(value)
    return fields


def first(fields, number, default=b''):
    return fields.get(number, [default])[0]


def der(tag, content):
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(length)]) + length + content


def header_hash(number, previous_hash, data_hash):
    """SHA-256 of the DER SEQUENCE {INTEGER number, OCTET STRING previous, OCTET STRING data}."""
    integer = number.to_bytes(number.bit_length() // 8 + 1, 'big', signed=True)
    content = der(0x02, integer) + der(0x04, previous_hash) + der(0x04, data_hash)
    return hashlib.sha256(der(0x30, content)).digest()


def read_block(record):
    """(number, previous hash, data hash, envelopes, validation codes) of common.Block bytes."""
    block = fields_of(record)
    header = fields_of(first(block, 1))
    envelopes = fields_of(first(block, 2)).get(1, [])
    metadata = fields_of(first(block, 3)).get(1, [])
    codes = list(metadata[2]) if len(metadata) > 2 else []
    return first(header, 1, 0), first(header, 2), first(header, 3), envelopes, codes


def chain_of(data):
    """Yields (number, envelopes, codes) of each block after checking it against the one before."""
    previous = b''
    for expected, record in enumerate(records_of(data)):
        number, previous_hash, data_hash, envelopes, codes = read_block(record)
        if number != expected:
            raise ChainError(f'block {expected}: it says {number}')
        if previous_hash != previous:
            raise ChainError(f'block {number}: the previous hash is not that of the block before')
        if hashlib.sha256(b''.join(envelopes)).digest() != data_hash:
            raise ChainError(f'block {number}: the data do not match the data hash')
        if len(codes) != len(envelopes):
            raise ChainError(f'block {number}: {len(envelopes)} transactions, {len(codes)} validation codes')
        previous = header_hash(number, previous_hash, data_hash)
        yield number, envelopes, codes, previous


def writes_of(envelope):
    """(key, value or None when deleted) that an endorser transaction writes publicly, in key order."""
    payload = fields_of(first(fields_of(envelope), 1))
    for action in fields_of(first(payload, 2)).get(1, []):
        endorsed = fields_of(first(fields_of(first(fields_of(action), 2)), 2))
        response = fields_of(first(endorsed, 1))
        results = first(fields_of(first(response, 2)), 1)
        for namespace in fields_of(results).get(2, []):
            for write in fields_of(first(fields_of(namespace), 2)).get(3, []):
                fields = fields_of(write)
                deleted = first(fields, 2, 0) == 1 or not first(fields, 3)
                yield first(fields, 1).decode(), None if deleted else first(fields, 3)


def replay(state, envelopes, codes):
    """Applies the public writes of the valid transactions of one block to {key: value}."""
    for envelope, code in zip(envelopes, codes):
        if code != 0:
            continue
        for key, value in writes_of(envelope):
            if value is None:
                state.pop(key, None)
            else:
                state[key] = value


def micro_of(state, object_type):
    """Sum of `amountMicro` over the records of one composite key type, and how many there are."""
    prefix = f'\x00{object_type}\x00'
    records = [json.loads(value) for key, value in state.items() if key.startswith(prefix)]
    return sum(int(record['amountMicro']) for record in records), len(records)


def held_micro(state):
    """Micro-coins inside the clearings: escrows and deposits before the settlement, then those of disputed trades."""
    held = 0
    for key, value in state.items():
        if not key.startswith('\x00clearing\x00'):
            continue
        settlement = json.loads(state.get(key.replace('clearing', 'settlement', 1), b'{"trades": []}'))
        settled = [trade['status'] for trade in settlement['trades']]
        for index, trade in enumerate(json.loads(value)['trades']):
            if index >= len(settled) or settled[index] == 'd':
                held += int(trade['escrowMicro']) + int(trade['depositMicro'])
    return held


def coin_totals(state):
    """Micro-coins made, burned, lying in outputs and bonds, held by clearings; `elsewhere` must be 0."""
    minted, _ = micro_of(state, 'mint')
    burned, _ = micro_of(state, 'burn')
    in_outputs, outputs = micro_of(state, 'coin')
    in_bonds, _ = micro_of(state, 'bond')
    in_clearings = held_micro(state)
    return {
        'minted': str(minted),
        'burned': str(burned),
        'inOutputs': str(in_outputs),
        'outputs': outputs,
        'inBonds': str(in_bonds),
        'inClearings': str(in_clearings),
        'elsewhere': str(minted - burned - in_outputs - in_bonds - in_clearings),
    }


def parts_of(key):
    """Object type and attributes of a composite key."""
    return key[1:-1].split('\x00')


def count_commands(counts, envelopes, codes):
    """Counts in {`wallet id`: times} which signed coin commands the valid transactions of one block carried out."""
    for envelope, code in zip(envelopes, codes):
        if code != 0:
            continue
        for key, _ in writes_of(envelope):
            if key.startswith('\x00command\x00'):
                name = ' '.join(parts_of(key)[1:])
                counts[name] = counts.get(name, 0) + 1


def detail_of(state, counts):
    """What `--detail` adds: each command with its count and the transaction in its record; micro-coins a wallet."""
    commands, wallets = {}, {}
    for key, value in state.items():
        if key.startswith('\x00command\x00'):
            name = ' '.join(parts_of(key)[1:])
            commands[name] = {'times': counts[name], 'txId': json.loads(value)['txId']}
        elif key.startswith('\x00coin\x00'):
            wallet = parts_of(key)[1]
            wallets[wallet] = wallets.get(wallet, 0) + int(json.loads(value)['amountMicro'])
    return {'commands': commands, 'wallets': {wallet: str(micro) for wallet, micro in wallets.items()}}


def state_digest(state):
    """SHA-256 over `base64(key) base64(value)` lines in byte order of the keys: to compare with a peer's dump."""
    digest = hashlib.sha256()
    for key in sorted(state, key=lambda text: text.encode()):
        line = base64.b64encode(key.encode()) + b' ' + base64.b64encode(state[key]) + b'\n'
        digest.update(line)
    return digest.hexdigest()


def check(data_dir, is_detailed=False):
    """Checks the whole log; returns what it counted."""
    with open(os.path.join(data_dir, 'blocks.log'), 'rb') as file:
        data = file.read()
    state, counts, blocks, valid, invalid, tip = {}, {}, 0, 0, 0, b''
    for number, envelopes, codes, tip in chain_of(data):
        blocks += 1
        if number == 0:
            continue
        valid += codes.count(0)
        invalid += len(codes) - codes.count(0)
        replay(state, envelopes, codes)
        if is_detailed:
            count_commands(counts, envelopes, codes)
    return {
        'blocks': blocks,
        'valid': valid,
        'invalid': invalid,
        'tip': tip.hex(),
        'keys': len(state),
        'state': state_digest(state),
        'coins': coin_totals(state),
        **(detail_of(state, counts) if is_detailed else {}),
    }


def main(arguments):
    folders = [argument for argument in arguments if argument != '--detail']
    if len(folders) != 1 or len(arguments) > 2:
        print('usage: check_chain.py <dataDir> [--detail]', file=sys.stderr)
        return 2
    try:
        print(json.dumps(check(folders[0], len(arguments) == 2)))
    except (ChainError, OSError) as error:
        print(f'check_chain: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
