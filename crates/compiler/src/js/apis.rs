//! Members of `wx`: those there are, and those that answer with a failure here, so that a developer learns of it before a person does.
//!
//! In: names. Out: what is known of them. Must not: differ from the groups of runtime/api; the tests compare.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// Every member. `-` marks one that only fails: what a browser, or a platform without the vendor's services, cannot do. `+` marks one
/// of the logic realm itself: routes, queries, listeners of app and routes. The others belong to an API group.
const MEMBERS: &str = "\
    addCard- addFileToFavorites- addPaymentPassFinish- addPaymentPassGetCertificateData- addPhoneCalendar addPhoneContact \
    addPhoneRepeatCalendar addVideoToFavorites- arrayBufferToBase64 authPrivateMessage authorize authorizeForMiniProgram- \
    base64ToArrayBuffer batchGetStorage batchGetStorageSync batchSetStorage batchSetStorageSync bindEmployeeRelation- \
    canAddSecureElementPass- canIUse cancelIdleCallback canvasGetImageData canvasPutImageData canvasToTempFilePath \
    checkDeviceSupportHevc checkEmployeeRelation- checkIsAddedToMyMiniProgram checkIsOpenAccessibility \
    checkIsPictureInPictureActive- checkIsSoterEnrolledInDevice- checkIsSupportFacialRecognition- \
    checkIsSupportSoterAuthentication checkSession checkTransitCardSupport- chooseAddress chooseContact chooseImage \
    chooseInvoice- chooseInvoiceTitle chooseLicensePlate chooseLocation chooseMedia chooseMessageFile choosePoi chooseVideo \
    clearStorage clearStorageSync closeBLEConnection- closeBluetoothAdapter- closeSocket cloud compressImage compressVideo- \
    connectSocket connectWifi- createAnimation+ createAudioContext createBLEConnection- createBLEPeripheralServer- \
    createBufferURL createCacheManager createCameraContext createCanvasContext createContext createGlobalPayment- \
    createInferenceSession- createInnerAudioContext createIntersectionObserver+ createInterstitialAd createLivePlayerContext \
    createLivePusherContext createMapContext createMediaAudioPlayer- createMediaContainer- createMediaQueryObserver+ \
    createMediaRecorder- createOffscreenCanvas createRewardedVideoAd createSelectorQuery+ createTCPSocket- createUDPSocket- \
    createVKSession- createVideoContext createVideoDecoder- createWebAudioContext createWorker cropImage- deleteTransitCard- \
    disableAlertBeforeUnload downloadFile drawCanvas editImage- enableAlertBeforeUnload enterChatToolMode- env exitMiniProgram \
    exitVoIPChat- faceDetect- getAccountInfoSync getApiCategory getAppAuthorizeSetting getAppBaseInfo getAvailableAudioSources \
    getBLEDeviceCharacteristics- getBLEDeviceRSSI- getBLEDeviceServices- getBLEMTU- getBackgroundAudioManager \
    getBackgroundAudioPlayerState getBackgroundFetchData getBackgroundFetchToken getBatteryInfo getBatteryInfoSync getBeacons- \
    getBluetoothAdapterState- getBluetoothDevices- getChannelsLiveInfo- getChannelsLiveNoticeInfo- getChannelsShareKey- \
    getChatToolInfo- getClipboardData getCommonConfig getConnectedBluetoothDevices- getConnectedWifi- getDeviceBenchmarkInfo \
    getDeviceInfo getDeviceVoIPList- getEnterOptionsSync getExptInfoSync getExtConfig getExtConfigSync getFileInfo \
    getFileSystemManager getFuzzyLocation getGroupEnterInfo- getHCEState- getImageInfo getInferenceEnvInfo- \
    getLaunchOptionsSync getLocalIPAddress getLocation getLogManager getMenuButtonBoundingClientRect getNFCAdapter \
    getNetworkType getPerformance getPluginUpdateManager- getPrivacySetting getRandomValues getRealtimeLogManager \
    getRecorderManager getRendererUserAgent getSavedFileInfo getSavedFileList getScreenBrightness- getScreenRecordingState \
    getSecureElementPasses- getSelectedTextRange getSetting getShareInfo getShowSplashAdStatus getSkylineInfo \
    getSkylineInfoSync getStorage getStorageInfo getStorageInfoSync getStorageSync getSystemInfo getSystemInfoAsync \
    getSystemInfoSync getSystemSetting getTransitCardCPLC- getTransitCardInfo- getTransitCardList- getUpdateManager \
    getUserCryptoManager getUserInfo getUserProfile getVideoInfo getWeRunData- getWifiList- getWindowInfo getXrFrameSystem- \
    hideHomeButton hideKeyboard hideLoading hideNavigationBarLoading hideShareMenu hideTabBar hideTabBarRedDot hideToast \
    initFaceDetect- isBluetoothDevicePaired- isVKSupport- issueTransitCard- join1v1Chat- joinVoIPChat- jumpToOfflinePay- \
    loadBuiltInFontFace- loadFontFace login makeBluetoothPair- makePhoneCall navigateBack+ navigateBackMiniProgram navigateTo+ \
    navigateToMiniProgram nextTick+ notifyBLECharacteristicValueChange- notifyGroupMembers- offAccelerometerChange \
    offAfterPageLoad+ offAfterPageUnload+ offApiCategoryChange offAppHide+ offAppRoute+ offAppRouteDone+ offAppShow+ \
    offAudioInterruptionBegin- offAudioInterruptionEnd- offBLECharacteristicValueChange offBLEConnectionStateChange \
    offBLEMTUChange offBLEPeripheralConnectionStateChanged offBatteryInfoChange offBeaconServiceChange offBeaconUpdate \
    offBeforeAppRoute+ offBeforePageLoad+ offBeforePageUnload+ offBluetoothAdapterStateChange offBluetoothDeviceFound \
    offCompassChange offCopyUrl offDeviceMotionChange offEmbeddedMiniProgramHeightChange- offError+ offGeneratePoster- \
    offGetWifiList offGyroscopeChange offHCEMessage offKeyDown offKeyUp offKeyboardHeightChange offLazyLoadError+ \
    offLocalServiceDiscoveryStop offLocalServiceFound offLocalServiceLost offLocalServiceResolveFail offLocationChange \
    offLocationChangeError offMemoryWarning offMenuButtonBoundingClientRectWeightChange offNetworkStatusChange \
    offNetworkWeakChange offPageNotFound+ offParallelStateChange- offScreenRecordingStateChanged offThemeChange+ \
    offUnhandledRejection+ offUserCaptureScreen offUserOffTranslation- offUserTriggerTranslation- offVoIPChatInterrupted- \
    offVoIPChatMembersChanged- offVoIPChatSpeakersChanged- offVoIPChatStateChanged- offVoIPVideoMembersChanged- \
    offWifiConnected offWifiConnectedWithPartialInfo offWindowResize offWindowStateChange- onAccelerometerChange \
    onAfterPageLoad+ onAfterPageUnload+ onApiCategoryChange onAppHide+ onAppRoute+ onAppRouteDone+ onAppShow+ \
    onAudioInterruptionBegin- onAudioInterruptionEnd- onBLECharacteristicValueChange onBLEConnectionStateChange onBLEMTUChange \
    onBLEPeripheralConnectionStateChanged onBackgroundAudioPause onBackgroundAudioPlay onBackgroundAudioStop \
    onBackgroundFetchData onBatteryInfoChange onBeaconServiceChange onBeaconUpdate onBeforeAppRoute+ onBeforePageLoad+ \
    onBeforePageUnload+ onBluetoothAdapterStateChange onBluetoothDeviceFound onCompassChange onCopyUrl onDeviceMotionChange \
    onEmbeddedMiniProgramHeightChange- onError+ onGeneratePoster- onGetWifiList onGyroscopeChange onHCEMessage onKeyDown \
    onKeyUp onKeyboardHeightChange onLazyLoadError+ onLocalServiceDiscoveryStop onLocalServiceFound onLocalServiceLost \
    onLocalServiceResolveFail onLocationChange onLocationChangeError onMemoryWarning \
    onMenuButtonBoundingClientRectWeightChange onNeedPrivacyAuthorization onNetworkStatusChange onNetworkWeakChange \
    onPageNotFound+ onParallelStateChange- onScreenRecordingStateChanged onSocketClose onSocketError onSocketMessage \
    onSocketOpen onThemeChange+ onUnhandledRejection+ onUserCaptureScreen onUserOffTranslation- onUserTriggerTranslation- \
    onVoIPChatInterrupted- onVoIPChatMembersChanged- onVoIPChatSpeakersChanged- onVoIPChatStateChanged- \
    onVoIPVideoMembersChanged- onWifiConnected onWifiConnectedWithPartialInfo onWindowResize onWindowStateChange- \
    openAppAuthorizeSetting- openBluetoothAdapter- openCard- openChannelsActivity- openChannelsEvent- openChannelsLive- \
    openChannelsLiveNoticeInfo- openChannelsUserProfile- openChatTool- openCustomerServiceChat openDesignerProfile- \
    openDocument openEmbeddedMiniProgram openHKOfflinePayView- openInquiriesTopic- openLocation openOfficialAccountArticle \
    openOfficialAccountChat- openOfficialAccountProfile- openPrivacyContract openSetting openSingleStickerView- \
    openStickerIPView- openStickerSetView- openStoreCouponDetail- openStoreOrderDetail- openSystemBluetoothSetting- \
    openVideoEditor- pageScrollTo pauseBackgroundAudio pauseVoice playBackgroundAudio playVoice pluginLogin- \
    postMessageToReferrerMiniProgram- postMessageToReferrerPage- preDownloadSubpackage preloadAssets preloadSkylineView \
    preloadWebview previewImage previewMedia reLaunch+ readBLECharacteristicValue- rechargeTransitCard- redirectTo+ \
    removeSavedFile removeSecureElementPass- removeStorage removeStorageSync removeTabBarBadge reportAnalytics reportEvent \
    reportMonitor reportPerformance request requestAppleSubscribeSign- requestCommonPayment requestDeviceVoIP- \
    requestFacialVerify- requestIdleCallback requestMerchantTransfer requestOrderPayment requestPayment requestPluginPayment \
    requestSubscribeDeviceMessage- requestSubscribeEmployeeMessage- requestSubscribeMessage requestVirtualPayment \
    requirePrivacyAuthorize reserveChannelsLive- restartMiniProgram revokeBufferURL rewriteRoute+ router+ saveFile \
    saveFileToDisk saveImageToPhotosAlbum saveVideoToPhotosAlbum scanCode seekBackgroundAudio selectGroupMembers- \
    sendHCEMessage- sendSms sendSocketMessage setBLEMTU- setBackgroundColor setBackgroundFetchToken setBackgroundTextStyle \
    setClipboardData setEnable1v1Chat- setEnableDebug setInnerAudioOption setKeepScreenOn setNavigationBarColor \
    setNavigationBarTitle setScreenBrightness setStorage setStorageSync setTabBarBadge setTabBarItem setTabBarStyle \
    setTopBarText setVisualEffectOnCapture- setWifiList- setWindowSize- shareAppMessage shareAppMessageToGroup- \
    shareEmojiToGroup- shareFileMessage shareFileToGroup- shareImageToGroup- shareToOfficialAccount- shareToWeRun- \
    shareVideoMessage shareVideoToGroup- showActionSheet showLoading showModal showNavigationBarLoading showRedPackage- \
    showShareImageMenu showShareMenu showTabBar showTabBarRedDot showToast startAccelerometer startBeaconDiscovery- \
    startBluetoothDevicesDiscovery- startCompass startDeviceMotionListening startGyroscope startHCE- \
    startLocalServiceDiscovery- startLocationUpdate startLocationUpdateBackground startPullDownRefresh startRecord \
    startSoterAuthentication- startWifi- stopAccelerometer stopBackgroundAudio stopBeaconDiscovery- \
    stopBluetoothDevicesDiscovery- stopCompass stopDeviceMotionListening stopFaceDetect- stopGyroscope stopHCE- \
    stopLocalServiceDiscovery- stopLocationUpdate stopPullDownRefresh stopRecord stopVoice stopWifi- \
    subscribeVoIPVideoMembers- switchTab+ updateShareMenu updateVoIPChatMuteConfig- updateWeChatApp- uploadFile version \
    vibrateLong vibrateShort worklet writeBLECharacteristicValue-";

/// What has to be there before a program's first line, because it answers at once.
pub(crate) const STORAGE_GROUP: &str = "storage";
/// Addresses of saved files are kept with what is stored.
pub(crate) const FILE_GROUP: &str = "file";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Group,
    Unsupported,
    Core,
}

fn marked(word: &'static str) -> (&'static str, Mark) {
    let strip = |sign, mark| word.strip_suffix(sign).map(|name| (name, mark));
    strip('-', Mark::Unsupported).or_else(|| strip('+', Mark::Core)).unwrap_or((word, Mark::Group))
}

/// The groups and their members, as the runtime has them; TypeScript, read as text.
const GROUPS: &str = include_str!("../../../../runtime/api/members.ts");

/// Member → group.
fn groups() -> &'static FxHashMap<&'static str, &'static str> {
    static TABLE: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let start = GROUPS.find("const MEMBERS").expect("the table has this line");
        let mut table = FxHashMap::default();
        let mut group = "";
        for line in GROUPS[start..].lines().skip(1).take_while(|line| !line.starts_with("};")) {
            if let Some((key, _)) = line.split_once(':').filter(|_| line.starts_with("  ") && !line.starts_with("    "))
            {
                group = key.trim();
            }
            let words = line.split('\'').skip(1).step_by(2).flat_map(str::split_whitespace);
            table.extend(words.map(|member| (member, group)));
        }
        table
    })
}

/// The API group that has a member of `wx`; none for those of the logic realm itself.
pub(crate) fn group_of(name: &str) -> Option<&'static str> {
    groups().get(name).copied()
}

fn table() -> &'static FxHashMap<&'static str, Mark> {
    static TABLE: OnceLock<FxHashMap<&str, Mark>> = OnceLock::new();
    TABLE.get_or_init(|| MEMBERS.split_whitespace().map(marked).collect())
}

pub(crate) fn is_unsupported(name: &str) -> bool {
    table().get(name) == Some(&Mark::Unsupported)
}

/// Whether `wx` has a member of this name. Names of the language (`wx.hasOwnProperty`) and of machinery (`wx.__x`) count as such.
pub(crate) fn is_member(name: &str) -> bool {
    const OF_OBJECTS: &[&str] = &[
        "hasOwnProperty",
        "toString",
        "valueOf",
        "constructor",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
    ];
    table().contains_key(name) || OF_OBJECTS.contains(&name) || name.starts_with("__")
}

/// All there are, for suggestions.
pub(crate) fn members() -> impl Iterator<Item = &'static str> {
    MEMBERS.split_whitespace().map(|word| marked(word).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn words(text: &str) -> BTreeSet<&str> {
        text.split('\'').skip(1).step_by(2).flat_map(str::split_whitespace).collect()
    }

    /// What follows `start` in the table of groups, up to its end.
    fn table_from(start: &str) -> &'static str {
        let start = GROUPS.find(start).expect("the table has this line");
        &GROUPS[start..start + GROUPS[start..].find("};").expect("its end")]
    }

    fn with(wanted: impl Fn(Mark) -> bool) -> BTreeSet<&'static str> {
        table().iter().filter(|(_, mark)| wanted(**mark)).map(|(name, _)| *name).collect()
    }

    #[test]
    fn the_members_are_those_of_the_groups() {
        assert_eq!(table().len(), MEMBERS.split_whitespace().count(), "each stands once");
        assert_eq!(with(|mark| mark != Mark::Core), words(table_from("const MEMBERS")));
        assert_eq!(with(|mark| mark != Mark::Core), groups().keys().copied().collect());
        assert_eq!(group_of("request"), Some("network"));
        assert_eq!((group_of("canIUse"), group_of("navigateTo")), (Some("base"), None));
        let core: BTreeSet<&str> = include_str!("../../../../runtime/logic/wx.ts").lines().flat_map(words).collect();
        for name in with(|mark| mark == Mark::Core) {
            let event = name.strip_prefix("off").or_else(|| name.strip_prefix("on")).unwrap_or(name);
            assert!(core.contains(event), "{name} is not in runtime/logic/wx.ts");
        }
    }

    #[test]
    fn what_is_unsupported_is_what_the_groups_refuse() {
        let mut refused: BTreeSet<String> = words(table_from("\n  rest:")).into_iter().map(str::to_owned).collect();
        let api = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/api");
        for group in std::fs::read_dir(&api).unwrap().flatten() {
            let Ok(text) = std::fs::read_to_string(group.path().join("logic.ts")) else { continue };
            // The list, or a text that is split, up to the bracket that closes it.
            for call in text.split("host.unsupported(").skip(1) {
                let end = call.find([']', ';']).unwrap();
                refused.extend(words(&call[..end]).into_iter().filter(|word| !word.is_empty()).map(str::to_owned));
            }
        }
        let absent = std::fs::read_to_string(api.join("hardware/absent.ts")).unwrap();
        for call in absent.split("\n  failing(").skip(1) {
            // Names come first; the reason follows a comma outside of quotes.
            let mut quoted = false;
            let end = call.find(|character| {
                quoted ^= character == '\'';
                character == ',' && !quoted
            });
            refused.extend(words(&call[..end.unwrap()]).into_iter().map(str::to_owned));
        }
        assert_eq!(with(|mark| mark == Mark::Unsupported), refused.iter().map(String::as_str).collect());
    }

    #[test]
    fn names_of_objects_and_machinery_are_members() {
        assert!(is_member("request") && is_member("onAppShow") && is_member("hasOwnProperty") && is_member("__wxjs"));
        assert!(!is_member("requst") && is_unsupported("getWifiList") && !is_unsupported("request"));
    }
}
