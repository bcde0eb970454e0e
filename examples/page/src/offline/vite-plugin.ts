import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin, ResolvedConfig } from 'vite';

/** Writes service-worker.js: which files the page consists of, and a version that changes with them. */
export function offline(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offline',
    apply: 'build',
    configResolved: (resolved) => void (config = resolved),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const published = readdirSync(config.publicDir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => `${entry.parentPath}/${entry.name}`);
        const digest = createHash('sha256');
        for (const file of Object.values(bundle)) digest.update(file.type === 'chunk' ? file.code : file.source);
        for (const file of published) digest.update(readFileSync(file));
        const files = [
          './',
          ...Object.keys(bundle).filter((name) => name !== 'index.html'),
          ...published.map((file) => file.slice(config.publicDir.length + 1)),
        ];
        this.emitFile({
          type: 'asset',
          fileName: 'service-worker.js',
          source: readFileSync(new URL('service-worker.js', import.meta.url), 'utf8')
            .replace('__FILES__', JSON.stringify(files))
            .replace('__VERSION__', JSON.stringify(`page-${digest.digest('hex').slice(0, 16)}`)),
        });
      },
    },
  };
}
