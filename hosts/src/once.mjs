/** Makes a value when it is first asked for: each test of it then fails with the reason why there is none. */
export function once(make) {
  let made;
  return () => (made ??= make());
}
