import { render } from 'preact';
import { App } from './app.tsx';

render(<App />, document.body);
// Where it cannot be registered, as in a private window, the page works all the same, with a network.
if (import.meta.env.PROD) void navigator.serviceWorker?.register('./service-worker.js').catch(() => undefined);
