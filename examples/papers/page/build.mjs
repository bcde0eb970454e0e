// Builds the page, and serves it where it is asked to.
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../options.mjs';
import { buildPage } from './build-page.mjs';

const { out, images, serve } = readOptions(
  `Usage: node build.mjs [options]

  --out FOLDER   where the page is written (dist, beside this file)
  --images N     of MNIST's test images that it shows (500)
  --serve        serves it, until it is interrupted
`,
  { out: fileURLToPath(new URL('dist', import.meta.url)), images: '500', serve: false },
);
const bundle = await buildPage(out, Number(images));
if (serve) {
  const { port } = await bundle.serve({ servedir: out });
  console.log(`http://localhost:${port}`);
} else await bundle.dispose();
