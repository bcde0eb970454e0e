// A worker that decodes images and makes batches of them.
import { serveBatches } from '../batches/serve-batches.ts';
import { openFolder } from './image-folder.ts';

serveBatches(openFolder);
