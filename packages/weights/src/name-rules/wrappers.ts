/** Components that a module has when something wraps it: DataParallel, torch.compile, checkpointing, both FSDPs, Opacus, DeepSpeed. */
export const wrappers: ReadonlySet<string> = new Set([
  'module',
  '_orig_mod',
  '_checkpoint_wrapped_module',
  '_fsdp_wrapped_module',
  '_fpw_module',
  '_module',
  '_forward_module',
]);
