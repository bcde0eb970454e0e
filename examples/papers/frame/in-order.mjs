/** What `make` gives of each value, one after the other. */
export async function inOrder(values, make) {
  const results = [];
  for (const [index, value] of values.entries()) results.push(await make(value, index));
  return results;
}
