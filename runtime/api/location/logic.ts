// Location APIs over the browser's geolocation (asked in the view), turned into the vendor's coordinate systems.
// In: options. Out: positions in the system asked for. Must not: tell a position without the person's consent.

import { ApiFailure, type LogicApiHost } from '../host';
import { toGcj02 } from './gcj02';

interface Position {
  latitude: number;
  longitude: number;
  speed: number | null;
  accuracy: number;
  altitude: number | null;
  altitudeAccuracy: number | null;
}

const FUZZY_DEGREES = 0.01;

export default function location(host: LogicApiHost): void {
  const consent = (scope: string) => host.use<{ ensure(scope: string): Promise<void> }>('permissions').ensure(scope);
  const checkedType = (type: unknown): 'wgs84' | 'gcj02' => {
    if (type === undefined || type === '' || type === 'wgs84') return 'wgs84';
    if (type === 'gcj02') return 'gcj02';
    throw new ApiFailure(`invalid type "${type}"`);
  };
  const inSystem = (type: 'wgs84' | 'gcj02', { latitude, longitude }: { latitude: number; longitude: number }) => (type === 'gcj02' ? toGcj02(latitude, longitude) : { latitude, longitude });
  const result = (type: 'wgs84' | 'gcj02', position: Position) => ({
    ...inSystem(type, position),
    speed: position.speed ?? -1, accuracy: position.accuracy, altitude: position.altitude ?? 0,
    verticalAccuracy: position.altitudeAccuracy ?? 0, horizontalAccuracy: position.accuracy,
  });

  /** Undeclared use fails, as documented; a program without the list is an older one and is let through. */
  const declared = (name: string) => {
    const list = host.manifest.app?.requiredPrivateInfos;
    if (Array.isArray(list) && !list.includes(name)) throw new ApiFailure(`the api need to be declared in the requiredPrivateInfos field in app.json/ext.json`, { errno: 112 });
  };
  host.asynchronous('getLocation', { type: 'string?', altitude: 'any?', isHighAccuracy: 'boolean?', highAccuracyExpireTime: 'number?' }, async (options) => {
    declared('getLocation');
    const type = checkedType(options.type);
    await consent('scope.userLocation');
    const accurate = options.isHighAccuracy === true || options.altitude === true || options.altitude === 'true';
    return result(type, await host.view('location.get', { accurate, timeoutMs: options.highAccuracyExpireTime ?? 10_000 }));
  });
  host.asynchronous('getFuzzyLocation', { type: 'string?' }, async (options) => {
    declared('getFuzzyLocation');
    const type = checkedType(options.type);
    await consent('scope.userFuzzyLocation');
    const position: Position = await host.view('location.get', { accurate: false, timeoutMs: 10_000 });
    const { latitude, longitude } = inSystem(type, position);
    const fuzzy = (degrees: number) => Math.round(degrees / FUZZY_DEGREES) * FUZZY_DEGREES;
    return { latitude: fuzzy(latitude), longitude: fuzzy(longitude) };
  });
  host.asynchronous('chooseLocation', { latitude: 'number?', longitude: 'number?' }, async ({ latitude, longitude }) => {
    declared('chooseLocation');
    const chosen = await host.view('location.choose', { latitude, longitude });
    if (!chosen) throw new ApiFailure('cancel');
    // The browser's own position is in the world's system, the vendor's answer in the Chinese one.
    const { own, ...place } = chosen;
    return own ? { ...place, ...toGcj02(place.latitude, place.longitude) } : place;
  }, 'chosen-location');
  host.asynchronous('choosePoi', {}, async () => {
    declared('choosePoi');
    const chosen = await host.view('location.choose', {});
    if (!chosen) throw new ApiFailure('cancel');
    const { own, ...place } = chosen;
    return { type: 1, city: 0, ...place, ...(own ? toGcj02(place.latitude, place.longitude) : {}) };
  }, 'chosen-location');
  host.asynchronous('openLocation', { latitude: 'number', longitude: 'number', scale: 'number?', name: 'string?', address: 'string?' }, async ({ latitude, longitude, scale = 18, name = '', address = '' }) => {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) throw new ApiFailure('invalid coordinate');
    await host.view('location.open', { latitude, longitude, scale: Math.min(18, Math.max(5, scale)), name, address });
  });

  const changed = host.event('onLocationChange', 'offLocationChange');
  const broken = host.event('onLocationChangeError', 'offLocationChangeError');
  let type: 'wgs84' | 'gcj02' = 'gcj02';
  host.listen('location', (position: Position) => changed(result(type, position)));
  host.listen('location.error', ({ errCode }: { errCode: number }) => broken({ errCode }));
  const start = (name: string, scope: string) => async (options: { type?: string }) => {
    declared(name);
    type = options.type === undefined ? 'gcj02' : checkedType(options.type);
    await consent(scope);
    await host.view('location.watch', { on: true });
  };
  host.asynchronous('startLocationUpdate', { type: 'string?' }, start('startLocationUpdate', 'scope.userLocation'));
  host.asynchronous('startLocationUpdateBackground', { type: 'string?' }, start('startLocationUpdateBackground', 'scope.userLocationBackground'));
  host.asynchronous('stopLocationUpdate', {}, () => host.view('location.watch', { on: false }));
}
