/** One expression for equal numbers: a network has the same many times. */
export function remembered<Numbers extends readonly unknown[], Made>(make: (...numbers: Numbers) => Made) {
  const made = new Map<string, Made>();
  return (...numbers: Numbers): Made => {
    const key = numbers.join(' ');
    const before = made.get(key);
    if (before !== undefined) return before;
    const expression = make(...numbers);
    made.set(key, expression);
    return expression;
  };
}
