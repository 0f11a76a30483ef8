// Which API group has which member of `wx`.
// In: nothing. Out: lookups by name. Must not be part of the core of a realm: the compiler (crates/compiler/src/js/apis.rs reads this
// file as text) names the groups a page needs, and only a script that computes names needs the table itself.
import type { GroupName } from './groups';

/**
 * Members of wx by group, space separated. Not here, because the logic core has them: routing, onAppShow and the other app and
 * route events, nextTick, createSelectorQuery, createIntersectionObserver, createAnimation, router.
 */
const MEMBERS: Partial<Record<GroupName, string>> = {
  system:
    'getSystemInfo getSystemInfoSync getSystemInfoAsync getWindowInfo getDeviceInfo getAppBaseInfo getSystemSetting getAppAuthorizeSetting ' +
    'getLaunchOptionsSync getEnterOptionsSync getAccountInfoSync env version',
  base:
    'getRendererUserAgent getSkylineInfo getSkylineInfoSync getDeviceBenchmarkInfo openAppAuthorizeSetting openSystemBluetoothSetting canIUse ' +
    'getApiCategory getUpdateManager updateWeChatApp getExtConfig getExtConfigSync getLogManager getRealtimeLogManager setEnableDebug ' +
    'arrayBufferToBase64 base64ToArrayBuffer getRandomValues getUserCryptoManager getPerformance requestIdleCallback cancelIdleCallback ' +
    'reportPerformance preloadAssets preloadWebview preloadSkylineView preDownloadSubpackage exitMiniProgram restartMiniProgram onMemoryWarning ' +
    'offMemoryWarning onApiCategoryChange offApiCategoryChange',
  frame:
    'showToast hideToast showLoading hideLoading setNavigationBarTitle setNavigationBarColor showNavigationBarLoading hideNavigationBarLoading ' +
    'hideHomeButton setTopBarText setTabBarItem setTabBarStyle setTabBarBadge removeTabBarBadge showTabBarRedDot hideTabBarRedDot showTabBar ' +
    'hideTabBar setBackgroundColor setBackgroundTextStyle startPullDownRefresh stopPullDownRefresh',
  ui:
    'showModal showActionSheet enableAlertBeforeUnload disableAlertBeforeUnload pageScrollTo getMenuButtonBoundingClientRect ' +
    'onMenuButtonBoundingClientRectWeightChange offMenuButtonBoundingClientRectWeightChange onWindowResize offWindowResize setWindowSize ' +
    'loadFontFace loadBuiltInFontFace hideKeyboard getSelectedTextRange onKeyboardHeightChange offKeyboardHeightChange onKeyDown offKeyDown ' +
    'onKeyUp offKeyUp',
  storage:
    'setStorage setStorageSync getStorage getStorageSync removeStorage removeStorageSync clearStorage clearStorageSync getStorageInfo ' +
    'getStorageInfoSync batchSetStorage batchSetStorageSync batchGetStorage batchGetStorageSync',
  file:
    'getFileSystemManager saveFile getSavedFileList getSavedFileInfo removeSavedFile getFileInfo openDocument saveFileToDisk createBufferURL revokeBufferURL',
  network:
    'request uploadFile downloadFile connectSocket sendSocketMessage closeSocket onSocketOpen onSocketMessage onSocketClose onSocketError ' +
    'getBackgroundFetchData getBackgroundFetchToken setBackgroundFetchToken onBackgroundFetchData createCacheManager',
  media:
    'chooseImage chooseMedia chooseVideo chooseMessageFile previewImage previewMedia getImageInfo compressImage cropImage editImage ' +
    'saveImageToPhotosAlbum saveVideoToPhotosAlbum getVideoInfo compressVideo openVideoEditor createInnerAudioContext createAudioContext ' +
    'setInnerAudioOption getAvailableAudioSources createWebAudioContext getBackgroundAudioManager playBackgroundAudio pauseBackgroundAudio ' +
    'stopBackgroundAudio seekBackgroundAudio getBackgroundAudioPlayerState onBackgroundAudioPlay onBackgroundAudioPause onBackgroundAudioStop ' +
    'getRecorderManager startRecord stopRecord playVoice pauseVoice stopVoice createVideoContext createCameraContext createLivePlayerContext ' +
    'createLivePusherContext createMapContext checkDeviceSupportHevc',
  canvas: 'createCanvasContext createContext drawCanvas createOffscreenCanvas canvasToTempFilePath canvasGetImageData canvasPutImageData',
  location:
    'getLocation getFuzzyLocation chooseLocation choosePoi openLocation startLocationUpdate startLocationUpdateBackground stopLocationUpdate ' +
    'onLocationChange offLocationChange onLocationChangeError offLocationChangeError',
  contacts:
    'addPhoneContact addPhoneCalendar addPhoneRepeatCalendar',
  hardware:
    'getNetworkType onNetworkStatusChange offNetworkStatusChange onNetworkWeakChange offNetworkWeakChange getLocalIPAddress getBatteryInfo ' +
    'getBatteryInfoSync onBatteryInfoChange offBatteryInfoChange setScreenBrightness getScreenBrightness setKeepScreenOn onUserCaptureScreen ' +
    'offUserCaptureScreen getScreenRecordingState onScreenRecordingStateChanged offScreenRecordingStateChanged setVisualEffectOnCapture ' +
    'startAccelerometer stopAccelerometer onAccelerometerChange offAccelerometerChange startCompass stopCompass onCompassChange offCompassChange ' +
    'startGyroscope stopGyroscope onGyroscopeChange offGyroscopeChange startDeviceMotionListening stopDeviceMotionListening onDeviceMotionChange ' +
    'offDeviceMotionChange openBluetoothAdapter closeBluetoothAdapter getBluetoothAdapterState startBluetoothDevicesDiscovery ' +
    'stopBluetoothDevicesDiscovery getBluetoothDevices getConnectedBluetoothDevices isBluetoothDevicePaired makeBluetoothPair ' +
    'onBluetoothAdapterStateChange offBluetoothAdapterStateChange onBluetoothDeviceFound offBluetoothDeviceFound createBLEConnection ' +
    'closeBLEConnection getBLEDeviceServices getBLEDeviceCharacteristics getBLEDeviceRSSI getBLEMTU setBLEMTU readBLECharacteristicValue ' +
    'writeBLECharacteristicValue notifyBLECharacteristicValueChange onBLEConnectionStateChange offBLEConnectionStateChange ' +
    'onBLECharacteristicValueChange offBLECharacteristicValueChange onBLEMTUChange offBLEMTUChange createBLEPeripheralServer ' +
    'onBLEPeripheralConnectionStateChanged offBLEPeripheralConnectionStateChanged startWifi stopWifi getWifiList setWifiList connectWifi ' +
    'getConnectedWifi onGetWifiList offGetWifiList onWifiConnected offWifiConnected onWifiConnectedWithPartialInfo ' +
    'offWifiConnectedWithPartialInfo startBeaconDiscovery stopBeaconDiscovery getBeacons onBeaconUpdate offBeaconUpdate onBeaconServiceChange ' +
    'offBeaconServiceChange getNFCAdapter getHCEState startHCE stopHCE sendHCEMessage onHCEMessage offHCEMessage startSoterAuthentication ' +
    'checkIsSupportSoterAuthentication checkIsSoterEnrolledInDevice startLocalServiceDiscovery stopLocalServiceDiscovery onLocalServiceFound ' +
    'offLocalServiceFound onLocalServiceLost offLocalServiceLost onLocalServiceResolveFail offLocalServiceResolveFail ' +
    'onLocalServiceDiscoveryStop offLocalServiceDiscoveryStop',
  device:
    'setClipboardData getClipboardData scanCode vibrateShort vibrateLong makePhoneCall sendSms chooseContact checkIsOpenAccessibility',
  share:
    'showShareMenu hideShareMenu updateShareMenu showShareImageMenu shareFileMessage shareVideoMessage getShareInfo authPrivateMessage onCopyUrl ' +
    'offCopyUrl getGroupEnterInfo shareAppMessage',
  open:
    'login checkSession pluginLogin getUserInfo getUserProfile authorize authorizeForMiniProgram getSetting openSetting chooseAddress ' +
    'chooseInvoiceTitle chooseInvoice chooseLicensePlate requestPayment requestOrderPayment requestVirtualPayment requestPluginPayment ' +
    'requestCommonPayment requestMerchantTransfer requestSubscribeMessage requestSubscribeDeviceMessage navigateToMiniProgram ' +
    'navigateBackMiniProgram openEmbeddedMiniProgram openCustomerServiceChat openOfficialAccountArticle openOfficialAccountProfile ' +
    'openOfficialAccountChat getPrivacySetting openPrivacyContract requirePrivacyAuthorize onNeedPrivacyAuthorization getWeRunData ' +
    'checkIsAddedToMyMiniProgram addCard openCard openChannelsActivity openChannelsEvent openChannelsUserProfile openChannelsLive ' +
    'getChannelsLiveInfo getChannelsLiveNoticeInfo reserveChannelsLive getChannelsShareKey openChannelsLiveNoticeInfo openStoreOrderDetail ' +
    'openStoreCouponDetail addFileToFavorites addVideoToFavorites showRedPackage shareToWeRun',
  cloud: 'cloud',
  worker: 'createWorker',
  ad: 'createRewardedVideoAd createInterstitialAd getShowSplashAdStatus',
  analytics: 'reportEvent reportAnalytics reportMonitor getExptInfoSync getCommonConfig',
  worklet: 'worklet',
  rest:
    'getXrFrameSystem createVKSession isVKSupport createInferenceSession getInferenceEnvInfo initFaceDetect faceDetect stopFaceDetect ' +
    'createMediaRecorder createVideoDecoder createMediaContainer createMediaAudioPlayer createUDPSocket createTCPSocket createGlobalPayment ' +
    'getPluginUpdateManager checkIsPictureInPictureActive jumpToOfflinePay openHKOfflinePayView requestAppleSubscribeSign ' +
    'shareToOfficialAccount openInquiriesTopic bindEmployeeRelation checkEmployeeRelation requestSubscribeEmployeeMessage ' +
    'checkIsSupportFacialRecognition requestFacialVerify getDeviceVoIPList requestDeviceVoIP openDesignerProfile openSingleStickerView ' +
    'openStickerIPView openStickerSetView addPaymentPassFinish addPaymentPassGetCertificateData canAddSecureElementPass checkTransitCardSupport ' +
    'deleteTransitCard getSecureElementPasses getTransitCardCPLC getTransitCardInfo getTransitCardList issueTransitCard rechargeTransitCard ' +
    'removeSecureElementPass exitVoIPChat join1v1Chat joinVoIPChat setEnable1v1Chat subscribeVoIPVideoMembers updateVoIPChatMuteConfig ' +
    'shareAppMessageToGroup shareImageToGroup shareEmojiToGroup shareFileToGroup shareVideoToGroup openChatTool getChatToolInfo ' +
    'notifyGroupMembers selectGroupMembers enterChatToolMode postMessageToReferrerMiniProgram postMessageToReferrerPage ' +
    'onUserOffTranslation offUserOffTranslation onUserTriggerTranslation offUserTriggerTranslation onEmbeddedMiniProgramHeightChange ' +
    'offEmbeddedMiniProgramHeightChange onAudioInterruptionBegin offAudioInterruptionBegin onAudioInterruptionEnd offAudioInterruptionEnd ' +
    'onGeneratePoster offGeneratePoster onParallelStateChange offParallelStateChange onWindowStateChange offWindowStateChange ' +
    'onVoIPChatInterrupted offVoIPChatInterrupted onVoIPChatMembersChanged offVoIPChatMembersChanged onVoIPChatSpeakersChanged ' +
    'offVoIPChatSpeakersChanged onVoIPChatStateChanged offVoIPChatStateChanged onVoIPVideoMembersChanged offVoIPVideoMembersChanged',
};

const byName = new Map<string, GroupName>();
for (const group of Object.keys(MEMBERS) as GroupName[]) for (const member of MEMBERS[group]!.split(' ')) byName.set(member, group);

/** The group of a member of wx; undefined for names that belong to the core or to no one. */
export function groupOf(name: string): GroupName | undefined {
  return byName.get(name);
}

/** Every member of wx that some group has. */
export function memberNames(): string[] {
  return [...byName.keys()];
}
