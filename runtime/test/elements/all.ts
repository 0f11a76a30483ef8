// Every element, by tag, for tests. Written by hand order; `complete.test.mjs` compares it with the folder.
import type { ElementDefinition } from '../../view/element';
import button_ from '../../elements/button';
import checkboxGroup_ from '../../elements/checkbox-group';
import checkbox_ from '../../elements/checkbox';
import form_ from '../../elements/form';
import icon_ from '../../elements/icon';
import image_ from '../../elements/image';
import input_ from '../../elements/input';
import label_ from '../../elements/label';
import navigator_ from '../../elements/navigator';
import pickerViewColumn_ from '../../elements/picker-view-column';
import pickerView_ from '../../elements/picker-view';
import picker_ from '../../elements/picker';
import progress_ from '../../elements/progress';
import radioGroup_ from '../../elements/radio-group';
import radio_ from '../../elements/radio';
import regionData_ from '../../elements/region-data';
import scrollView_ from '../../elements/scroll-view';
import slider_ from '../../elements/slider';
import swiperItem_ from '../../elements/swiper-item';
import swiper_ from '../../elements/swiper';
import switch_ from '../../elements/switch';
import text_ from '../../elements/text';
import textarea_ from '../../elements/textarea';
import view_ from '../../elements/view';

export const definitions = new Map<string, ElementDefinition>(
  [
    button_,
    checkboxGroup_,
    checkbox_,
    form_,
    icon_,
    image_,
    input_,
    label_,
    navigator_,
    pickerViewColumn_,
    pickerView_,
    picker_,
    progress_,
    radioGroup_,
    radio_,
    regionData_,
    scrollView_,
    slider_,
    swiperItem_,
    swiper_,
    switch_,
    text_,
    textarea_,
    view_,
  ].map((one) => [one.tag, one]),
);
