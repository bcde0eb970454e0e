import windows from '../fixtures/windows.json' with { type: 'json' };

/** What PyTorch makes of two images by one layer, and its gradients of them and of the filters, given that of the result. */
export interface WindowCase {
  readonly name: string;
  readonly layer: 'conv' | 'maxPool' | 'averagePool' | 'pad';
  /** Of the layer's function; its first argument among them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: readonly [number, number, number];
  /** Height and width of the result. */
  readonly size: readonly [number, number];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly dy: readonly number[];
  readonly dx: readonly number[];
  readonly weight?: readonly number[];
  readonly dw?: readonly number[];
}

export const windowCases = windows.cases as unknown as readonly WindowCase[];
