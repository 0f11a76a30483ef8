// The first screen of the corner shop as a person would write it by hand: HTML, and the look in units of the viewport.
// In: the program's data and style. Out: the document around a script. Must not: need anything at run time.
const FRAME_STYLE = '*{box-sizing:border-box}body{margin:0;font-family:system-ui,sans-serif}'
  + '.swiper{display:flex;overflow-x:auto;scroll-snap-type:x mandatory}.banner{flex:0 0 100%;scroll-snap-align:start}'
  + '.tab{position:fixed;bottom:0;left:0;right:0;height:50px;background:#fff;display:flex;border-top:1px solid #eee}.tab>div{flex:1;text-align:center;line-height:50px;color:#888}.tab .on{color:#2b8a3e}'
  + '#home{padding-bottom:54px}[hidden]{display:none!important}';

export const HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Corner Shop</title><link rel="icon" href="data:,">';

/** 750 rpx are the width of the viewport. */
export const webStyle = (style) => style.replace(/\/\*.*?\*\//gs, '').replace(/([\d.]+)rpx/g, (_, rpx) => `${+(rpx / 7.5).toFixed(3)}vw`).replaceAll('\n', '') + FRAME_STYLE;

const image = (name, file) => `<img class="${name}" src="/assets/${file}">`;
const banner = ({ img, title, sub }) => `<div class="banner">${image('banner-img', img)}<div class="banner-txt"><span class="bt">${title}</span><span class="bs">${sub}</span></div></div>`;
const category = ({ img, name }) => `<div class="cat">${image('cat-img', img)}<span class="cat-name">${name}</span></div>`;
const product = ({ id, img, name, desc, price, sold }) => `<div class="product" data-id="${id}">${image('p-img', img)}<div class="p-body"><span class="p-name">${name}</span><span class="p-desc">${desc}</span>`
  + `<div class="p-row"><span class="p-price">€${price}</span><span class="p-sold">${sold} sold</span><div class="add" data-id="${id}">+</div></div></div></div>`;

export function homeDocument({ banners, cats, products }, style, script) {
  return `${HEAD}<style>${webStyle(style)}</style>`
    + '<div class="page" id="home"><div class="top"><span class="brand">Corner Shop 街角小店</span><div class="cart-pill"><span>Cart</span><span class="cart-count">0</span></div></div>'
    + `<div class="swiper">${banners.map(banner).join('')}</div><div class="cats">${cats.map(category).join('')}</div>`
    + `<div class="sect">Popular today 热卖</div><div class="list">${products.map(product).join('')}</div></div>`
    + '<div id="other"></div><div class="tab"><div class="on">Home</div><div id="cart-tab">Cart <b class="badge"></b></div></div>'
    + `<script>${script}</script>`;
}
