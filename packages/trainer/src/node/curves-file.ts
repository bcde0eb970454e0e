import { checkOptions, checkValue, kind, positive, required, text } from '@resnet-compile/options';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { list } from '../kinds.ts';
import type { Chart } from '../curves/charts.ts';
import { chartPage } from '../curves/page.ts';
import { replaceFile } from './folder-store.ts';

const require = createRequire(import.meta.url);
const anyText = kind('a text', (value) => typeof value === 'string');

/** What the page shows. */
export interface ChartsOptions {
  /** The page's title and first heading. */
  readonly title: string;
  /** A line of text under it. */
  readonly summary: string;
  /** From the top. */
  readonly charts: readonly Chart[];
  /** Seconds after which the page loads itself again. */
  readonly refresh?: number;
}

/** Writes charts as a page that needs nothing else. @throws {WritingError} */
export async function writeCharts(path: string, options: ChartsOptions): Promise<void> {
  checkValue('writeCharts: the path', path, text);
  checkOptions<ChartsOptions>('writeCharts', options, {
    title: required(text),
    summary: required(anyText),
    charts: required(list),
    refresh: positive(),
  });
  const script = readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
  const style = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');
  return replaceFile(path, chartPage({ ...options, script, style }));
}
