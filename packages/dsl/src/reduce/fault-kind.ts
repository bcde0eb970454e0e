/**
 * What two failures have in common where they are one fault: the error's name, and its message's first line without numbers,
 * paths and names of values.
 */
export const faultKind = ({ name, message }: Error): string =>
  `${name}: ${message.split('\n')[0]?.replaceAll(/"[^"]*"|'[^']*'|[\w%.×-]*[\d%.×][\w%.×-]*/g, '…')}`;
