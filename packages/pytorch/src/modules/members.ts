import type { Layer } from '@resnet-compile/dsl';
import { call, type Expression, type Member, type ModuleList } from '../python/expression.ts';
import { memberOf, unusedName } from '../python/names.ts';
import { hasState, isSimple } from './layer-call.ts';
import { conflictsOf, hasNamelessState, listsOf, namedParts } from './named-parts.ts';
import { isWithin } from './paths.ts';

/** The members of a class in the making, by their addresses: the names from the class on. */
export class Members {
  readonly #conflicts: ReadonlySet<string>;
  readonly #lists: ReadonlySet<string>;
  /** Also of those to come. */
  readonly #names: Set<string>;
  readonly #stateful: ReadonlySet<string>;
  /** How many members have numbers for names, from 0 on: the class is a list of them. */
  readonly #count: number;
  readonly #members = new Map<string, Member>();

  constructor(owner: Layer) {
    const parts = namedParts(owner);
    this.#conflicts = conflictsOf(parts);
    this.#lists = listsOf(parts, this.#conflicts);
    this.#count = hasNamelessState(owner) ? 0 : countOf(parts.map(({ address }) => address));
    this.#names = new Set(['downsample', ...parts.map(({ address }) => address.split('.')[0] ?? '')]);
    this.#stateful = new Set(
      parts.filter(({ layer }) => isSimple(layer) && hasState(layer)).map(({ address }) => address),
    );
  }

  get all(): readonly Member[] {
    return [...this.#members.values()].filter(({ address }) => !this.#isNumbered(address));
  }

  /** Those that have numbers for names; of what computes nothing there is a stand-in. */
  get numbered(): ModuleList | undefined {
    const items = Array.from({ length: this.#count }, (_, index) => this.at(String(index)) ?? call('nn.Identity'));
    return items.length ? { kind: 'list', items } : undefined;
  }

  #isNumbered([name = '']: readonly string[]): boolean {
    return this.#count > 0 && isNumber(name);
  }

  at(address: string): Expression | undefined {
    return this.#members.get(address)?.value;
  }

  /** Adds a module, and says how the class calls it. */
  add(address: string, value: Expression): string {
    this.#members.set(address, { address: address.split('.'), value });
    return this.referenceTo(address);
  }

  /** Whether two layers are to stand at an address, or one within the other. */
  isContested(address: string): boolean {
    return [...this.#conflicts].some((each) => isWithin(address, each));
  }

  /** Whether a layer with parameters stands at an address, or is to. */
  isStateful(address: string): boolean {
    return this.#stateful.has(address);
  }

  /** A name that no layer has. */
  unusedName(text: string): string {
    const name = unusedName(/^[a-z]\w*$/i.test(text) ? text : 'layer', this.#names);
    this.#names.add(name);
    return name;
  }

  referenceTo(address: string): string {
    const [first = '', ...rest] = address.split('.');
    const start = this.#isNumbered([first]) ? `self[${first}]` : memberOf('self', first);
    if (rest.length === 1 && this.#lists.has(first)) return `${start}[${rest[0]}]`;
    return rest.reduce(memberOf, start);
  }
}

const isNumber = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name);

/** How many addresses are numbers: none where one is missing, or has others within it. */
function countOf(addresses: readonly string[]): number {
  const numbers = addresses.filter((address) => isNumber(address.split('.')[0] ?? ''));
  const distinct = new Set(numbers);
  return numbers.every((_, index) => distinct.has(String(index))) && distinct.size === numbers.length
    ? numbers.length
    : 0;
}
