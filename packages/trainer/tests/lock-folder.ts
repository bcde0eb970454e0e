// A process of its own: locks a folder, says so, and stays. lock-folder.ts FOLDER
import { lockFolder } from '../src/node/folder-lock.ts';

const lock = await lockFolder(process.argv[2]!);
console.log('locked');
setInterval(lock.check, 50);
