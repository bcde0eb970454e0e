import type { LayerClass } from './layer-class.ts';

/** How a network hands on what its modules compute. */
export const references = {
  Shared: {
    text: `class Shared(nn.Module):
    """What another layer of the network computes, with its parameters: they have its names alone."""

    def __init__(self):
        super().__init__()
        self.compute = None

    def forward(self, x):
        return self.compute(x)`,
  },
  watching: {
    text: `@contextmanager
def watching(model, places):
    """What the modules at these places give while the network runs, by their names."""
    values, modules = {}, dict(model.named_modules())

    def keep(name):
        return lambda module, inputs, value: values.update({name: value})

    hooks = [modules[place].register_forward_hook(keep(name)) for name, place in places.items()]
    try:
        yield values
    finally:
        for hook in hooks:
            hook.remove()`,
  },
} satisfies Readonly<Record<string, LayerClass>>;
