import { architecture } from './architecture.ts';

/** ResNet-34-D: deep stem, average pools in shortcuts, average pools stride, 21.8 M parameters (He et al. 2015; He et al. 2018; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetaa34d = architecture({
  stages: [3, 4, 6, 3],
  block: 'basic',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'average',
});
/** ResNet-50: average pools stride, 25.6 M parameters (He et al. 2015; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetaa50 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', antialias: 'average' });
/** ResNet-50-D: deep stem, average pools in shortcuts, average pools stride, 25.6 M parameters (He et al. 2015; He et al. 2018; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetaa50d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'average',
});
/** ResNet-101-D: deep stem, average pools in shortcuts, average pools stride, 44.6 M parameters (He et al. 2015; He et al. 2018; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetaa101d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'average',
});
/** ResNet-18: blur filters stride, 11.7 M parameters (He et al. 2015; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetblur18 = architecture({ stages: [2, 2, 2, 2], block: 'basic', antialias: 'blur' });
/** ResNet-50: blur filters stride, 25.6 M parameters (He et al. 2015; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetblur50 = architecture({ stages: [3, 4, 6, 3], block: 'bottleneck', antialias: 'blur' });
/** ResNet-50-D: deep stem, average pools in shortcuts, blur filters stride, 25.6 M parameters (He et al. 2015; He et al. 2018; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetblur50d = architecture({
  stages: [3, 4, 6, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'blur',
});
/** ResNet-101-D: deep stem, average pools in shortcuts, blur filters stride, 44.6 M parameters (He et al. 2015; He et al. 2018; Zhang 2019); N×3×224×224 → N×1000. `options` change something of it. */
export const resnetblur101d = architecture({
  stages: [3, 4, 23, 3],
  block: 'bottleneck',
  stem: 'deep',
  shortcut: 'D',
  antialias: 'blur',
});
