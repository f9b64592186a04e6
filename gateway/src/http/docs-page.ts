import { dirname } from 'node:path';
import { Router, static as serveFiles } from 'express';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>edgebourse API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', validatorUrl: null });\n`;

/** @returns The browsable page of the API, under /docs; all assets come from here, so a strict policy holds. */
export function docsPage(): Router {
    const router = Router();
    router.get('/docs', (_request, response) => {
        response.type('html').send(PAGE);
    });
    router.get('/docs/start.js', (_request, response) => {
        response.type('js').send(START);
    });
    const assets = dirname(require.resolve('swagger-ui-dist/package.json'));
    router.use('/docs', serveFiles(assets, { index: false, maxAge: '1h' }));
    return router;
}
