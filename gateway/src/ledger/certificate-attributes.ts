import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** DER of the object identifier 1.2.3.4.5.6.7.8.1, under which Fabric's CA writes attributes. */
const ATTRIBUTE_OID = Buffer.from([0x06, 0x08, 0x2a, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x01]);
const OCTET_STRING = 0x04;
const LONG_FORM = 0x80;

const attributesSchema = z.object({ attrs: z.record(z.string(), z.string()) });

/** Reads the length octets of DER. @returns The length and where the content begins. */
function readLength(der: Buffer, at: number): { length: number; content: number } {
    const first = der[at] ?? 0;
    if (first < LONG_FORM) return { length: first, content: at + 1 };
    const octets = first - LONG_FORM;
    return { length: der.readUIntBE(at + 1, octets), content: at + 1 + octets };
}

/**
 * Reads the attributes that a Fabric CA put into a certificate.
 * @returns Name to value; empty when the certificate has none.
 */
export function certificateAttributes(certificatePem: string): Readonly<Record<string, string>> {
    const der = new X509Certificate(certificatePem).raw;
    const found = der.indexOf(ATTRIBUTE_OID);
    const tag = found + ATTRIBUTE_OID.length;
    if (found < 0 || der[tag] !== OCTET_STRING) return {};
    const { length, content } = readLength(der, tag + 1);
    return attributesSchema.parse(JSON.parse(der.toString('utf8', content, content + length))).attrs;
}
