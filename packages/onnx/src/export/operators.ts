/** The operator sets that files are written in, the newest last. */
export const opsets = { least: 9, usual: 17, most: 23 } as const;

/** The first version of the file format that goes with an operator set (https://github.com/onnx/onnx/blob/main/docs/Versioning.md). */
const irVersions: Readonly<Record<number, number>> = {
  9: 4,
  10: 5,
  11: 6,
  12: 7,
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
  22: 10,
  23: 11,
};

export const irVersionOf = (opset: number): number => irVersions[opset] ?? 8;

/**
 * The operators that are written, and the operator set since which there is each; how inputs and attributes changed since,
 * rules know (https://onnx.ai/onnx/operators).
 */
export const operators = {
  Abs: 6,
  Add: 7,
  AveragePool: 7,
  BatchNormalization: 9,
  Clip: 6,
  Concat: 4,
  Conv: 1,
  Div: 7,
  Elu: 6,
  Erf: 9,
  Exp: 6,
  Expand: 8,
  Flatten: 9,
  Gelu: 20,
  Gemm: 9,
  GlobalAveragePool: 1,
  Greater: 9,
  HardSigmoid: 6,
  HardSwish: 14,
  Identity: 1,
  LeakyRelu: 6,
  Log: 6,
  Max: 8,
  MaxPool: 8,
  Min: 8,
  Mish: 18,
  Mul: 7,
  Neg: 6,
  PRelu: 9,
  Pad: 2,
  ReduceMean: 1,
  Relu: 6,
  Reshape: 5,
  Sigmoid: 6,
  Slice: 1,
  Softplus: 1,
  Sqrt: 6,
  Sub: 7,
  Tanh: 6,
  Unsqueeze: 1,
  Where: 9,
} as const;

export type Operator = keyof typeof operators;
