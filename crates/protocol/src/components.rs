//! The built-in components: attributes with their types, events, and which attributes name files.
//!
//! One table, written from the vendor's reference; read by the compiler to check templates and by tests that compare it with
//! the elements of the runtime. Attributes and events that every element has are listed once. Must not hold behaviour.

/// How an attribute's value is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    String,
    Number,
    Boolean,
    /// Number of pixels, or text with a unit.
    Length,
    Array,
    Object,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: &'static str,
    pub kind: AttributeType,
}

#[derive(Debug)]
pub struct Component {
    pub name: &'static str,
    pub attributes: &'static [Attribute],
    /// Events of its own; those in [`BUBBLING_EVENTS`] come from every element.
    pub events: &'static [&'static str],
    /// Attributes that hold the path of a file.
    pub resources: &'static [&'static str],
}

impl Component {
    /// The attribute of this name, in the documented spelling or the other of `my-name` and `myName`.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .or_else(|| self.attributes.iter().find(|attribute| same_name(attribute.name, name)))
    }
}

/// The component of a tag as documented.
pub fn find(tag: &str) -> Option<&'static Component> {
    COMPONENTS.binary_search_by(|component| component.name.cmp(tag)).ok().map(|index| &COMPONENTS[index])
}

/// Equal but for hyphens and the case of the letter after one.
fn same_name(left: &str, right: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> + '_ {
        text.bytes().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase())
    }
    letters(left).eq(letters(right))
}

/// Events that start at any element and bubble.
pub static BUBBLING_EVENTS: &[&str] = &[
    "tap",
    "touchstart",
    "touchmove",
    "touchend",
    "touchcancel",
    "touchforcechange",
    "longpress",
    "longtap",
    "transitionend",
    "animationstart",
    "animationiteration",
    "animationend",
];

/// Whether an event starts at any element and bubbles; letter case as the browser has it.
pub fn is_bubbling_event(name: &str) -> bool {
    BUBBLING_EVENTS.iter().any(|event| event.eq_ignore_ascii_case(name))
}

/// Attributes that every element has, besides `aria-…`.
pub static COMMON_ATTRIBUTES: &[&str] = &[
    "id",
    "class",
    "style",
    "hidden",
    "slot",
    "animation",
    "role",
    "name",
    "disable-scroll",
    "catch-move",
    "tabindex",
];

/// Whether every element has the attribute.
pub fn is_common_attribute(name: &str) -> bool {
    COMMON_ATTRIBUTES.contains(&name) || name.starts_with("aria-")
}

/// Tags of HTML, which programs use without declaring them: they are drawn as plain elements.
pub fn is_html_tag(tag: &str) -> bool {
    HTML_TAGS.binary_search(&tag).is_ok()
}

static HTML_TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "menu",
    "meta",
    "nav",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

macro_rules! components {
    ($($name:literal { $($attribute:literal: $kind:ident),* } [$($event:literal),*] ($($resource:literal),*))*) => {
        /// Sorted by name.
        pub static COMPONENTS: &[Component] = &[$(Component {
            name: $name,
            attributes: &[$(Attribute { name: $attribute, kind: AttributeType::$kind }),*],
            events: &[$($event),*],
            resources: &[$($resource),*],
        }),*];
    };
}

components! {
    "ad" { "unit-id": String, "ad-intervals": Number, "ad-type": String, "ad-theme": String } ["load", "error", "close"] ()
    "ad-custom" { "unit-id": String, "ad-intervals": Number } ["load", "error", "close", "hide"] ()
    "audio" {
        "src": String, "loop": Boolean, "controls": Boolean, "poster": String, "name": String, "author": String
    } ["error", "play", "pause", "timeupdate", "ended"] ("src", "poster")
    "button" {
        "size": String, "type": String, "plain": Boolean, "disabled": Boolean, "loading": Boolean, "form-type": String,
        "open-type": String, "hover-class": String, "hover-stop-propagation": Boolean, "hover-start-time": Number,
        "hover-stay-time": Number, "lang": String, "session-from": String, "send-message-title": String, "send-message-path": String,
        "send-message-img": String, "show-message-card": Boolean, "app-parameter": String, "phone-number-no-quota-toast": Boolean,
        "activity-type": Number, "entrance-path": String, "need-show-entrance": Boolean, "scope": String, "name": String
    } [
        "contact", "getphonenumber", "getrealtimephonenumber", "getuserinfo", "launchapp", "error", "opensetting", "chooseavatar",
        "agreeprivacyauthorization", "createliveactivity", "getauthorize"
    ] ()
    "camera" {
        "mode": String, "resolution": String, "device-position": String, "flash": String, "frame-size": String
    } ["stop", "error", "initdone", "scancode"] ()
    "canvas" { "type": String, "canvas-id": String, "disable-scroll": Boolean, "width": Any, "height": Any } ["error"] ()
    "channel-live" { "feed-id": String, "finder-user-name": String } [] ()
    "channel-video" {
        "feed-id": String, "finder-user-name": String, "feed-token": String, "autoplay": Boolean, "loop": Boolean, "muted": Boolean,
        "object-fit": String
    } ["error"] ()
    "checkbox" { "value": String, "disabled": Boolean, "checked": Boolean, "color": String, "name": String } [] ()
    "checkbox-group" { "name": String } ["change"] ()
    "cover-image" { "src": String, "referrer-policy": String } ["load", "error"] ("src")
    "cover-view" {
        "scroll-top": Length, "hover-class": String, "hover-stop-propagation": Boolean, "hover-start-time": Number,
        "hover-stay-time": Number, "marker-id": Number
    } [] ()
    "double-tap-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "draggable-sheet" {
        "initial-child-size": Number, "min-child-size": Number, "max-child-size": Number, "snap": Boolean, "snap-sizes": Array
    } [] ()
    "editor" {
        "read-only": Boolean, "placeholder": String, "show-img-size": Boolean, "show-img-toolbar": Boolean, "show-img-resize": Boolean,
        "enable-formats": Array, "enterkeyhint": String, "confirm-hold": Boolean, "name": String
    } ["ready", "focus", "blur", "input", "statuschange"] ()
    "editor-portal" { "key": String } [] ()
    "force-press-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "form" { "report-submit": Boolean, "report-submit-timeout": Number } ["submit", "reset", "submitToGroup"] ()
    "functional-page-navigator" { "version": String, "name": String, "args": Object } ["success", "fail", "cancel"] ()
    "grid-builder" {
        "type": String, "list": Array, "child-count": Number, "child-height": Number, "initial-child-count": Number, "padding": Array,
        "cross-axis-count": Number, "max-cross-axis-extent": Number, "main-axis-gap": Number, "cross-axis-gap": Number
    } ["itembuild", "itemdispose"] ()
    "grid-view" {
        "type": String, "cross-axis-count": Number, "max-cross-axis-extent": Number, "main-axis-gap": Number, "cross-axis-gap": Number,
        "padding": Array
    } [] ()
    "horizontal-drag-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "icon" { "type": String, "size": Length, "color": String } [] ()
    "image" {
        "src": String, "mode": String, "show-menu-by-longpress": Boolean, "webp": Boolean, "lazy-load": Boolean, "forceHttps": Boolean,
        "fade-in": Boolean, "preload": Boolean
    } ["load", "error"] ("src")
    "input" {
        "value": String, "placeholder": String, "placeholder-style": String, "placeholder-class": String, "disabled": Boolean,
        "maxlength": Number, "cursor-spacing": Length, "auto-focus": Boolean, "focus": Boolean, "confirm-type": String,
        "confirm-hold": Boolean, "cursor": Number, "cursor-color": String, "selection-start": Number, "selection-end": Number,
        "adjust-position": Boolean, "hold-keyboard": Boolean, "name": String, "type": String, "password": Boolean, "always-embed": Boolean,
        "safe-password-cert-path": String, "safe-password-length": Number, "safe-password-time-stamp": Number,
        "safe-password-nonce": String, "safe-password-salt": String, "safe-password-custom-hash": String, "default-value": String
    } [
        "input", "change", "focus", "blur", "confirm", "keyboardheightchange", "nicknamereview", "keyboardcompositionstart",
        "keyboardcompositionupdate", "keyboardcompositionend", "selectionchange"
    ] ()
    "keyboard-accessory" {} [] ()
    "label" { "for": String } [] ()
    "list-builder" {
        "type": String, "list": Array, "child-count": Number, "child-height": Number, "initial-child-count": Number, "padding": Array
    } ["itembuild", "itemdispose"] ()
    "list-view" { "padding": Array } [] ()
    "live-player" {
        "src": String, "mode": String, "autoplay": Boolean, "muted": Boolean, "orientation": String, "object-fit": String,
        "background-mute": Boolean, "min-cache": Number, "max-cache": Number, "sound-mode": String, "auto-pause-if-navigate": Boolean,
        "auto-pause-if-open-native": Boolean, "picture-in-picture-mode": Any, "picture-in-picture-init-position": String,
        "enable-casting": Boolean, "enable-auto-rotation": Boolean, "enable-system-pip": Boolean, "mute-on-audio-conflict": Boolean,
        "referrer-policy": String
    } [
        "statechange", "netstatus", "fullscreenchange", "audiovolumenotify", "enterpictureinpicture", "leavepictureinpicture",
        "castinguserselect", "castingstatechange", "castinginterrupt", "error"
    ] ()
    "live-pusher" {
        "url": String, "mode": String, "autopush": Boolean, "muted": Boolean, "enable-camera": Boolean, "auto-focus": Boolean,
        "orientation": String, "beauty": Number, "whiteness": Number, "aspect": String, "min-bitrate": Number, "max-bitrate": Number,
        "audio-quality": String, "waiting-image": String, "waiting-image-hash": String, "zoom": Boolean, "device-position": String,
        "background-mute": Boolean, "mirror": Boolean, "remote-mirror": Boolean, "local-mirror": String, "audio-reverb-type": Number,
        "enable-mic": Boolean, "enable-agc": Boolean, "enable-ans": Boolean, "audio-volume-type": String, "video-width": Number,
        "video-height": Number, "beauty-style": String, "filter": String, "fps": Number, "voice-changer-type": Number,
        "enableVideoCustomRender": Boolean, "custom-effect": Boolean, "skin-whiteness": Number, "skin-smoothness": Number,
        "face-thinness": Number, "eye-bigness": Number, "mute-on-audio-conflict": Boolean, "picture-in-picture-mode": Any
    } [
        "statechange", "netstatus", "error", "bgmstart", "bgmprogress", "bgmcomplete", "audiovolumenotify", "enterpictureinpicture",
        "leavepictureinpicture"
    ] ("waiting-image")
    "long-press-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "map" {
        "longitude": Number, "latitude": Number, "scale": Number, "min-scale": Number, "max-scale": Number, "markers": Array,
        "polyline": Array, "circles": Array, "polygons": Array, "controls": Array, "include-points": Array, "show-location": Boolean,
        "subkey": String, "layer-style": Number, "rotate": Number, "skew": Number, "enable-3D": Boolean, "show-compass": Boolean,
        "show-scale": Boolean, "enable-overlooking": Boolean, "enable-auto-max-overlooking": Boolean, "enable-zoom": Boolean,
        "enable-scroll": Boolean, "enable-rotate": Boolean, "enable-satellite": Boolean, "enable-traffic": Boolean, "enable-poi": Boolean,
        "enable-building": Boolean, "setting": Object, "covers": Array
    } [
        "markertap", "labeltap", "callouttap", "controltap", "updated", "regionchange", "poitap", "anchorpointtap", "polylinetap",
        "interpolatepoint", "error", "abilitysuccess", "abilityfail", "authsuccess", "abilityfailed"
    ] ()
    "match-media" {
        "min-width": Number, "max-width": Number, "width": Number, "min-height": Number, "max-height": Number, "height": Number,
        "orientation": String
    } [] ()
    "movable-area" { "scale-area": Boolean } [] ()
    "movable-view" {
        "direction": String, "inertia": Boolean, "out-of-bounds": Boolean, "x": Length, "y": Length, "damping": Number, "friction": Number,
        "disabled": Boolean, "scale": Boolean, "scale-min": Number, "scale-max": Number, "scale-value": Number, "animation": Boolean
    } ["change", "scale", "htouchmove", "vtouchmove"] ()
    "navigation-bar" {
        "title": String, "loading": Boolean, "front-color": String, "background-color": String, "color-animation-duration": Number,
        "color-animation-timing-func": String
    } [] ()
    "navigator" {
        "target": String, "url": String, "open-type": String, "delta": Number, "app-id": String, "path": String, "extra-data": Object,
        "version": String, "short-link": String, "hover-class": String, "hover-stop-propagation": Boolean, "hover-start-time": Number,
        "hover-stay-time": Number
    } ["success", "fail", "complete"] ()
    "nested-scroll-body" { "offset-top": Number } [] ()
    "nested-scroll-header" {} [] ()
    "official-account" {} ["load", "error"] ()
    "official-account-publish" {
        "topic": String, "color-unity": Boolean, "show-related": Boolean, "recommend-path": String, "recommend-title": String
    } ["publishsuccess", "publishfail"] ()
    "open-container" {
        "closed-color": String, "closed-elevation": Number, "closed-border-radius": Number, "middle-color": String, "open-color": String,
        "open-elevation": Number, "open-border-radius": Number, "transition-duration": Number, "transition-type": String,
        "close-border-radius": Number
    } [] ()
    "open-data" {
        "type": String, "open-gid": String, "lang": String, "default-text": String, "default-avatar": String
    } ["error"] ("default-avatar")
    "page-container" {
        "show": Boolean, "duration": Number, "z-index": Number, "overlay": Boolean, "position": String, "round": Boolean,
        "close-on-slide-down": Boolean, "overlay-style": String, "custom-style": String
    } ["beforeenter", "enter", "afterenter", "beforeleave", "leave", "afterleave", "clickoverlay"] ()
    "page-meta" {
        "background-text-style": String, "background-color": String, "background-color-top": String, "background-color-bottom": String,
        "root-background-color": String, "scroll-top": String, "scroll-duration": Number, "page-style": String, "page-font-size": String,
        "root-font-size": String, "page-orientation": String
    } ["resize", "scroll", "scrolldone"] ()
    "pan-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "picker" {
        "header-text": String, "mode": String, "disabled": Boolean, "range": Array, "range-key": String, "value": Any, "start": String,
        "end": String, "fields": String, "custom-item": String, "level": String, "name": String
    } ["change", "cancel", "columnchange"] ()
    "picker-view" {
        "value": Array, "mask-style": String, "mask-class": String, "indicator-style": String, "indicator-class": String,
        "immediate-change": Boolean, "name": String, "default-value": Array
    } ["change", "pickstart", "pickend"] ()
    "picker-view-column" {} [] ()
    "progress" {
        "percent": Number, "show-info": Boolean, "border-radius": Length, "font-size": Length, "stroke-width": Length, "color": String,
        "activeColor": String, "backgroundColor": String, "active": Boolean, "active-mode": String, "duration": Number
    } ["activeend"] ()
    "radio" { "value": String, "checked": Boolean, "disabled": Boolean, "color": String, "name": String } [] ()
    "radio-group" { "name": String } ["change"] ()
    "rich-text" { "nodes": Any, "space": String, "user-select": Boolean, "mode": String } [] ()
    "root-portal" { "enable": Boolean } [] ()
    "scale-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "scroll-view" {
        "scroll-x": Boolean, "scroll-y": Boolean, "upper-threshold": Length, "lower-threshold": Length, "scroll-top": Length,
        "scroll-left": Length, "scroll-into-view": String, "scroll-into-view-offset": Number, "scroll-with-animation": Boolean,
        "enable-back-to-top": Boolean, "enable-passive": Boolean, "refresher-enabled": Boolean, "refresher-threshold": Number,
        "refresher-default-style": String, "refresher-background": String, "refresher-triggered": Boolean, "bounces": Boolean,
        "show-scrollbar": Boolean, "fast-deceleration": Boolean, "paging-enabled": Boolean, "scroll-anchoring": Boolean,
        "enable-flex": Boolean, "enhanced": Boolean, "using-sticky": Boolean, "type": String, "associative-container": String,
        "reverse": Boolean, "clip": Boolean, "cache-extent": Number, "min-drag-distance": Number,
        "scroll-into-view-within-extent": Boolean, "scroll-into-view-alignment": String, "padding": Array,
        "refresher-two-level-enabled": Boolean, "refresher-two-level-triggered": Boolean, "refresher-two-level-threshold": Number,
        "refresher-two-level-close-threshold": Number, "refresher-two-level-scroll-enabled": Boolean,
        "refresher-two-level-pinned": Boolean, "refresher-ballistic-refresh-enabled": Boolean
    } [
        "scrolltoupper", "scrolltolower", "scroll", "dragstart", "dragging", "dragend", "refresherpulling", "refresherrefresh",
        "refresherrestore", "refresherabort", "scrollstart", "scrollend", "refresherwillrefresh", "refresherstatuschange"
    ] ()
    "selection" { "disable-context-menu": Boolean } ["selectionchange"] ()
    "share-element" {
        "key": String, "transform": Boolean, "duration": Number, "easing-function": String, "transition-on-gesture": Boolean,
        "shuttle-on-push": String, "shuttle-on-pop": String, "rect-tween-type": String, "mapkey": String
    } [] ()
    "slider" {
        "min": Number, "max": Number, "step": Number, "disabled": Boolean, "value": Number, "color": String, "selected-color": String,
        "activeColor": String, "backgroundColor": String, "block-size": Number, "block-color": String, "show-value": Boolean,
        "name": String, "default-value": String
    } ["change", "changing"] ()
    "snapshot" { "mode": String } [] ()
    "span" {} [] ()
    "sticky-header" { "offset-top": Number, "allow-overlapping": Boolean, "padding": Array } ["stickontopchange"] ()
    "sticky-section" { "push-pinned-header": Boolean, "padding": Array } [] ()
    "store-coupon" {
        "appid": String, "coupon-id": String, "promoter-share-link": String, "custom-style": Object
    } ["entersuccess", "entererror"] ()
    "store-gift" { "present-order-id": String, "open-id": String, "show-gift-card": Boolean } ["entersuccess", "entererror"] ()
    "store-home" { "appid": String } ["entersuccess", "entererror"] ()
    "store-product" {
        "appid": String, "product-id": String, "product-promotion-link": String, "media-id": String, "custom-style": Object,
        "custom-content": Boolean, "open-page": String, "logo-position": String
    } ["entersuccess", "entererror"] ()
    "swiper" {
        "indicator-dots": Boolean, "indicator-color": String, "indicator-active-color": String, "autoplay": Boolean, "current": Number,
        "current-item-id": String, "interval": Number, "duration": Number, "circular": Boolean, "vertical": Boolean,
        "display-multiple-items": Number, "previous-margin": Length, "next-margin": Length, "snap-to-edge": Boolean,
        "easing-function": String, "direction": String, "layout-type": String, "transformer-type": String, "indicator-type": String,
        "indicator-margin": Number, "indicator-spacing": Number, "indicator-radius": Number, "indicator-width": Number,
        "indicator-height": Number, "indicator-alignment": Any, "indicator-offset": Array, "scroll-with-animation": Boolean,
        "cache-extent": Number
    } ["change", "animationfinish", "transition"] ()
    "swiper-item" { "item-id": String, "skip-hidden-item-layout": Boolean } [] ()
    "switch" {
        "checked": Boolean, "disabled": Boolean, "type": String, "color": String, "name": String, "default-checked": Boolean
    } ["change"] ()
    "tap-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "text" {
        "selectable": Boolean, "user-select": Boolean, "space": String, "decode": Boolean, "overflow": String, "max-lines": Number,
        "select-on-gesture": Boolean
    } [] ()
    "textarea" {
        "value": String, "placeholder": String, "placeholder-style": String, "placeholder-class": String, "disabled": Boolean,
        "maxlength": Number, "cursor-spacing": Length, "auto-focus": Boolean, "focus": Boolean, "confirm-type": String,
        "confirm-hold": Boolean, "cursor": Number, "cursor-color": String, "selection-start": Number, "selection-end": Number,
        "adjust-position": Boolean, "hold-keyboard": Boolean, "name": String, "auto-height": Boolean, "fixed": Boolean,
        "show-confirm-bar": Boolean, "disable-default-padding": Boolean, "adjust-keyboard-to": String, "default-value": String
    } [
        "input", "change", "focus", "blur", "confirm", "keyboardheightchange", "nicknamereview", "keyboardcompositionstart",
        "keyboardcompositionupdate", "keyboardcompositionend", "selectionchange", "linechange"
    ] ()
    "vertical-drag-gesture-handler" { "tag": String, "simultaneous-handlers": Array, "native-view": String } [] ()
    "video" {
        "src": String, "duration": Number, "controls": Boolean, "danmu-list": Array, "danmu-btn": Boolean, "enable-danmu": Boolean,
        "autoplay": Boolean, "loop": Boolean, "muted": Boolean, "initial-time": Number, "page-gesture": Boolean, "vslide-gesture": Boolean,
        "vslide-gesture-in-fullscreen": Boolean, "direction": Number, "show-progress": Boolean, "show-fullscreen-btn": Boolean,
        "show-play-btn": Boolean, "show-center-play-btn": Boolean, "enable-progress-gesture": Boolean, "object-fit": String,
        "poster": String, "show-mute-btn": Boolean, "title": String, "play-btn-position": String, "enable-play-gesture": Boolean,
        "auto-pause-if-navigate": Boolean, "auto-pause-if-open-native": Boolean, "ad-unit-id": String, "poster-for-crawler": String,
        "show-casting-button": Boolean, "picture-in-picture-mode": Any, "picture-in-picture-show-progress": Boolean,
        "picture-in-picture-init-position": String, "enable-auto-rotation": Boolean, "show-screen-lock-button": Boolean,
        "show-snapshot-button": Boolean, "show-background-playback-button": Boolean, "background-poster": String,
        "show-bottom-progress": Boolean, "referrer-policy": String, "is-drm": Boolean, "is-live": Boolean, "provision-url": String,
        "certificate-url": String, "license-url": String, "preferred-peak-bit-rate": Number, "enable-system-pip": Boolean
    } [
        "play", "pause", "ended", "timeupdate", "fullscreenchange", "waiting", "error", "progress", "loadedmetadata", "controlstoggle",
        "enterpictureinpicture", "leavepictureinpicture", "seekcomplete", "castinguserselect", "castingstatechange", "castinginterrupt"
    ] ("src", "poster", "background-poster")
    "view" { "hover-class": String, "hover-stop-propagation": Boolean, "hover-start-time": Number, "hover-stay-time": Number } [] ()
    "voip-room" { "openid": String, "mode": String, "device-position": String, "object-fit": String } ["error"] ()
    "web-view" { "src": String } ["load", "error", "message"] ()
    "xr-ar-tracker" {} [] ()
    "xr-asset-load" {} [] ()
    "xr-assets" {} [] ()
    "xr-camera" {} [] ()
    "xr-env" {} [] ()
    "xr-gltf" {} [] ()
    "xr-light" {} [] ()
    "xr-mesh" {} [] ()
    "xr-node" {} [] ()
    "xr-particle" {} [] ()
    "xr-scene" {} [] ()
    "xr-shadow" {} [] ()
    "xr-text" {} [] ()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_name_nothing_twice() {
        assert!(COMPONENTS.is_sorted_by(|left, right| left.name < right.name));
        assert!(HTML_TAGS.is_sorted_by(|left, right| left < right));
        for component in COMPONENTS {
            for (index, attribute) in component.attributes.iter().enumerate() {
                let twice = component.attributes[..index].iter().any(|other| same_name(other.name, attribute.name));
                assert!(!twice, "{} {}", component.name, attribute.name);
            }
            for resource in component.resources {
                assert!(component.attribute(resource).is_some(), "{} {resource}", component.name);
            }
            for event in component.events {
                assert!(!is_bubbling_event(event), "{} {event}", component.name);
            }
        }
    }

    #[test]
    fn attributes_are_found_in_either_spelling() {
        let scroll_view = find("scroll-view").expect("a documented component");
        assert_eq!(scroll_view.attribute("scrollTop").map(|attribute| attribute.name), Some("scroll-top"));
        let progress = find("progress").expect("a documented component");
        assert_eq!(progress.attribute("active-color").map(|attribute| attribute.name), Some("activeColor"));
        assert!(progress.attribute("nothing").is_none());
        assert!(find("div").is_none());
    }
}
