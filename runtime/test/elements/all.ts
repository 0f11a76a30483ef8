// Every element, by tag, for tests; `media.test.mjs` compares it with the folder.
import type { ElementDefinition } from '../../view/element';
import ad_ from '../../elements/ad';
import adCustom_ from '../../elements/ad-custom';
import audio_ from '../../elements/audio';
import button_ from '../../elements/button';
import camera_ from '../../elements/camera';
import canvas_ from '../../elements/canvas';
import channelLive_ from '../../elements/channel-live';
import channelVideo_ from '../../elements/channel-video';
import checkbox_ from '../../elements/checkbox';
import checkboxGroup_ from '../../elements/checkbox-group';
import coverImage_ from '../../elements/cover-image';
import coverView_ from '../../elements/cover-view';
import doubleTapGestureHandler_ from '../../elements/double-tap-gesture-handler';
import draggableSheet_ from '../../elements/draggable-sheet';
import editor_ from '../../elements/editor';
import form_ from '../../elements/form';
import functionalPageNavigator_ from '../../elements/functional-page-navigator';
import gridView_ from '../../elements/grid-view';
import horizontalDragGestureHandler_ from '../../elements/horizontal-drag-gesture-handler';
import icon_ from '../../elements/icon';
import image_ from '../../elements/image';
import input_ from '../../elements/input';
import label_ from '../../elements/label';
import listView_ from '../../elements/list-view';
import livePlayer_ from '../../elements/live-player';
import livePusher_ from '../../elements/live-pusher';
import longPressGestureHandler_ from '../../elements/long-press-gesture-handler';
import map_ from '../../elements/map';
import matchMedia_ from '../../elements/match-media';
import movableArea_ from '../../elements/movable-area';
import movableView_ from '../../elements/movable-view';
import navigationBar_ from '../../elements/navigation-bar';
import navigator_ from '../../elements/navigator';
import officialAccount_ from '../../elements/official-account';
import officialAccountPublish_ from '../../elements/official-account-publish';
import openContainer_ from '../../elements/open-container';
import openData_ from '../../elements/open-data';
import pageContainer_ from '../../elements/page-container';
import pageMeta_ from '../../elements/page-meta';
import panGestureHandler_ from '../../elements/pan-gesture-handler';
import picker_ from '../../elements/picker';
import pickerView_ from '../../elements/picker-view';
import pickerViewColumn_ from '../../elements/picker-view-column';
import pluginComponent_ from '../../elements/plugin-component';
import progress_ from '../../elements/progress';
import radio_ from '../../elements/radio';
import radioGroup_ from '../../elements/radio-group';
import regionData_ from '../../elements/region-data';
import richText_ from '../../elements/rich-text';
import rootPortal_ from '../../elements/root-portal';
import scaleGestureHandler_ from '../../elements/scale-gesture-handler';
import scrollView_ from '../../elements/scroll-view';
import shareElement_ from '../../elements/share-element';
import slider_ from '../../elements/slider';
import snapshot_ from '../../elements/snapshot';
import stickyHeader_ from '../../elements/sticky-header';
import stickySection_ from '../../elements/sticky-section';
import storeCoupon_ from '../../elements/store-coupon';
import storeGift_ from '../../elements/store-gift';
import storeHome_ from '../../elements/store-home';
import storeProduct_ from '../../elements/store-product';
import swiper_ from '../../elements/swiper';
import swiperItem_ from '../../elements/swiper-item';
import switch_ from '../../elements/switch';
import tapGestureHandler_ from '../../elements/tap-gesture-handler';
import text_ from '../../elements/text';
import textarea_ from '../../elements/textarea';
import verticalDragGestureHandler_ from '../../elements/vertical-drag-gesture-handler';
import video_ from '../../elements/video';
import view_ from '../../elements/view';
import voipRoom_ from '../../elements/voip-room';
import webView_ from '../../elements/web-view';
import xrScene_ from '../../elements/xr-scene';

export const definitions = new Map<string, ElementDefinition>(
  [
    adCustom_,
    ad_,
    audio_,
    button_,
    camera_,
    canvas_,
    channelLive_,
    channelVideo_,
    checkboxGroup_,
    checkbox_,
    coverImage_,
    coverView_,
    doubleTapGestureHandler_,
    draggableSheet_,
    editor_,
    form_,
    functionalPageNavigator_,
    gridView_,
    horizontalDragGestureHandler_,
    icon_,
    image_,
    input_,
    label_,
    listView_,
    livePlayer_,
    livePusher_,
    longPressGestureHandler_,
    map_,
    matchMedia_,
    movableArea_,
    movableView_,
    navigationBar_,
    navigator_,
    officialAccountPublish_,
    officialAccount_,
    openContainer_,
    openData_,
    pageContainer_,
    pageMeta_,
    panGestureHandler_,
    pickerViewColumn_,
    pickerView_,
    picker_,
    pluginComponent_,
    progress_,
    radioGroup_,
    radio_,
    regionData_,
    richText_,
    rootPortal_,
    scaleGestureHandler_,
    scrollView_,
    shareElement_,
    slider_,
    snapshot_,
    stickyHeader_,
    stickySection_,
    storeCoupon_,
    storeGift_,
    storeHome_,
    storeProduct_,
    swiperItem_,
    swiper_,
    switch_,
    tapGestureHandler_,
    text_,
    textarea_,
    verticalDragGestureHandler_,
    video_,
    view_,
    voipRoom_,
    webView_,
    xrScene_,
  ].map((one) => [one.tag, one]),
);
