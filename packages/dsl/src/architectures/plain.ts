import { architecture } from './architecture.ts';

// The plain twins of He et al. 2015.
/** The plain twin of ResNet-18: the same layers without shortcuts, 11.5 M parameters; N×3×224×224 → N×1000 (He et al. 2015, §3.3). `options` change something of it. */
export const plain18 = architecture({ stages: [2, 2, 2, 2], block: 'basic', shortcut: 'none' });
/** The plain twin of ResNet-34: the same layers without shortcuts, 21.6 M parameters; N×3×224×224 → N×1000 (He et al. 2015, §3.3). `options` change something of it. */
export const plain34 = architecture({ stages: [3, 4, 6, 3], block: 'basic', shortcut: 'none' });
