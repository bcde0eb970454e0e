// What every host runs: modules that lie beside this file, on 1 to 4 threads. No module of a host is imported.

const images = ([channels, height, width], batch) =>
  Float32Array.from(
    { length: batch * channels * height * width },
    (_, index) => Math.sin(index * 0.7) + Math.cos(index * 0.013),
  );

/** FNV-1a over the bits: equal digests, equal bits. What is digested lies in memory of its own, as declarations promise. */
function digest(...arrays) {
  let hash = 0x811c9dc5;
  if (!arrays.every(({ buffer }) => buffer instanceof ArrayBuffer))
    throw new Error('a result lies in memory that threads share');
  for (const array of arrays)
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
      hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Logits of a batch of 1 and one of 5. */
export async function inferenceDigest({ load, model }, threads) {
  const network = await load({ device: 'cpu', threads, seed: 1 });
  const found = [
    network.threads,
    digest(await network.predict(images(model.input, 1))),
    digest(await network.predict(images(model.input, 5))),
  ];
  await network.dispose();
  return found;
}

/** Losses and state of three steps of growing batches: the memory grows on the way. */
export async function trainingDigest({ load, model }, threads) {
  const network = await load({ device: 'cpu', threads, seed: 1 });
  const losses = [];
  for (const batch of [1, 3, 5]) {
    const labels = Int32Array.from({ length: batch }, (_, n) => n % model.classes);
    losses.push((await network.trainStep({ images: images(model.input, batch), labels, learningRate: 0.05 })).loss);
  }
  const found = [
    network.threads,
    digest(Float64Array.from(losses)),
    digest(...Object.values(await network.stateDict())),
    digest(await network.predict(images(model.input, 1))),
  ];
  await network.dispose();
  return found;
}

/** The same of every module, by threads. */
export async function allDigests(inference, training, counts) {
  const found = {};
  for (const threads of counts) {
    found[threads] = [];
    for (const module of inference) found[threads].push(await inferenceDigest(module, threads));
    for (const module of training) found[threads].push(await trainingDigest(module, threads));
  }
  return found;
}
