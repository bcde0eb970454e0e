import { useEffect, useState } from 'preact/hooks';
import { Draw } from './draw/draw.tsx';
import { Look } from './look/look.tsx';
import { NetworkMenu } from './networks/network-menu.tsx';
import { useNetwork } from './networks/use-network.ts';
import { Teach } from './teach/teach.tsx';

const panels = { look: 'Look', teach: 'Teach', draw: 'Draw' } as const;
type Panel = keyof typeof panels;

const panelOf = (address: string): Panel => {
  const name = address.slice(1);
  return Object.hasOwn(panels, name) ? (name as Panel) : 'look';
};

/** The panel that the address names behind its #. */
function usePanel(): Panel {
  const [panel, setPanel] = useState(panelOf(location.hash));
  useEffect(() => {
    const change = (): void => setPanel(panelOf(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return panel;
}

export function App() {
  const panel = usePanel();
  const used = useNetwork();
  return (
    <>
      <header>
        <a class="mark" href="#look" aria-label="resnet-compile">
          <img src="./icon.svg" alt="" width="32" height="32" />
          <span>resnet-compile</span>
        </a>
        <nav aria-label="Panels">
          {Object.entries(panels).map(([name, title]) => (
            <a key={name} href={`#${name}`} aria-current={name === panel ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        {panel !== 'draw' && <NetworkMenu {...used} />}
      </header>
      <main>
        {panel === 'look' && <Look network={used.network} />}
        {/* What was taught stays while other panels are looked at. */}
        <div hidden={panel !== 'teach'}>
          <Teach network={used.network} shown={panel === 'teach'} />
        </div>
        <div hidden={panel !== 'draw'}>
          <Draw shown={panel === 'draw'} />
        </div>
      </main>
      <footer>
        <p>Everything is computed in this page, also without a network. Pictures do not leave your device.</p>
      </footer>
    </>
  );
}
