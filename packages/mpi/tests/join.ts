// Joins the processes of its job: node --conditions=@resnet-compile/source join.ts [LIBRARY]
import { mpi } from '../src/index.ts';

const [, , library] = process.argv;
const { rank, ranks } = await mpi(library === undefined ? {} : { library });
console.log(`rank ${rank} of ${ranks}`);
