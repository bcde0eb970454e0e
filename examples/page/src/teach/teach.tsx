import { useEffect, useState } from 'preact/hooks';
import { Curves } from '../course/curves.tsx';
import { HeatMap } from '../look/heat-map.tsx';
import { LabelBars } from '../look/label-bars.tsx';
import { Picture } from '../look/picture.tsx';
import type { OpenNetwork, Seen } from '../networks/open-network.ts';
import { bitmapOf, PictureFiles } from '../pictures/picture-files.tsx';
import { useCamera } from '../pictures/use-camera.ts';
import { watch } from '../pictures/watch.ts';
import { ClassCard } from './class-card.tsx';
import { exampleOf, type Example, type TaughtClass } from './example.ts';
import { exports, save } from './exports.ts';
import { useLearning } from './use-learning.ts';

const fewest = 2;
let made = 0;
const newClass = (): TaughtClass => ({ id: made++, name: `Class ${made}`, examples: [] });

/** Classes of one's own: examples, learning, trying, and having it elsewhere. */
export function Teach({ network, shown }: { readonly network: OpenNetwork | undefined; readonly shown: boolean }) {
  const camera = useCamera(shown);
  const [classes, setClasses] = useState<readonly TaughtClass[]>(() => [newClass(), newClass()]);
  const [tried, setTried] = useState<ImageBitmap>();
  const [seen, setSeen] = useState<Seen>();
  const [error, setError] = useState<string>();
  const learning = useLearning(network, classes);
  const { taught } = learning;

  const change = (id: number, how: (each: TaughtClass) => TaughtClass): void =>
    setClasses((all) => all.map((each) => (each.id === id ? how(each) : each)));
  const add = (id: number, ...examples: readonly Example[]): void =>
    change(id, (each) => ({ ...each, examples: [...each.examples, ...examples] }));
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setError(undefined);
    await work().catch((reason: Error) => setError(reason.message));
  };
  const addFiles = (id: number, files: readonly File[]): Promise<void> =>
    attempt(async () => {
      for (const file of files) add(id, await exampleOf(await bitmapOf(file)));
    });

  useEffect(() => {
    setSeen(undefined);
    if (!taught) return;
    if (camera.isOn && camera.video.current) return watch(taught.network, camera.video.current, setSeen, setError);
    if (tried) void attempt(async () => setSeen(await taught.network.see(tried)));
  }, [taught, camera.isOn, tried]);

  const problem = error ?? camera.error ?? learning.error;
  const isReady = network !== undefined && classes.every(({ examples }) => examples.length > 0);
  return (
    <section class="panel" aria-labelledby="teach-title">
      <div class="intro">
        <h1 id="teach-title">Teach it your own classes</h1>
        <p>Show it some examples of each, from the camera or from files. A dozen of each is a good start.</p>
      </div>
      <div class="column">
        <div class="frame">
          {camera.isOn ? (
            <video ref={camera.video} muted playsInline aria-label="What the camera sees" />
          ) : tried ? (
            <Picture of={tried} crop={taught?.network.crop ?? 1} label="The picture that is tried" />
          ) : (
            <p class="empty">{taught ? 'Try it on a picture, or with the camera' : 'The camera is off'}</p>
          )}
          {seen && <HeatMap of={seen.where} />}
        </div>
        <div class="actions">
          <button type="button" onClick={() => (camera.isOn ? camera.stop() : void camera.start())}>
            {camera.isOn ? 'Stop the camera' : 'Use the camera'}
          </button>
          {taught && (
            <PictureFiles
              onPictures={([file]) =>
                file &&
                attempt(async () => {
                  camera.stop();
                  setTried(await bitmapOf(file));
                })
              }
            >
              Try a picture
            </PictureFiles>
          )}
        </div>
        <div aria-live={camera.isOn ? 'off' : 'polite'}>{seen && <LabelBars labels={seen.labels} />}</div>
      </div>
      <div class="result">
        <ul class="cards" aria-label="Classes">
          {classes.map((each) => (
            <ClassCard
              key={each.id}
              of={each}
              canRecord={camera.isOn}
              onName={(name) => change(each.id, (old) => ({ ...old, name }))}
              onPictures={(files) => void addFiles(each.id, files)}
              onFrame={() =>
                attempt(async () => {
                  if (camera.video.current?.videoWidth) add(each.id, await exampleOf(camera.video.current));
                })
              }
              onForget={(example) =>
                change(each.id, (old) => ({ ...old, examples: old.examples.filter(({ id }) => id !== example) }))
              }
              onRemove={
                classes.length > fewest ? () => setClasses((all) => all.filter(({ id }) => id !== each.id)) : undefined
              }
            />
          ))}
        </ul>
        <div class="actions">
          <button type="button" onClick={() => setClasses((all) => [...all, newClass()])}>
            Add a class
          </button>
          <button type="button" class="primary" disabled={!isReady || learning.isOn} onClick={() => learning.start()}>
            {learning.isOn ? 'Learning…' : 'Learn'}
          </button>
          {network && !isReady && <small>Each class needs an example.</small>}
        </div>
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div>
          {learning.isOn && learning.looked < learning.toLook && (
            <progress max={learning.toLook} value={learning.looked} aria-label="Looking at the examples" />
          )}
          {learning.course.losses.length > 0 && <Curves course={learning.course} right="Right, of those held back" />}
          {taught && (
            <>
              <h2>Take it with you</h2>
              <ul class="exports">
                {exports.map(({ file, title, note, make }) => (
                  <li key={file}>
                    <button type="button" onClick={() => void attempt(async () => save(await make(taught), file))}>
                      {title}
                    </button>
                    <small>
                      {file}: {note}
                    </small>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
    </section>
  );
}
