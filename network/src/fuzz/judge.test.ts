import { readOperations } from './document';
import { judge } from './judge';

const [operation] = readOperations({
    components: {
        schemas: { Problem: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] } },
    },
    paths: {
        '/things': {
            get: {
                responses: {
                    200: {
                        content: {
                            'application/json': {
                                schema: {
                                    type: 'object',
                                    properties: { n: { type: 'integer' } },
                                    required: ['n'],
                                    additionalProperties: false,
                                },
                            },
                        },
                    },
                    304: {},
                    400: {
                        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
                    },
                },
            },
        },
    },
});

const faultOf = (status: number, text: string, mediaType = 'application/json'): string | undefined =>
    judge(operation!, { status, mediaType, text })?.fault;

describe('the judge of answers', () => {
    it('lets pass what the document describes, also by reference', () => {
        expect(faultOf(200, '{"n":1}')).toBeUndefined();
        expect(faultOf(400, '{"code":"X"}', 'application/problem+json')).toBeUndefined();
        expect(faultOf(304, '', '')).toBeUndefined();
    });

    it('names what the document does not describe', () => {
        expect(faultOf(200, '{"n":1,"more":2}')).toBe('outside the schema');
        expect(faultOf(200, '{"n":"1"}')).toBe('outside the schema');
        expect(faultOf(200, 'n=1')).toBe('outside the schema');
        expect(faultOf(400, '{}', 'application/problem+json')).toBe('outside the schema');
        expect(faultOf(400, '{"code":"X"}')).toBe('other media type');
        expect(faultOf(404, '{"code":"X"}', 'application/problem+json')).toBe('undocumented status');
        expect(faultOf(500, '{"n":1}')).toBe('server error');
        expect(faultOf(0, 'socket closed')).toBe('no answer');
    });
});
