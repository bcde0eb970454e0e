import type { OpenNetwork, Seen } from '../networks/open-network.ts';

/** Looks at a video as often as the network is done, at most once a frame. Gives what ends it. */
export function watch(
  network: OpenNetwork,
  video: HTMLVideoElement,
  onSeen: (seen: Seen) => void,
  onError: (message: string) => void,
): () => void {
  let isWatched = true;
  const look = async (): Promise<void> => {
    while (isWatched) {
      await new Promise(requestAnimationFrame);
      if (!isWatched || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) continue;
      const seen = await network.see(video);
      if (isWatched) onSeen(seen);
    }
  };
  look().catch((reason: Error) => isWatched && onError(reason.message));
  return () => void (isWatched = false);
}
