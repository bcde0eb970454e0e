import { describe, expect, test } from 'vitest';
import { readPickle } from '../src/pickle.ts';
import { Placeholder } from '../src/pickle-values.ts';
import { torchMeaning } from '../src/torch-meaning.ts';
import { errorOf, expected, readsOrRefuses } from './fixture.ts';

const ofHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const ofText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const read = (bytes: Uint8Array): unknown => readPickle(bytes, torchMeaning, 'the pickle').value;

describe("Python's pickles, by protocol", () => {
  test.each(expected.plainPickles.map((hex, protocol) => [protocol, hex] as const))('%i', (protocol, hex) => {
    const value = read(ofHex(hex)) as Map<string, unknown>;
    expect(value.get('a')).toEqual([1, -1, 70000, 2 ** 40, 2n ** 70n, true, null, 1.5, Infinity]);
    const [x, smile, raw] = value.get('__proto__') as unknown[];
    expect([x, smile]).toEqual(['x', 'smile ☺']);
    if (protocol > 2) expect(raw).toEqual(Uint8Array.of(0, 255));
    if (protocol > 3) expect(value.get('set')).toEqual(new Set([1]));
  });

  test.each([...expected.plainPickles, ...expected.hostilePickles])('truncated anywhere: %s', (hex) => {
    const bytes = ofHex(hex);
    for (let length = 0; length < bytes.length; length++) {
      expect(errorOf(() => read(bytes.subarray(0, length)))).toMatch(/^the pickle is truncated: it ends at byte \d+/);
    }
  });
});

const nameOf = (value: unknown): string => (value instanceof Placeholder ? value.name : expect.fail('no placeholder'));

describe('nothing is ever run: a name stands for a placeholder', () => {
  test("of os.system, as Python's pickle writes a call of it", () => {
    for (const hex of expected.hostilePickles) {
      const value = read(ofHex(hex)) as Placeholder;
      expect([nameOf(value), value.args]).toEqual(['posix.system', ['echo this must never run']]);
    }
  });

  test.each([
    ['c__builtin__\neval\n.', 'builtins.eval'],
    ['\x80\x04\x8c\x08builtins\x8c\x04exec\x93.', 'builtins.exec'],
    ["(S'x'\nios\nsystem\n.", 'os.system'],
    ["(cos\npopen\nS'x'\no.", 'os.popen'],
    ['ctorch.storage\n_load_from_bytes\n.', 'torch.storage._load_from_bytes'],
    ['ctorch\nconstructorStorage\n.', 'torch.constructorStorage'],
    ['ccollections\nOrderedDict.fromkeys\n.', 'collections.OrderedDict.fromkeys'],
    ['c__proto__\nconstructor\n.', '__proto__.constructor'],
    ['c__proto__\n__proto__\n)R.', '__proto__.__proto__'],
    ['\x82\x07.', 'extension 7'],
    ['\x83\x07\x01.', 'extension 263'],
    ['\x84\x07\x01\x00\x00.', 'extension 263'],
    ['\x97\x98.', 'out-of-band buffer'],
  ])('%j', (text, name) => {
    expect(nameOf(read(ofText(text)))).toBe(name);
  });

  test('it takes any call, state and item', () => {
    const taken = read(ofText('ca\nB\n(K\x01tR(K\x02K\x03e(K\x04\x90(K\x05K\x06uK\x07b.')) as Placeholder;
    expect(taken).toMatchObject({ name: 'a.B', args: [1], list: [2, 3, 4], items: new Map([[5, 6]]), state: 7 });
    const keywords = read(ofText('ca\nB\n(K\x01t}(K\x02K\x03u\x92.')) as Placeholder;
    expect(keywords.args).toEqual([1, new Map([[2, 3]])]);
    expect(nameOf(read(ofText('ca\nB\n)R(tR(tR.')))).toBe('a.B');
  });
});

describe('malformed or hostile', () => {
  test.each([
    ['.', 'an opcode needs a value, but the stack is empty'],
    ['t.', 'a container ends that was never begun'],
    ['h\x05.', 'the memo has nothing under 5'],
    ['K\x01)R.', 'a call names neither a function nor a class'],
    ['ccollections\nOrderedDict\nK\x01R.', 'collections.OrderedDict is called with arguments that are no tuple'],
    ['ca\nB\nNN\x92.', 'a call has arguments that are no tuple'],
    ['K\x01K\x01a.', 'items are appended to something that is no list'],
    ['NNb.', 'BUILD sets attributes of a plain value'],
    ['Ione\n.', 'an integer was expected'],
    ['\x80\x06N.', 'its protocol is newer than 5'],
    ['\xff.', '0xff is no opcode'],
    ['('.repeat(2000), 'containers are nested deeper than 1000'],
  ])('%.40j', (text, message) => {
    expect(errorOf(() => read(ofText(text)))).toContain(message);
  });

  test('containers within each other a million deep, in themselves, or copied endlessly', () => {
    expect(readsOrRefuses(() => read(ofText(`N${'\x85'.repeat(1_000_000)}.`)))).toBe(true);
    expect(readsOrRefuses(() => read(ofText(']q\x00h\x00a.')))).toBe(true);
    const pairs = `](${'NN\x86'.repeat(10_000)}e`;
    const copies = 'ccollections\nOrderedDict\nh\x00\x85R'.repeat(1_000);
    expect(errorOf(() => read(ofText(`${pairs}q\x00${copies}.`)))).toContain('it takes more than 4000000 steps');
  });

  test.each(['}', '\x8f', 'ca\nb\n'])('half a million of %j, each of which takes memory or time', (code) => {
    expect(errorOf(() => read(ofText(`(${code.repeat(500_000)}t.`)))).toContain('it takes more than 4000000 steps');
  });

  test('integers and texts that claim to be longer than the file', () => {
    expect(errorOf(() => read(ofText('\x8d\xff\xff\xff\xff\xff\xff\xff\xff')))).toContain('the pickle is truncated');
    expect(errorOf(() => read(ofText('\x8b\xff\xff\xff\xff')))).toContain('4294967295 bytes were expected at byte 5');
  });
});
