/** What other libraries call the parameters of a norm: MXNet and Keras. */
const parts: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
  moving_var: 'running_var',
};

/** A parameter's name as PyTorch has it. */
export const canonicalPart = (part: string): string => (Object.hasOwn(parts, part) ? (parts[part] ?? part) : part);
