import { useEffect, useState } from 'preact/hooks';
import type { OpenNetwork, Seen } from '../networks/open-network.ts';
import { bitmapOf, PictureFiles, picturesOf } from '../pictures/picture-files.tsx';
import { useCamera } from '../pictures/use-camera.ts';
import { watch } from '../pictures/watch.ts';
import { HeatMap } from './heat-map.tsx';
import { LabelBars } from './label-bars.tsx';
import { Picture } from './picture.tsx';

/** A picture, or what the camera sees, and what the network says of it. */
export function Look({ network }: { readonly network: OpenNetwork | undefined }) {
  const camera = useCamera(true);
  const [picture, setPicture] = useState<ImageBitmap>();
  const [seen, setSeen] = useState<Seen>();
  const [error, setError] = useState<string>();
  const [showsWhere, setShowsWhere] = useState(true);
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    setSeen(undefined);
    if (!network) return;
    if (camera.isOn && camera.video.current) return watch(network, camera.video.current, setSeen, setError);
    if (!picture) return;
    let wanted = true;
    network.see(picture).then(
      (found) => wanted && setSeen(found),
      (reason: Error) => wanted && setError(reason.message),
    );
    return () => void (wanted = false);
  }, [network, picture, camera.isOn]);

  async function take([file]: readonly File[]): Promise<void> {
    if (!file) return;
    setError(undefined);
    try {
      setPicture(await bitmapOf(file));
      camera.stop();
    } catch (reason) {
      setError((reason as Error).message);
    }
  }
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent): void => void take(picturesOf(clipboardData));
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);

  const said = seen?.labels[0];
  const problem = error ?? camera.error;
  return (
    <section class="panel" aria-labelledby="look-title">
      <div class="intro">
        <h1 id="look-title">What is in the picture?</h1>
        <p>Drop a picture, paste one, or use the camera.</p>
      </div>
      <div
        class={`frame${isOver ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(picturesOf(event.dataTransfer));
        }}
      >
        {camera.isOn ? (
          <video ref={camera.video} muted playsInline aria-label="What the camera sees" />
        ) : picture ? (
          <Picture of={picture} crop={network?.crop ?? 1} label={said ? `The picture: ${said.label}` : 'The picture'} />
        ) : (
          <p class="empty">Drop a picture here</p>
        )}
        {seen && showsWhere && <HeatMap of={seen.where} />}
      </div>
      <div class="result">
        <div class="actions">
          <PictureFiles primary onPictures={take}>
            Choose a picture
          </PictureFiles>
          <button type="button" onClick={() => (camera.isOn ? camera.stop() : void camera.start())}>
            {camera.isOn ? 'Stop the camera' : 'Use the camera'}
          </button>
        </div>
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <div aria-live={camera.isOn ? 'off' : 'polite'}>{seen && <LabelBars labels={seen.labels} />}</div>
        {!seen && network && (
          <p class="facts">
            {network.title} tells apart{' '}
            {network.labels.length > 20
              ? `${network.labels.length.toLocaleString('en')} things`
              : `${network.labels.slice(0, -1).join(', ')} and ${network.labels.at(-1)}`}
            ; the menu at the top has others.
          </p>
        )}
        {seen && (
          <div class="facts">
            <label class="option">
              <input type="checkbox" checked={showsWhere} onChange={() => setShowsWhere(!showsWhere)} />
              <span>Show where it sees that</span>
            </label>
            <span>{seen.milliseconds.toFixed(0)} ms</span>
          </div>
        )}
      </div>
    </section>
  );
}
