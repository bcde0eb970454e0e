import { defineConfig } from 'vite';
import { offline } from './src/offline/vite-plugin.ts';
import { policy } from './src/policy.ts';

/** What a page needs to share memory with its workers; where a host sends none, the service worker adds them. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  base: './',
  // One page: what is not there is 404, not the page again.
  appType: 'mpa',
  worker: { format: 'es' },
  // Weights and digits are files of their own, however small.
  build: { target: 'es2022', assetsInlineLimit: 0 },
  server: { headers },
  preview: { headers },
  plugins: [policy(), offline()],
});
