// Contexts of media elements: objects whose methods are commands to the element (docs/internals/contexts.md).
// In: an id and a component, or a query result. Out: objects. Must not: know what a command does.

import { ApiFailure, type LogicApiHost, type NodeReference } from '../host';
import { settle } from '../method';
import type { Files } from '../file/types';

const VIDEO = 'play pause stop exitFullScreen showStatusBar hideStatusBar exitPictureInPicture requestBackgroundPlayback exitBackgroundPlayback startCasting reconnectCasting switchCasting exitCasting';
const LIVE_PLAYER = 'play pause resume stop mute exitFullScreen requestFullScreen exitPictureInPicture requestBackgroundPlayback exitBackgroundPlayback startCasting reconnectCasting switchCasting exitCasting';
const LIVE_PUSHER =
  'start stop pause resume switchCamera toggleTorch playBGM stopBGM pauseBGM resumeBGM setBGMVolume setMICVolume sendMessage startPreview stopPreview setZoom getMaxZoom exitPictureInPicture applyFilter applySticker clearFilters clearStickers clearMakeups applyBlusherStickMakeup applyEyeBrowMakeup applyEyeShadowMakeup applyFaceContourMakeup applyLipStickMakeup';
const MAP =
  'getCenterLocation moveToLocation translateMarker moveAlong includePoints getRegion getRotate getSkew getScale addMarkers removeMarkers initMarkerCluster addArc removeArc addCustomLayer removeCustomLayer addGroundOverlay updateGroundOverlay removeGroundOverlay addVisualLayer removeVisualLayer executeVisualLayerCommand eraseLines setBoundary setCenterOffset setLocMarkerIcon toScreenLocation fromScreenLocation openMapApp';
const EDITOR =
  'blur clear deleteText getBounds getContents getHistoryState getSelection getSelectionText insertCustomBlock insertDivider insertImage insertText redo removeFormat scrollIntoView setContents setSelection undo';

type Command = (name: string, args?: object) => Promise<any>;

export function contexts(host: LogicApiHost): void {
  const commandOf = (reference: NodeReference): Command => (name, args) => host.view('element.command', { ...reference, name, args: plain(args) });
  const byId = (id: unknown, component: any): NodeReference => {
    const owner = component ?? host.runtime.currentPage();
    return { instance: owner ? host.runtime.instanceOf(owner) : undefined, selector: `#${String(id)}` };
  };
  const kinds: Record<string, (command: Command) => object> = {
    video: (command) => videoContext(command),
    audio: (command) => methods(command, 'play pause', { seek: ['position'], setSrc: ['src'] }),
    map: (command) => mapContext(host, command),
    camera: (command) => cameraContext(host, command),
    'live-player': (command) => ({ ...methods(command, LIVE_PLAYER), ...snapshotting(host, command) }),
    'live-pusher': (command) => ({ ...methods(command, LIVE_PUSHER), ...snapshotting(host, command) }),
    editor: (command) => ({ ...methods(command, EDITOR), format: (name: string, value?: string) => void command('format', { name, value }).catch(() => undefined) }),
    'scroll-view': (command) => scrollContext(command),
    snapshot: () => ({
      takeSnapshot: (options?: object) => quiet(settle('takeSnapshot', options as Record<string, unknown>, () => {
        throw new ApiFailure('not supported');
      })),
    }),
    'draggable-sheet': (command) => ({ scrollTo: (options?: object) => void command('scrollTo', options).catch(() => undefined) }),
  };
  for (const kind in kinds) host.node(kind, (_value, reference) => kinds[kind]!(commandOf(reference)));
  host.synchronous('createVideoContext', (id: unknown, component?: any) => kinds['video']!(commandOf(byId(id, component))));
  host.synchronous('createAudioContext', (id: unknown, component?: any) => kinds['audio']!(commandOf(byId(id, component))));
  host.synchronous('createMapContext', (id: unknown, component?: any) => kinds['map']!(commandOf(byId(id, component))));
  host.synchronous('createLivePlayerContext', (id: unknown, component?: any) => kinds['live-player']!(commandOf(byId(id, component))));
  // One of each on a page: they are found by their tag.
  const byTag = (tag: string) => commandOf({ ...byId('', undefined), selector: tag });
  host.synchronous('createLivePusherContext', () => kinds['live-pusher']!(byTag('live-pusher')));
  host.synchronous('createCameraContext', () => kinds['camera']!(byTag('camera')));
}

/** Callbacks stay in this realm. */
function plain(args: object | undefined): object {
  return Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => typeof value !== 'function'));
}

/** Methods that take an option object with callbacks, and those with positional arguments. */
function methods(command: Command, names: string, positional: Record<string, string[]> = {}): Record<string, any> {
  const context: Record<string, any> = {};
  for (const name of names.split(' ')) context[name] = (options?: any) => settle(name, options, () => command(name, options));
  for (const name in positional) {
    context[name] = (...given: unknown[]) => void command(name, Object.fromEntries(positional[name]!.map((key, index) => [key, given[index]]))).catch((error) => console.warn(`${name}:fail ${error?.reason ?? error}`));
  }
  // Programs call play() and the like without waiting: a failure must not become an unhandled rejection.
  for (const name of names.split(' ')) {
    const run = context[name];
    context[name] = (options?: any) => {
      const promise = run(options);
      promise?.catch(() => undefined);
      return promise;
    };
  }
  return context;
}

function videoContext(command: Command) {
  return {
    ...methods(command, VIDEO, { seek: ['position'], playbackRate: ['rate'] }),
    requestFullScreen: (options: any = {}) => quiet(settle('requestFullScreen', options, () => command('requestFullScreen', { direction: options.direction }))),
    sendDanmu: (data: any = {}) => quiet(settle('sendDanmu', data, () => command('sendDanmu', { text: data.text, color: data.color }))),
  };
}

function quiet<T>(promise: Promise<T> | undefined): Promise<T> | undefined {
  promise?.catch(() => undefined);
  return promise;
}

function mapContext(host: LogicApiHost, command: Command) {
  const context = methods(command, MAP);
  const heard = new Map<string, Set<(value: any) => void>>();
  host.listen('map', ({ event, value }: { event: string; value: any }) => heard.get(event)?.forEach((listener) => listener(value)));
  context['on'] = (event: string, listener: (value: any) => void) => void heard.set(event, (heard.get(event) ?? new Set()).add(listener));
  const translate = context['translateMarker'];
  context['translateMarker'] = (options: any = {}) => {
    const promise = translate({ ...options, success: undefined, fail: undefined, complete: undefined });
    promise.then((result: object) => (options.animationEnd?.(), options.success?.(result), options.complete?.(result)), (error: object) => (options.fail?.(error), options.complete?.(error)));
    return options.success || options.fail || options.complete ? undefined : promise;
  };
  return context;
}

function snapshotting(host: LogicApiHost, command: Command) {
  return {
    snapshot: (options: any = {}) =>
      quiet(settle('snapshot', options, async () => {
        const { blob, width, height } = await command('snapshot', { quality: options.quality, sourceType: options.sourceType });
        return { tempImagePath: host.use<Files>('files').addTemporary(blob, 'jpg'), width, height };
      })),
  };
}

function cameraContext(host: LogicApiHost, command: Command) {
  const files = () => host.use<Files>('files');
  const frames = new Set<(frame: object) => void>();
  host.listen('camera.frame', (frame: object) => frames.forEach((listener) => listener(frame)));
  return {
    takePhoto: (options: any = {}) =>
      quiet(settle('takePhoto', options, async () => {
        const { blob } = await command('takePhoto', { quality: options.quality ?? 'normal', selfieMirror: options.selfieMirror ?? true });
        return { tempImagePath: files().addTemporary(blob, 'jpg') };
      })),
    startRecord: (options: any = {}) => quiet(settle('startRecord', options, () => command('startRecord', { timeout: options.timeout ?? 30, selfieMirror: options.selfieMirror ?? true }))),
    stopRecord: (options: any = {}) =>
      quiet(settle('stopRecord', options, async () => {
        const { blob, thumb } = await command('stopRecord');
        return { tempVideoPath: files().addTemporary(blob, /webm/.test(blob.type) ? 'webm' : 'mp4'), tempThumbPath: thumb ? files().addTemporary(thumb, 'jpg') : '' };
      })),
    setZoom: (options: any = {}) => quiet(settle('setZoom', options, () => command('setZoom', { zoom: options.zoom }))),
    onCameraFrame(listener: (frame: object) => void) {
      return {
        start: (options: any = {}) => quiet(settle('start', options, async () => (await command('frames', { on: true }), void frames.add(listener)))),
        stop: (options: any = {}) => quiet(settle('stop', options, async () => (frames.delete(listener), void (frames.size === 0 && (await command('frames', { on: false })))))),
      };
    },
  };
}

function scrollContext(command: Command) {
  const context: Record<string, any> = {
    ...methods(command, 'scrollTo closeRefresh triggerRefresh closeTwoLevel triggerTwoLevel'),
    scrollIntoView: (selector: string, options?: object) => void command('scrollIntoView', { selector, ...options }).catch((error) => console.warn(`scrollIntoView:fail ${error?.reason ?? error}`)),
  };
  const values: Record<string, unknown> = { scrollEnabled: true, bounces: true, showScrollbar: true, pagingEnabled: false, fastDeceleration: false, decelerationDisabled: false };
  for (const name in values) {
    Object.defineProperty(context, name, {
      get: () => values[name],
      set(value) {
        values[name] = value;
        void command('set', { name, value }).catch(() => undefined);
      },
      enumerable: true,
    });
  }
  return context;
}
