import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Where an organisation's chaincode process listens. */
export interface ServiceEndpoint {
    /** host:port. */
    readonly address: string;
    /** PEM of the CA behind its TLS certificate. */
    readonly tlsCaPem: string;
}

/** A package for `peer lifecycle`, and the id that a peer gives it. */
export interface ChaincodePackage {
    readonly bytes: Buffer;
    readonly id: string;
}

const BLOCK = 512;
const CHECKSUM_OFFSET = 148;

/** Makes a chaincode package of type `ccaas`; the same input gives the same bytes and so the same id. */
export function serviceChaincodePackage(label: string, { address, tlsCaPem }: ServiceEndpoint): ChaincodePackage {
    const connection = {
        address,
        dial_timeout: '10s',
        tls_required: true,
        client_auth_required: false,
        root_cert: tlsCaPem,
    };
    const code = archive({ 'connection.json': json(connection) });
    const bytes = archive({ 'metadata.json': json({ type: 'ccaas', label }), 'code.tar.gz': code });
    return { bytes, id: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}

function json(value: object): Buffer {
    return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** A gzipped tar of plain files, without dates or owners. */
function archive(files: Readonly<Record<string, Buffer>>): Buffer {
    const parts = Object.entries(files).flatMap(([name, content]) => [
        header(name, content.length),
        content,
        Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
    ]);
    return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]));
}

/** POSIX ustar: name, mode, owner, group, size, date, checksum, type, each at its place, numbers in octal. */
function header(name: string, size: number): Buffer {
    const block = Buffer.alloc(BLOCK);
    const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
    const fields: readonly (readonly [number, string])[] = [
        [0, name],
        [100, octal(0o644, 7)],
        [108, octal(0, 7)],
        [116, octal(0, 7)],
        [124, octal(size, 11)],
        [136, octal(0, 11)],
        [CHECKSUM_OFFSET, ' '.repeat(8)],
        [156, '0'],
        [257, 'ustar\0' + '00'],
    ];
    for (const [offset, text] of fields) block.write(text, offset, 'latin1');
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${octal(sum, 6)} `, CHECKSUM_OFFSET, 'latin1');
    return block;
}
