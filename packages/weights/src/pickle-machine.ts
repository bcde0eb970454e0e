import type { ByteReader } from './byte-reader.ts';
import { isKind, Placeholder, type PickleCallable, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';

/** What gives a pickle's names and persistent ids their meaning: a placeholder where they make no tensors. */
export type PickleMeaning = {
  readonly global: (module: string, name: string) => PickleValue;
  readonly persistent: (id: PickleValue) => PickleValue;
};

const maximalDepth = 1_000;
const maximalSteps = 4_000_000;
/** Steps of a name, a dictionary, a set: they take as much time and memory as so many other values. */
export const weight = 8;

/** The state of the stack machine: what the opcodes work on. */
export class PickleMachine {
  readonly reader: ByteReader;
  readonly meaning: PickleMeaning;
  readonly memo = new Map<number, PickleValue>();
  stack: PickleValue[] = [];
  /** The stacks below each open mark, innermost last. */
  readonly #marked: PickleValue[][] = [];
  #steps = 0;

  constructor(reader: ByteReader, meaning: PickleMeaning) {
    this.reader = reader;
    this.meaning = meaning;
  }

  fail(message: string): never {
    throw new WeightsError(`the pickle is malformed near byte ${this.reader.at}: ${message}; get the file again`);
  }

  /** Counts opcodes and copied items, those of names and dictionaries several times: it bounds time and memory. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > maximalSteps) this.fail(`it takes more than ${maximalSteps} steps, a state dict takes thousands`);
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    if (this.stack.length === 0) this.fail('an opcode needs a value, but the stack is empty');
    return this.stack.pop();
  }

  top(): PickleValue {
    if (this.stack.length === 0) this.fail('an opcode needs a value, but the stack is empty');
    return this.stack[this.stack.length - 1];
  }

  mark(): void {
    if (this.#marked.length >= maximalDepth) this.fail(`containers are nested deeper than ${maximalDepth}`);
    this.#marked.push(this.stack);
    this.stack = [];
  }

  /** Everything above the last mark. */
  popMark(): PickleValue[] {
    const items = this.stack;
    this.stack = this.#marked.pop() ?? this.fail('a container ends that was never begun');
    return items;
  }

  /** The last `count` values. */
  popTuple(count: number): PickleValue[] {
    if (this.stack.length < count) this.fail(`a tuple of ${count} is made of ${this.stack.length} values`);
    return this.stack.splice(-count);
  }

  popText(): string {
    const text = this.pop();
    return typeof text === 'string' ? text : this.fail('a global has a name that is no text');
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.memo.has(index)) this.fail(`the memo has nothing under ${index}`);
    this.push(this.memo.get(index));
  }

  /** REDUCE, NEWOBJ and their like. Our own code makes what is known, a placeholder stands for everything else. */
  call(target: PickleValue, args: PickleValue): void {
    if (isKind<PickleCallable>(target, 'callable')) {
      if (!Array.isArray(args)) this.fail(`${target.name} is called with arguments that are no tuple`);
      this.spend(weight + (Array.isArray(args[0]) ? args[0].length : 0));
      return this.push(target.call(args));
    }
    if (!isNamed(target)) this.fail('a call names neither a function nor a class');
    this.push(new Placeholder(target.name, Array.isArray(args) ? args : [args]));
  }

  /** BUILD sets attributes; of dictionaries and tensors none matters. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof Placeholder) target.state = state;
    else if (typeof target !== 'object' || target === null) this.fail('BUILD sets attributes of a plain value');
  }

  append(items: readonly PickleValue[]): void {
    const target = this.top();
    const list = target instanceof Placeholder ? (target.list ??= []) : target;
    if (!Array.isArray(list)) this.fail('items are appended to something that is no list');
    for (const item of items) list.push(item);
  }

  add(items: readonly PickleValue[]): void {
    const set = this.top();
    if (set instanceof Placeholder) return this.append(items);
    if (!(set instanceof Set)) this.fail('items are added to something that is no set');
    for (const item of items) set.add(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    const map = target instanceof Placeholder ? (target.items ??= new Map()) : target;
    if (!(map instanceof Map) || items.length % 2 !== 0)
      this.fail('keys and values are set in something that is no dictionary');
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  }
}

const isNamed = (value: PickleValue): value is { readonly name: string } =>
  typeof (value as { readonly name?: unknown } | null | undefined)?.name === 'string';
