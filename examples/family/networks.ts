// The family in one file: every export becomes a module.
import {
  cifarPreactResnet,
  cifarResnet,
  resnet18 as build18,
  resnet34 as build34,
  resnet50 as build50,
  resnet152 as build152,
  resnext50_32x4d as buildResnext,
  wide_resnet50_2 as buildWide,
  wideResnet,
} from 'resnet-compile';

export const resnet18 = build18();
export const resnet34 = build34();
export const resnet50 = build50();
export const resnet152 = build152();
export const resnext50_32x4d = buildResnext();
export const wide_resnet50_2 = buildWide();
export const plain34 = build34({ shortcut: 'none' });
export const cifar_resnet20 = cifarResnet(20);
export const cifar_resnet110 = cifarResnet(110);
export const cifar_preact164 = cifarPreactResnet(164);
export const wrn_16_4 = wideResnet(16, 4);
