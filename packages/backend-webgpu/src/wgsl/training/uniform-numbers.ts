/** The first four words of the uniform are a split; then come numbers, mostly places of tensors. */
export const declareNumbers = (count: number): string => `<uniform> places: array<vec4u, ${Math.ceil(count / 4) + 1}>`;

export const numberAt = (index: number): string => `places[${(index >> 2) + 1}].${'xyzw'[index % 4]}`;

/** The one element of a tensor whose place is a number of the uniform, in all lanes. */
export const elementAt = (index: number): string => `vec4f(tensors[${numberAt(index)}].x)`;

/** A vector of the tensor whose place is a number of the uniform. */
export const tensorAt = (index: number): string => `tensors[${numberAt(index)} + c]`;
