// A worker that makes the batches of data sets in memory.
import { serveBatches } from './batches/serve-batches.ts';
import { openMemory } from './in-memory.ts';

serveBatches(openMemory);
