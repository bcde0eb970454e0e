/** Shows how far a download is, in a terminal. */
export function showDownload({ what, done, total, rate }) {
  if (!process.stdout.isTTY) return;
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  process.stdout.write(
    `\r\x1b[K${what}: ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB, ${megabytes(rate)} MB/s${done === total ? '\n' : ''}`,
  );
}
