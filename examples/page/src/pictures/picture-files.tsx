import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

/** A button that asks for pictures. */
export function PictureFiles(props: {
  readonly onPictures: (files: readonly File[]) => void;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly primary?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}) {
  const { onPictures, multiple = false, disabled = false, primary = false, label, children } = props;
  const id = useId();
  return (
    <span class="files">
      <input
        id={id}
        type="file"
        accept="image/*"
        aria-label={label}
        {...{ multiple, disabled }}
        onChange={({ currentTarget }) => {
          onPictures([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <label for={id} class={primary ? 'button primary' : 'button'}>
        {children}
      </label>
    </span>
  );
}

/** What was dropped or pasted that may be a picture. */
export const picturesOf = (data: DataTransfer | null): File[] =>
  [...(data?.files ?? [])].filter(({ type }) => type === '' || type.startsWith('image/'));

/** The pixels of a file, as the browser decodes it. @throws {Error} that names it, where it does not. */
export const bitmapOf = (file: File): Promise<ImageBitmap> =>
  createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is no picture that this browser reads`);
  });
