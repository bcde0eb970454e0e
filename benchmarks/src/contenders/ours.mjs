/** The compiled module, as a user imports it. @type {import('../calls.mjs').LoadContender} */
export async function load({ files, images, threads }) {
  const { load: loadModule } = await import(files.module);
  const network = await loadModule({ device: 'cpu', weights: files.weights, threads });
  if (network.threads !== threads) throw new Error(`${network.threads} threads instead of ${threads}`);
  return () => network.predict(images);
}
