import { z } from 'zod';

/** Media type of bodies that are bytes. */
export const BYTES_TYPE = 'application/octet-stream';

/** Declared as the body of a route that takes bytes as they are. */
export const bytesBody = z.custom<Buffer>((value) => Buffer.isBuffer(value));
