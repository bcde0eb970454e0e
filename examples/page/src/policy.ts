import type { Plugin } from 'vite';

// Scripts come with the page, or were compiled in it. It asks other servers for weights alone, and only when it is told to.
const rules = {
  'default-src': "'none'",
  'script-src': "'self' blob: 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'media-src': 'blob: mediastream:',
  'connect-src': "'self' blob: data: https: http://localhost:* http://127.0.0.1:*",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** The built page's Content-Security-Policy. */
export const policy = (): Plugin => ({
  name: 'policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: Object.entries(rules)
          .map(([name, sources]) => `${name} ${sources}`)
          .join('; '),
      },
      injectTo: 'head-prepend',
    },
  ],
});
