/** What files have beside a network's weights, and no result of the network itself depends on. */
export const extras: readonly (readonly [name: RegExp, why: string])[] = [
  [/(^|\.)sub_block1\./, 'a block of the TRADES repository that its network never uses'],
  [/(^|\.)queue(_ptr|\d*)?$/, "MoCo's queue"],
  [
    /(^|\.)(normali[sz]er?|normali[sz]ation|norm_layer|input_norm)\.(new_)?(mean|std|sigma)$/,
    'it normalises images; give the network normalised ones',
  ],
  [/^(module\.|model\.)*(mean|std|mu|sigma)$/, 'it normalises images; give the network normalised ones'],
];
