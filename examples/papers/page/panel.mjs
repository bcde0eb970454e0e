import { drawDigits } from './draw-digits.mjs';

/** An element of a name, with attributes or properties, and what is in it. */
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const percent = (wrong) => (100 * wrong.filter(Boolean).length) / wrong.length;

/**
 * A network whose blocks are taken out by buttons: its error, a bar for each block, and the first images.
 * @param errors what `errorsOf` gives
 */
export function panel(title, images, { blocks, isFixed, wrongWithout }) {
  const taken = new Set();
  const error = element('output', { ariaLive: 'polite' }, '…');
  const canvas = element('canvas');
  const back = element('button', { type: 'button', disabled: true }, 'Put all back');
  const buttons = new Map(blocks.map((block) => [block, blockButton(block, isFixed(block))]));
  let asked = 0;
  let last = [];

  async function show() {
    const question = ++asked;
    for (const [block, { button }] of buttons) button.ariaPressed = String(taken.has(block));
    back.disabled = taken.size === 0;
    error.ariaBusy = 'true';
    const wrong = await wrongWithout([...taken]);
    // Who has clicked again wants the next answer.
    if (question !== asked) return;
    error.ariaBusy = 'false';
    error.textContent = `${percent(wrong).toFixed(1)} % wrong`;
    last = wrong;
    drawDigits(canvas, images, wrong);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawDigits(canvas, images, last));

  for (const [block, { button }] of buttons)
    button.addEventListener('click', () => {
      if (!taken.delete(block)) taken.add(block);
      void show();
    });
  back.addEventListener('click', () => {
    taken.clear();
    void show();
  });
  void show().then(async () => {
    for (const [block, { fill }] of buttons) if (!isFixed(block)) fill(percent(await wrongWithout([block])));
  });
  return element(
    'section',
    {},
    element('h2', {}, title),
    error,
    element('ul', {}, ...[...buttons.values()].map(({ button }) => element('li', {}, button))),
    back,
    canvas,
  );
}

/** A button for a block, and `fill(error)`, which gives it its bar. */
function blockButton(block, isFixed) {
  const bar = element('span', { className: 'bar' });
  const number = element('span', { className: 'number' }, isFixed ? 'stays' : '…');
  const button = element(
    'button',
    {
      type: 'button',
      disabled: isFixed,
      title: isFixed ? 'It changes the shape, and so cannot hand on what it reads' : '',
    },
    element('span', { className: 'name' }, block),
    bar,
    number,
  );
  return {
    button,
    fill(error) {
      bar.style.setProperty('--error', error);
      number.textContent = `${error.toFixed(1)} %`;
    },
  };
}
