import { useRef, useState } from 'preact/hooks';
import { cifarNames } from '../compiling/spec.ts';
import type { Choice } from './choices.ts';
import type { Device } from './device.ts';
import type { UsedNetwork } from './use-network.ts';

const suggested = ['resnet18.a1_in1k', 'resnet34.a1_in1k', 'resnet50.a1_in1k', 'seresnet50.a1_in1k'];
const architectures = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'wide_resnet50_2', ...cifarNames];

/** Which network the page uses, and what computes. */
export function NetworkMenu({ choice, device, network, progress, error, choose }: UsedNetwork) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [kind, setKind] = useState<Choice['kind'] | 'address'>(choice.kind);
  const [problem, setProblem] = useState<string>();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    setProblem(undefined);
    try {
      choose(await choiceOf(kind, text, form.get('file')), text('device') as Device);
      menu.current?.removeAttribute('open');
    } catch (reason) {
      setProblem(reason instanceof Error ? reason.message : String(reason));
    }
  }

  const status = error
    ? 'not loaded'
    : network
      ? `${network.device === 'cpu' ? 'CPU' : 'WebGPU'}${network.threads > 1 ? `, ${network.threads} threads` : ''}`
      : `${Math.round(100 * progress)} %`;
  return (
    <div class="network">
      <details
        class="menu"
        ref={menu}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          menu.current?.removeAttribute('open');
          menu.current?.querySelector('summary')?.focus();
        }}
      >
        <summary>
          {network?.title ?? 'Network'} <small aria-live="polite">{status}</small>
        </summary>
        <form onSubmit={submit}>
          <fieldset>
            <legend>Network</legend>
            <Kind value="small" {...{ kind, setKind }}>
              ResNet-20, ten classes of CIFAR-10; it comes with the page
            </Kind>
            <Kind value="hub" {...{ kind, setKind }}>
              ImageNet's 1,000 classes, from the Hugging Face hub
            </Kind>
            {kind === 'hub' && (
              <label>
                Checkpoint of timm
                <input name="name" list="suggested" required value="resnet18.a1_in1k" autocomplete="off" />
                <small>resnet18 is 47 MB, kept for later.</small>
              </label>
            )}
            <Kind value="file" {...{ kind, setKind }}>
              Weights of a file
            </Kind>
            {kind === 'file' && (
              <label>
                File (safetensors, .pth)
                <input name="file" type="file" required accept=".safetensors,.pth,.pt,.bin,.th" />
              </label>
            )}
            <Kind value="address" {...{ kind, setKind }}>
              Weights at an address
            </Kind>
            {kind === 'address' && (
              <label>
                Address
                <input name="address" type="url" required placeholder="https://" />
              </label>
            )}
            {(kind === 'file' || kind === 'address') && (
              <label>
                Architecture
                <input name="architecture" list="architectures" required value="resnet18" autocomplete="off" />
              </label>
            )}
            <datalist id="suggested">{suggested.map(option)}</datalist>
            <datalist id="architectures">{architectures.map(option)}</datalist>
          </fieldset>
          <label>
            Computes on
            <select name="device" value={device}>
              <option value="auto">what is there</option>
              <option value="cpu">CPU</option>
              <option value="webgpu">WebGPU</option>
            </select>
          </label>
          <button type="submit">Load</button>
          {problem && (
            <p class="error" role="alert">
              {problem}
            </p>
          )}
        </form>
      </details>
      {!network && !error && <progress max="1" value={progress} aria-label="Loading the network" />}
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

const option = (value: string) => <option key={value} value={value} />;

type Kinds = Choice['kind'] | 'address';

function Kind(props: {
  readonly value: Kinds;
  readonly kind: Kinds;
  readonly setKind: (kind: Kinds) => void;
  readonly children: preact.ComponentChildren;
}) {
  const { value, kind, setKind, children } = props;
  return (
    <label class="option">
      <input type="radio" name="kind" value={value} checked={kind === value} onChange={() => setKind(value)} />
      <span>{children}</span>
    </label>
  );
}

/** @throws {Error} where the address gives nothing. */
async function choiceOf(kind: Kinds, text: (name: string) => string, file: FormDataEntryValue | null): Promise<Choice> {
  if (kind === 'small') return { kind };
  if (kind === 'hub') return { kind, name: text('name') };
  if (kind === 'file' && file instanceof File) return { kind, file, architecture: text('architecture') };
  const address = text('address');
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const name = new URL(address).pathname.split('/').at(-1) ?? '';
  return { kind: 'file', file: new File([await response.blob()], name), architecture: text('architecture') };
}
