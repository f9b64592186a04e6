"""Verifies the block log of an embedded peer with nothing but Python's standard library.

    python3 check_chain.py <dataDir>

It shares no code with the peer: it reads the frames of `blocks.log`, the protobuf fields of the blocks and the ASN.1 of
their headers by itself, so an error in the peer's own verification cannot hide here. It prints one JSON object and ends
with 1 when something does not fit, naming the place.
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


def coin_totals(state):
    """Micro-coins made, burned, lying in outputs and bonds; `elsewhere` is what contracts hold inside other records."""
    minted, _ = micro_of(state, 'mint')
    burned, _ = micro_of(state, 'burn')
    in_outputs, outputs = micro_of(state, 'coin')
    in_bonds, _ = micro_of(state, 'bond')
    return {
        'minted': str(minted),
        'burned': str(burned),
        'inOutputs': str(in_outputs),
        'outputs': outputs,
        'inBonds': str(in_bonds),
        'elsewhere': str(minted - burned - in_outputs - in_bonds),
    }


def state_digest(state):
    """SHA-256 over `base64(key) base64(value)` lines in byte order of the keys: to compare with a peer's dump."""
    digest = hashlib.sha256()
    for key in sorted(state, key=lambda text: text.encode()):
        line = base64.b64encode(key.encode()) + b' ' + base64.b64encode(state[key]) + b'\n'
        digest.update(line)
    return digest.hexdigest()


def check(data_dir):
    """Checks the whole log; returns what it counted."""
    with open(os.path.join(data_dir, 'blocks.log'), 'rb') as file:
        data = file.read()
    state, blocks, valid, invalid, tip = {}, 0, 0, 0, b''
    for number, envelopes, codes, tip in chain_of(data):
        blocks += 1
        if number == 0:
            continue
        valid += codes.count(0)
        invalid += len(codes) - codes.count(0)
        replay(state, envelopes, codes)
    return {
        'blocks': blocks,
        'valid': valid,
        'invalid': invalid,
        'tip': tip.hex(),
        'keys': len(state),
        'state': state_digest(state),
        'coins': coin_totals(state),
    }


def main(arguments):
    if len(arguments) != 1:
        print('usage: check_chain.py <dataDir>', file=sys.stderr)
        return 2
    try:
        print(json.dumps(check(arguments[0])))
    except (ChainError, OSError) as error:
        print(f'check_chain: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
