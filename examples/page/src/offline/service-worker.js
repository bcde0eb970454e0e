// Keeps the page, so that it opens without a network. The build fills in these two.
const files = __FILES__;
const version = __VERSION__;

// What has a digest in its name is the same whenever it came.
const request = (file) => new Request(file, { cache: file.startsWith('assets/') ? 'default' : 'reload' });

addEventListener('install', (event) =>
  event.waitUntil(
    caches
      .open(version)
      .then((cache) => cache.addAll(files.map(request)))
      .then(() => skipWaiting()),
  ),
);

addEventListener('activate', (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('page-') && name !== version).map((name) => caches.delete(name)),
        ),
      )
      .then(() => clients.claim()),
  ),
);

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  event.respondWith(
    caches
      .open(version)
      .then((cache) => cache.match(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true }))
      .then((kept) => (kept ? isolated(kept) : fetch(request))),
  );
});

/** With the headers that let a page share memory with its workers, so that it computes on several threads on any host. */
function isolated(response) {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
