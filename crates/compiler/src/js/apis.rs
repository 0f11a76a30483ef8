//! Members of `wx` that this host answers with a failure, so that a developer learns of it before a person does.
//!
//! In: nothing. Out: names. Must not: differ from the group `rest` of runtime/api/groups.ts; a test compares.

/// Sorted.
pub(crate) const UNSUPPORTED: &[&str] = &[
    "addPaymentPassFinish",
    "addPaymentPassGetCertificateData",
    "bindEmployeeRelation",
    "canAddSecureElementPass",
    "checkEmployeeRelation",
    "checkIsPictureInPictureActive",
    "checkIsSupportFacialRecognition",
    "checkTransitCardSupport",
    "createGlobalPayment",
    "createInferenceSession",
    "createMediaAudioPlayer",
    "createMediaContainer",
    "createMediaRecorder",
    "createTCPSocket",
    "createUDPSocket",
    "createVKSession",
    "createVideoDecoder",
    "deleteTransitCard",
    "enterChatToolMode",
    "exitVoIPChat",
    "faceDetect",
    "getChatToolInfo",
    "getDeviceVoIPList",
    "getInferenceEnvInfo",
    "getPluginUpdateManager",
    "getSecureElementPasses",
    "getTransitCardCPLC",
    "getTransitCardInfo",
    "getTransitCardList",
    "getXrFrameSystem",
    "initFaceDetect",
    "isVKSupport",
    "issueTransitCard",
    "join1v1Chat",
    "joinVoIPChat",
    "jumpToOfflinePay",
    "notifyGroupMembers",
    "offAudioInterruptionBegin",
    "offAudioInterruptionEnd",
    "offEmbeddedMiniProgramHeightChange",
    "offGeneratePoster",
    "offParallelStateChange",
    "offUserOffTranslation",
    "offUserTriggerTranslation",
    "offVoIPChatInterrupted",
    "offVoIPChatMembersChanged",
    "offVoIPChatSpeakersChanged",
    "offVoIPChatStateChanged",
    "offVoIPVideoMembersChanged",
    "offWindowStateChange",
    "onAudioInterruptionBegin",
    "onAudioInterruptionEnd",
    "onEmbeddedMiniProgramHeightChange",
    "onGeneratePoster",
    "onParallelStateChange",
    "onUserOffTranslation",
    "onUserTriggerTranslation",
    "onVoIPChatInterrupted",
    "onVoIPChatMembersChanged",
    "onVoIPChatSpeakersChanged",
    "onVoIPChatStateChanged",
    "onVoIPVideoMembersChanged",
    "onWindowStateChange",
    "openChatTool",
    "openDesignerProfile",
    "openHKOfflinePayView",
    "openInquiriesTopic",
    "openSingleStickerView",
    "openStickerIPView",
    "openStickerSetView",
    "postMessageToReferrerMiniProgram",
    "postMessageToReferrerPage",
    "rechargeTransitCard",
    "removeSecureElementPass",
    "requestAppleSubscribeSign",
    "requestDeviceVoIP",
    "requestFacialVerify",
    "requestSubscribeEmployeeMessage",
    "selectGroupMembers",
    "setEnable1v1Chat",
    "shareAppMessageToGroup",
    "shareEmojiToGroup",
    "shareFileToGroup",
    "shareImageToGroup",
    "shareToOfficialAccount",
    "shareVideoToGroup",
    "stopFaceDetect",
    "subscribeVoIPVideoMembers",
    "updateVoIPChatMuteConfig",
    "worklet",
];

pub(crate) fn is_unsupported(name: &str) -> bool {
    UNSUPPORTED.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_runtime() {
        let table = include_str!("../../../../runtime/api/groups.ts");
        let start = table.find("\n  rest:").expect("the group `rest`");
        let group = &table[start..start + table[start..].find("};").expect("its end")];
        let mut names: Vec<&str> = group.split('\'').skip(1).step_by(2).flat_map(str::split_whitespace).collect();
        names.sort_unstable();
        assert_eq!(names, UNSUPPORTED);
    }
}
