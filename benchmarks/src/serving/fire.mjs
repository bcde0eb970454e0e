import autocannon from 'autocannon';

/** Requests for so many seconds, each connection's next one when its last one is answered. */
export async function fire({ address }, { picture, connections, duration }) {
  const latencies = [];
  const instance = autocannon({
    url: `${address}/classify`,
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: picture,
    connections,
    duration,
    timeout: 30,
  });
  instance.on('response', (_client, status, _bytes, milliseconds) => status === 200 && latencies.push(milliseconds));
  const { errors, timeouts, non2xx, duration: taken } = await instance;
  return { latencies, failed: errors + timeouts + non2xx, taken };
}
