import { value, type Role, type Value } from '../python/expression.ts';
import { unusedName } from '../python/names.ts';

/** A parameter of a class or a function. */
export interface Parameter {
  readonly name: string;
  readonly role: Role;
  /** What it is where it is not given. */
  readonly usual?: string;
  /** In each use. */
  readonly texts: readonly string[];
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
  /** What stands in each place of the template: a literal, a parameter, a multiple of one. */
  readonly places: readonly Value[];
}

const usual: Partial<Record<Role, string>> = { stride: '1', dilation: '1', groups: '1' };

const families: Partial<Record<Role, string>> = {
  in_channels: 'channels',
  out_channels: 'channels',
  channels: 'channels',
  padding: 'dilation',
};
const familyOf = (role: Role): string => families[role] ?? role;

/** `rows`: the values of each use, in the order of the places. What is the same in all of them stays as it is. */
export function parametersOf(rows: readonly (readonly Value[])[], taken: Iterable<string>): Parameters {
  const found: { readonly place: Value; readonly texts: readonly string[]; isWidth: boolean; isOutput: boolean }[] = [];
  const [first = []] = rows;
  const sources = first.map((place, index) => {
    const texts = rows.map((row) => row[index]?.text ?? '');
    if (place.role === undefined || texts.every((text) => text === texts[0])) return place;
    const family = familyOf(place.role);
    for (const [known, other] of found.entries()) {
      const isSame = String(other.texts) === String(texts);
      const otherFamily = familyOf(other.place.role ?? 'rate');
      if (isSame && (otherFamily === family || (place.role === 'groups' && otherFamily === 'channels'))) {
        if (place.role !== 'in_channels') other.isOutput = true;
        return { known, times: 1 };
      }
      // What comes in says nothing of what is within.
      if (family !== 'channels' || otherFamily !== 'channels' || !other.isOutput) continue;
      const times = ratio(texts, other.texts);
      if (times !== undefined) {
        other.isWidth ||= times > 1;
        return { known, times };
      }
    }
    found.push({ place, texts, isWidth: false, isOutput: place.role !== 'in_channels' });
    return { known: found.length - 1, times: 1 };
  });
  const names = new Set<string>(taken);
  const counts = new Map<string, number>();
  const parameters = found.map(({ place, texts, isWidth, isOutput }): Parameter => {
    const role = place.role ?? 'rate';
    const plain = familyOf(role) === 'channels' ? (isOutput ? (isWidth ? 'width' : 'channels') : 'in_channels') : role;
    const nth = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, nth);
    const name = unusedName(nth === 1 ? plain : ofOwner(place.owner, plain), names);
    names.add(name);
    const left = usual[role];
    return { name, role, texts, ...(left !== undefined && texts.includes(left) ? { usual: left } : {}) };
  });
  const places = sources.map((source): Value => {
    if (!('known' in source)) return source;
    const name = parameters[source.known]?.name ?? '';
    const { times } = source;
    return value(times === 1 ? name : times > 1 ? `${times} * ${name}` : `${name} // ${Math.round(1 / times)}`);
  });
  return { parameters, places };
}

/** A name that says whose number it is, once. */
function ofOwner(owner: string | undefined, plain: string): string {
  if (owner === undefined || !/^[a-z][a-z0-9_]*$/i.test(owner)) return plain;
  return owner.endsWith(`_${plain}`) ? owner : `${owner}_${plain}`;
}

/** The whole number by which all of one are the other, or its inverse. */
function ratio(texts: readonly string[], of: readonly string[]): number | undefined {
  const ratios = texts.map((text, index) => Number(text) / Number(of[index]));
  const [first = NaN] = ratios;
  const isWhole = Number.isInteger(first) || Number.isInteger(Math.round((1 / first) * 1e9) / 1e9);
  return isWhole && ratios.every((each) => each === first) ? first : undefined;
}
