//! Personal data: the items a program declares, what reaches them, and the scopes people are asked about.
//!
//! In: words. Out: items with their names and APIs. Must not: know a program; compiler, runtime and platform read the same table.

/// What a program may learn of a person.
#[derive(Debug, PartialEq, Eq)]
pub struct DataItem {
    /// The word it is declared by.
    pub word: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Members of `wx` that reach it.
    pub apis: &'static [&'static str],
    /// Values of a button's `open-type` that reach it.
    pub open_types: &'static [&'static str],
    /// Elements that reach it.
    pub elements: &'static [&'static str],
}

const fn item(
    word: &'static str,
    zh: &'static str,
    en: &'static str,
    apis: &'static [&'static str],
    open_types: &'static [&'static str],
    elements: &'static [&'static str],
) -> DataItem {
    DataItem { word, zh, en, apis, open_types, elements }
}

/// The items of the vendor's privacy guide.
pub const DATA_ITEMS: [DataItem; 21] = [
    item(
        "profile",
        "昵称、头像",
        "Nickname and picture",
        &["getUserInfo", "getUserProfile"],
        &["chooseAvatar", "getUserInfo"],
        &[],
    ),
    item("location", "位置信息", "Position", LOCATION, &[], &[]),
    item("chosen-location", "选择的位置信息", "A place you choose", &["chooseLocation", "choosePoi"], &[], &[]),
    item("address", "地址", "Postal address", &["chooseAddress"], &[], &[]),
    item("invoice", "发票信息", "Invoice details", &["chooseInvoice", "chooseInvoiceTitle"], &[], &[]),
    item("steps", "运动步数", "Step count", &["getWeRunData"], &[], &[]),
    item("phone", "手机号", "Phone number", &[], &["getPhoneNumber", "getRealtimePhoneNumber"], &[]),
    item("plate", "车牌号", "Licence plate", &["chooseLicensePlate"], &[], &[]),
    item(
        "chosen-media",
        "选中的照片或视频信息",
        "Pictures and videos you choose",
        &["chooseImage", "chooseMedia", "chooseVideo"],
        &[],
        &[],
    ),
    item("chosen-file", "选中的文件", "Files you choose", &["chooseMessageFile"], &[], &[]),
    item("microphone", "麦克风", "Microphone", &["getRecorderManager"], &[], &["live-pusher"]),
    item("camera", "摄像头", "Camera", &[], &[], &["camera", "live-pusher"]),
    item("bluetooth", "蓝牙", "Bluetooth", &["openBluetoothAdapter"], &[], &[]),
    item(
        "album",
        "相册（仅写入）",
        "Album (saving only)",
        &["saveImageToPhotosAlbum", "saveVideoToPhotosAlbum"],
        &[],
        &[],
    ),
    item("contacts", "通讯录（仅写入）", "Contacts (adding only)", &["addPhoneContact"], &[], &[]),
    item(
        "calendar",
        "日历（仅写入）",
        "Calendar (adding only)",
        &["addPhoneCalendar", "addPhoneRepeatCalendar"],
        &[],
        &[],
    ),
    item("accelerometer", "加速传感器", "Accelerometer", &["startAccelerometer"], &[], &[]),
    item("compass", "磁场传感器", "Magnetometer", &["startCompass"], &[], &[]),
    item("orientation", "方向传感器", "Orientation sensor", &["startDeviceMotionListening"], &[], &[]),
    item("gyroscope", "陀螺仪传感器", "Gyroscope", &["startGyroscope"], &[], &[]),
    item("clipboard", "剪切板", "Clipboard", &["getClipboardData", "setClipboardData"], &[], &[]),
];

const LOCATION: &[&str] = &["getFuzzyLocation", "getLocation", "startLocationUpdate", "startLocationUpdateBackground"];

/// What a person is asked about beside a data item, the first time a program needs it.
#[derive(Debug, PartialEq, Eq)]
pub struct Scope {
    pub name: &'static str,
    /// The item that it is a part of.
    pub item: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

const fn scope(name: &'static str, item: &'static str, zh: &'static str, en: &'static str) -> Scope {
    Scope { name, item, zh, en }
}

pub const SCOPES: [Scope; 10] = [
    scope("scope.userLocation", "location", "获取你的位置信息", "Know your position"),
    scope("scope.userFuzzyLocation", "location", "获取你的模糊位置信息", "Know roughly where you are"),
    scope("scope.userLocationBackground", "location", "在后台获取你的位置信息", "Know your position in the background"),
    scope("scope.record", "microphone", "使用你的麦克风", "Use the microphone"),
    scope("scope.camera", "camera", "使用你的摄像头", "Use the camera"),
    scope("scope.bluetooth", "bluetooth", "使用你的蓝牙", "Use Bluetooth"),
    scope("scope.writePhotosAlbum", "album", "保存图片或视频到你的设备", "Save pictures and videos to your device"),
    scope("scope.addPhoneContact", "contacts", "添加联系人", "Add contacts"),
    scope("scope.addPhoneCalendar", "calendar", "添加日程", "Add events to the calendar"),
    scope("scope.werun", "steps", "获取你的运动步数", "Know your step count"),
];

pub fn data_item(word: &str) -> Option<&'static DataItem> {
    DATA_ITEMS.iter().find(|item| item.word == word)
}

pub fn scope_named(name: &str) -> Option<&'static Scope> {
    SCOPES.iter().find(|scope| scope.name == name)
}

/// The item that a member of `wx` reaches.
pub fn item_of_api(name: &str) -> Option<&'static DataItem> {
    DATA_ITEMS.iter().find(|item| item.apis.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_is_of_an_item_and_no_word_stands_twice() {
        for scope in &SCOPES {
            assert!(data_item(scope.item).is_some(), "{}", scope.name);
        }
        let mut words: Vec<&str> = DATA_ITEMS.iter().map(|item| item.word).collect();
        let mut apis: Vec<&str> = DATA_ITEMS.iter().flat_map(|item| item.apis).copied().collect();
        for list in [&mut words, &mut apis] {
            let count = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), count);
        }
        assert_eq!(item_of_api("getLocation").map(|item| item.word), Some("location"));
        assert!(item_of_api("request").is_none() && scope_named("scope.userInfo").is_none());
    }
}
