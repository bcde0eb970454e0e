import { DataError } from '@resnet-compile/vision';
import fastify from 'fastify';

const query = {
  type: 'object',
  properties: { top: { type: 'integer', minimum: 1, default: 5 } },
  additionalProperties: false,
};
const labels = {
  type: 'array',
  items: { type: 'object', properties: { label: { type: 'string' }, score: { type: 'number' } } },
};

/**
 * A server, not yet listening, that says what is in pictures. `close()` takes no more requests, answers those that are there,
 * and disposes of the classifier.
 *
 * - `POST /classify?top=5`, the bytes of a picture: `{ labels: [{ label, score }] }`. What is no picture: 422; larger than
 *   `maxBytes`: 413; of another type than `image/*` or `application/octet-stream`: 415.
 * - `GET /health`: how many requests are in, and what computes.
 *
 * @param classify of `classifier`
 * @param maxRequests that are read, wait or are computed; others get a 503 with `Retry-After` before their picture is read
 * @param maxBytes of a picture's file
 * @param logger of Fastify
 */
export function createServer(classify, { maxRequests = 64, maxBytes = 10e6, logger = false } = {}) {
  const server = fastify({
    logger,
    bodyLimit: maxBytes,
    // A picture that is sent byte by byte would keep its place for ever.
    requestTimeout: 30_000,
    ajv: { customOptions: { removeAdditional: false } },
  });
  let requests = 0;

  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    /^(image\/.+|application\/octet-stream)$/,
    { parseAs: 'buffer' },
    async (_, body) => body,
  );

  server.decorateRequest('work', null);
  const count = async (request, reply) => {
    if (requests >= maxRequests)
      return reply.code(503).header('Retry-After', '1').send({ error: 'too many requests are waiting' });
    requests++;
    // Whoever goes away leaves a picture that is computed all the same.
    reply.raw.once('close', () => Promise.allSettled([request.work]).then(() => requests--));
  };

  server.post(
    '/classify',
    { onRequest: count, schema: { querystring: query, response: { 200: { type: 'object', properties: { labels } } } } },
    async (request, reply) => {
      if (!request.body?.length) return reply.code(400).send({ error: 'there is no picture: send its bytes' });
      try {
        request.work = classify(request.body, { top: request.query.top });
        return { labels: await request.work };
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        return reply.code(422).send({ error: error.message });
      }
    },
  );

  server.get('/health', async () => ({
    status: 'ok',
    requests,
    maxRequests,
    network: classify.network.model.name,
    classes: classify.labels.length,
  }));

  // A connection that is kept for further requests would keep the process.
  let isEnding = false;
  server.addHook('preClose', async () => void (isEnding = true));
  server.addHook('onSend', async (_, reply) => void (isEnding && reply.header('Connection', 'close')));
  server.addHook('onClose', () => classify.dispose());
  return server;
}
