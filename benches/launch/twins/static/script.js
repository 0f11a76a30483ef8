// The corner shop by hand: the cart, the detail page and the cart page over the first screen's HTML.
// In: taps. Out: the DOM. Must not: use a library.
import { products } from 'shop-data';

const cart = {};
const find = (selector) => document.querySelector(selector);
const home = find('#home');
const other = find('#other');

function add(id) {
  cart[id] = (cart[id] || 0) + 1;
  find('.cart-count').textContent = find('.badge').textContent = Object.values(cart).reduce((sum, amount) => sum + amount, 0);
}

function show(html) {
  other.innerHTML = html;
  home.hidden = !!html;
  scrollTo(0, 0);
}

function showDetail({ id, img, name, price, unit, desc }) {
  show(`<div class="page"><img class="d-img" src="/assets/${img}"><div class="d-card"><span class="d-title">${name}</span><span class="p-price">€${price} / ${unit}</span><span class="d-desc">${desc}</span></div><div class="d-btn" data-id="${id}">Add to cart</div></div>`);
}

function showCart() {
  const rows = products.filter(({ id }) => cart[id]);
  const row = ({ id, img, name }) => `<div class="c-row"><img class="cat-img" src="/assets/${img}"><span class="c-name">${name}</span><span class="c-qty">×${cart[id]}</span></div>`;
  const total = rows.reduce((sum, { id, price }) => sum + price * cart[id], 0).toFixed(2);
  show(`<div class="page">${rows.length ? `${rows.map(row).join('')}<div class="c-total">Total €${total}</div>` : '<div class="empty">Your cart is empty 购物车是空的</div>'}</div>`);
}

document.addEventListener('click', ({ target }) => {
  const adds = target.closest('.add, .d-btn');
  if (adds) return add(adds.dataset.id);
  if (target.closest('#cart-tab, .cart-pill')) return showCart();
  if (target.closest('.on')) return show('');
  const row = target.closest('.product');
  if (!row) return;
  history.pushState(0, '', `#d${row.dataset.id}`);
  showDetail(products.find(({ id }) => id == row.dataset.id));
});
addEventListener('popstate', () => show(''));
