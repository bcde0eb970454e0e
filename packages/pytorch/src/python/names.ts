import { textLiteral } from './literals.ts';

/** A network that PyTorch cannot have. */
export class PyTorchError extends Error {
  override readonly name = 'PyTorchError';
}

const keywords = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in
  is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/** What nn.Module and its like have, of PyTorch 1.13 to 2.9: a module of such a name would hide it, or be hidden by it. */
const taken = new Set(
  `T_destination add_module affine append apply bfloat16 bias buffers call_super_init children clear compile copy cpu cuda
  dilation double dump_patches eps eval extend extra_repr float forward get_buffer get_extra_state get_parameter
  get_submodule groups half in_channels in_features insert ipu items kernel_size keys load_state_dict modules momentum mtia
  named_buffers named_children named_modules named_parameters num_batches_tracked num_channels num_features num_groups
  num_parameters out_channels out_features output_padding padding padding_mode parameters pop register_backward_hook
  register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
  register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
  register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ reset_parameters
  reset_running_stats running_mean running_var set_extra_state set_submodule share_memory sides state_dict stride tau to
  to_empty track_running_stats train training transposed type update v values weight xpu zero_grad`.split(/\s+/),
);

/** Whether a text is a name of Python's, in ASCII. */
export const isIdentifier = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !keywords.has(text);

/** Whether a module may be an attribute of this name. Two underscores before it would mean another name within a class. */
export const isAttribute = (name: string): boolean => isIdentifier(name) && !name.startsWith('_') && !taken.has(name);

/** Whether nn.Sequential takes a child of this name. */
export const isChildName = (name: string): boolean =>
  name !== '' && !name.includes('.') && !name.startsWith('_') && !taken.has(name);

/** A module within another, by its name. @throws {PyTorchError} for the one name that no module can have. */
export function memberOf(module: string, name: string): string {
  if (name === 'training')
    throw new PyTorchError(
      "a layer is named 'training', which modules of PyTorch have for themselves; give it another name",
    );
  return isAttribute(name) ? `${module}.${name}` : `${module}._modules[${textLiteral(name)}]`;
}

/** The first of `name`, `name2`, `name3`, … that is not there yet. */
export function unusedName(name: string, used: { has(name: string): boolean }): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!used.has(candidate)) return candidate;
  }
}

/** A text as the name of a class: `wide-resnet 2` becomes `WideResnet2`. */
export function className(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) && isIdentifier(name) ? name : `Network${name}`;
}
