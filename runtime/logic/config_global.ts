// The global `__wxConfig`. In: the manifest, the visit. Out: a copy for the program. Must not: be made before it is read.
import { deviceOf } from '../api/system/device';
import { stageOf } from '../api/system/stage';
import { lazily } from './boot';
import { deepCopy } from './copy';
import { wholeManifest } from './manifest';
import { program } from './program';

/** Sniffed by bundles; the fields they look at. A copy: what a program writes there is its own affair. */
export function configGlobal(): object {
  const { app, entry } = program.manifest;
  const config = deepCopy({
    entryPagePath: `${entry}.html`, global: { window: app.window ?? {} }, window: app.window ?? {}, tabBar: app.tabBar,
    envVersion: program.manifest.dev ? 'develop' : stageOf(program.system.base ?? ''), accountInfo: { appId: app.appid ?? '' }, platform: deviceOf(program.system).platform,
    appLaunchInfo: { ...program.launch }, appContactInfo: {},
  });
  lazily(config, 'pages', () => Object.keys(wholeManifest().pages));
  lazily(config, 'subPackages', () => deepCopy(wholeManifest().packages ?? []));
  return config;
}
