/** What a last layer is called; a number or one of these may follow, as in `fc.1`, `head.fc`. */
const word =
  'fc|linear|classifier|last_linear|head|heads|logits|output|out|cls|cls_head|classification_head|predictions?';

/** Whether a layer of this name is the last one of a classifier. */
export const isHead = (path: string): boolean => new RegExp(`(^|\\.)(${word})(\\.(${word}|\\d+))*$`).test(path);
