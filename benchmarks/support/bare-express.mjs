// A process of its own: an Express server that parses a JSON body and answers 202, nothing else.
import express from 'express';

const server = express()
    .use(express.json())
    .post('/', (request, response) => {
        response.status(202).json({ id: request.body.payload?.id, status: 'queued' });
    })
    .listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
