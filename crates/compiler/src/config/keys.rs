//! The keys the vendor documents for each JSON file, for the warning about unknown ones.
//!
//! In: nothing. Out: names. Must not: say what a key means.

pub(crate) const APP: &[&str] = &[
    "$schema", "__usePrivacyCheck__", "__warning__", "accountInfo", "agent", "appShell", "appType", "behavior", "chatTools", "cloud", "cloudVersion",
    "componentFramework", "componentPlaceholder", "convertRpxToVw", "darkmode", "debug", "debugOptions", "deviceOrientation", "embeddedAppIdList",
    "enablePassiveEvent", "entranceDeclare", "entryPagePath", "frameset", "functionalPages", "glass-easel", "halfPage", "launchOptions",
    "lazyCodeLoading", "miniApp", "navigateToMiniProgramAppIdList", "navigationBar", "networkTimeout", "openDataContext", "openLocationPagePath",
    "pages", "permission", "plugins", "preloadRule", "prefetchRules", "renderer", "rendererOptions", "requiredBackgroundModes",
    "requiredComponents", "requiredPrivateInfos", "resizable", "resolveAlias", "serviceProviderTicket", "singlePage", "sitemapLocation", "sitemap",
    "skylineRenderEnable", "static", "style", "subPackages", "subpackages", "supportedMaterials", "tabBar", "themeLocation", "useExtendedLib",
    "usePrivacyCheck", "useStandardModal", "usingComponents", "visualEffectInBackground", "warmStartOption", "window", "workers",
];

pub(crate) const WINDOW: &[&str] = &[
    "allowsBounceVertical", "backgroundColor", "backgroundColorBottom", "backgroundColorContent", "backgroundColorTop", "backgroundTextStyle", "disableScroll",
    "disableSwipeBack", "enablePullDownRefresh", "handleWebviewPreload", "homeButton", "initialRenderingCache", "navigationBarBackgroundColor",
    "navigationBarTextStyle", "navigationBarTitleText", "navigationStyle", "onReachBottomDistance", "pageOrientation", "renderer", "restartStrategy",
    "rendererOptions", "visualEffectInBackground",
];

/// Page and component JSON, besides the keys of `window`.
pub(crate) const COMPONENT: &[&str] = &[
    "$schema", "addGlobalClass", "component", "componentFramework", "componentGenerics", "componentPlaceholder", "defaultTitle", "disableScroll",
    "enablePassiveEvent", "enableShareAppMessage", "enableShareTimeline", "options", "pureDataPattern", "singlePage", "style", "styleIsolation",
    "usingComponents", "usingPlugins", "virtualHost", "description", "version", "name",
];

pub(crate) const TAB_BAR: &[&str] = &["backgroundColor", "borderStyle", "color", "custom", "list", "position", "selectedColor"];

pub(crate) const TAB: &[&str] = &["iconPath", "pagePath", "selectedIconPath", "text", "visible", "iconfont"];

pub(crate) const SUBPACKAGE: &[&str] = &["componentFramework", "entry", "independent", "name", "pages", "plugins", "renderer", "root"];
