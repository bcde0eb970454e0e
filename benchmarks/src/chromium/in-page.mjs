/** The page's side: contenders that share one page, called by `page.mjs`. */
import { loadContender } from '../calls.mjs';

const read = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

/** @type {Map<string, import('../calls.mjs').Calls>} */
const contenders = new Map();

window.contenders = {
  async load({ contender, ...setting }) {
    if (setting.threads > 1 && !crossOriginIsolated)
      throw new Error('the page is not cross-origin isolated: there are no threads');
    const { calls, logits, ...answer } = await loadContender({ contender, ...setting, read });
    contenders.set(contender, calls);
    return { ...answer, logits: [...logits] };
  },
  warmUp: (contender, count, milliseconds) => contenders.get(contender).warmUp(count, milliseconds),
  refresh: (contender) => contenders.get(contender).refresh(),
  time: (contender) => contenders.get(contender).time(),
};
