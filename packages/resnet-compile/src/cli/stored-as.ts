/** What `--dtype` takes, by the names that PyTorch's users know, and what safetensors calls them. */
export const storedAs = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;
export type Stored = keyof typeof storedAs;
