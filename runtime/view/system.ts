// What the view measures of device and window for `wx.getSystemInfo` and the capsule rectangle.
// In: metrics of the frame, the browser. Out: SystemSnapshot (runtime/api/host.ts). Must not: guess what the browser can tell.
import type { SystemSnapshot } from '../api/host';
import type { FrameMetrics } from './frame/types';

export function systemSnapshot({ tabBarHeight, ...sizes }: FrameMetrics, capsule: SystemSnapshot['capsule'], theme: 'light' | 'dark', server: SystemSnapshot['server'], base: string): SystemSnapshot {
  return {
    ...sizes,
    language: navigator.language,
    theme,
    deviceOrientation: sizes.screenWidth > sizes.screenHeight ? 'landscape' : 'portrait',
    fontSizeSetting: 16,
    userAgent: navigator.userAgent,
    ...(server ? { server } : {}),
    capsule,
    base,
  };
}
