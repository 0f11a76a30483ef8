// Devices a page does not reach: Bluetooth, Wi-Fi, beacons, NFC, biometrics, services of the local network.
// Every call answers with the failure documented for a phone without that device; listeners are kept and never called.

import { ApiFailure, type LogicApiHost } from '../host';

export function absent(host: LogicApiHost): void {
  const failing = (names: string, reason: string, extra: Record<string, unknown>) => {
    for (const name of names.split(' ')) {
      host.asynchronous(name, {}, () => {
        throw new ApiFailure(reason, extra);
      });
    }
  };
  const silent = (names: string) => names.split(' ').forEach((name) => host.event(`on${name}`, `off${name}`));

  // The adapter is never available, so everything after it is not initialised.
  failing('openBluetoothAdapter', 'not available', { errCode: 10001, state: 3 });
  failing(
    'closeBluetoothAdapter getBluetoothAdapterState startBluetoothDevicesDiscovery stopBluetoothDevicesDiscovery getBluetoothDevices getConnectedBluetoothDevices ' +
      'isBluetoothDevicePaired makeBluetoothPair createBLEConnection closeBLEConnection getBLEDeviceServices getBLEDeviceCharacteristics getBLEDeviceRSSI getBLEMTU ' +
      'setBLEMTU readBLECharacteristicValue writeBLECharacteristicValue notifyBLECharacteristicValueChange createBLEPeripheralServer',
    'not init', { errCode: 10000 },
  );
  silent('BluetoothAdapterStateChange BluetoothDeviceFound BLEConnectionStateChange BLECharacteristicValueChange BLEMTUChange BLEPeripheralConnectionStateChanged');

  failing('startWifi', 'system not support', { errCode: 12001 });
  failing('stopWifi getWifiList setWifiList connectWifi getConnectedWifi', 'not init', { errCode: 12000 });
  silent('GetWifiList WifiConnected WifiConnectedWithPartialInfo');

  failing('startBeaconDiscovery', 'unsupport', { errCode: 11000 });
  failing('stopBeaconDiscovery getBeacons', 'not started', { errCode: 11004 });
  silent('BeaconUpdate BeaconServiceChange');

  failing('getHCEState startHCE stopHCE sendHCEMessage', 'not support NFC', { errCode: 13000 });
  silent('HCEMessage');
  host.synchronous('getNFCAdapter', () => nfcAdapter());

  host.asynchronous('checkIsSupportSoterAuthentication', {}, () => ({ supportMode: [] }));
  failing('startSoterAuthentication checkIsSoterEnrolledInDevice', 'not support', { errCode: 90003 });

  failing('startLocalServiceDiscovery stopLocalServiceDiscovery', 'not supported', { errno: 100 });
  silent('LocalServiceFound LocalServiceLost LocalServiceResolveFail LocalServiceDiscoveryStop');
}

/** An adapter of a phone without NFC. */
function nfcAdapter() {
  const fail = (name: string) => (options: any = {}) => {
    const error = { errMsg: `${name}:fail the current device does not support NFC`, errCode: 13000 };
    if (options.success || options.fail || options.complete) {
      queueMicrotask(() => (options.fail?.(error), options.complete?.(error)));
      return undefined;
    }
    return Promise.reject(error);
  };
  const technology = () => {
    const names = 'close connect getHistoricalBytes getMaxTransceiveLength isConnected setTimeout transceive getAtqa getSak writeNdefMessage';
    const object: Record<string, unknown> = { onNdefMessage: () => undefined, offNdefMessage: () => undefined };
    for (const name of names.split(' ')) object[name] = fail(name);
    return object;
  };
  const adapter: Record<string, unknown> = {
    tech: { isoDep: 'isoDep', mifareClassic: 'mifareClassic', mifareUltralight: 'mifareUltralight', ndef: 'ndef', nfcA: 'nfcA', nfcB: 'nfcB', nfcF: 'nfcF', nfcV: 'nfcV' },
    startDiscovery: fail('startDiscovery'), stopDiscovery: fail('stopDiscovery'), onDiscovered: () => undefined, offDiscovered: () => undefined,
  };
  for (const name of ['IsoDep', 'MifareClassic', 'MifareUltralight', 'Ndef', 'NfcA', 'NfcB', 'NfcF', 'NfcV']) adapter[`get${name}`] = technology;
  return adapter;
}
