import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { unpackChromium } from './unpack-chromium.ts';

export interface SoftwareVulkan {
  /** For a process that starts with it: Node with the package `webgpu`, Deno. */
  readonly env: Readonly<Record<'LD_LIBRARY_PATH' | 'VK_ICD_FILENAMES', string>>;
}

/**
 * SwiftShader, a Vulkan that needs no GPU, out of the package `@sparticuz/chromium`: unpacked once, into the folder of
 * temporary files. `RESNET_COMPILE_VULKAN`, the manifest of another driver (Mesa's `lvp_icd.json`), has tests run on that one.
 *
 * @throws {Error} where the package is missing or holds something else.
 */
export async function softwareVulkan(): Promise<SoftwareVulkan> {
  const folder = await unpackChromium('swiftshader', ['swiftshader.tar.br']);
  for (const file of [loader, driver]) {
    if (!existsSync(join(folder, file))) throw new Error(`@sparticuz/chromium unpacked no ${file} into ${folder}`);
  }
  return {
    env: { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: process.env['RESNET_COMPILE_VULKAN'] ?? join(folder, driver) },
  };
}

const loader = 'libvulkan.so.1';
const driver = 'vk_swiftshader_icd.json';

/** RTLD_NODELETE of Linux: what is not a Node addon stays loaded all the same. */
const keepLoaded = 0x1000;

/**
 * Makes it this process' Vulkan, before the package `webgpu` is first used. A process reads LD_LIBRARY_PATH only when it
 * starts, but a library that is loaded already is found by its name.
 */
export async function useSoftwareVulkan(): Promise<void> {
  const { env } = await softwareVulkan();
  process.env['VK_ICD_FILENAMES'] = env.VK_ICD_FILENAMES;
  try {
    process.dlopen({ exports: {} }, join(env.LD_LIBRARY_PATH, loader), constants.dlopen.RTLD_NOW | keepLoaded);
  } catch (error) {
    if (!/did not self-register/.test((error as Error).message)) throw error;
  }
}
