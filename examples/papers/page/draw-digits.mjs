const side = 28;
const [columns, rows] = [16, 5];

/** Draws the first images side by side in the canvas's colour, and those that are read wrong in its accent. */
export function drawDigits(canvas, images, wrong) {
  [canvas.width, canvas.height] = [columns * side, rows * side];
  const shown = Math.min(columns * rows, wrong.length);
  const count = wrong.slice(0, shown).filter(Boolean).length;
  canvas.role = 'img';
  canvas.ariaLabel = `The first ${shown} images, of which ${count} are read wrong`;
  const context = canvas.getContext('2d');
  const styles = getComputedStyle(canvas);
  const pixels = context.createImageData(canvas.width, canvas.height);
  const [ink, accent] = [styles.color, styles.accentColor].map(channels);
  for (let n = 0; n < shown; n++)
    for (let at = 0; at < side * side; at++) {
      const x = (n % columns) * side + (at % side);
      const y = Math.floor(n / columns) * side + Math.floor(at / side);
      pixels.data.set([...(wrong[n] ? accent : ink), images[n * side * side + at]], 4 * (y * canvas.width + x));
    }
  context.putImageData(pixels, 0, 0);
}

/** Red, green and blue of a colour as browsers compute it. */
const channels = (colour) => colour.match(/\d+/g).slice(0, 3).map(Number);
