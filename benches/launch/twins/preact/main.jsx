// The corner shop in Preact, rendered in the browser.
// In: the program's data. Out: the page. Must not: route by anything but state.
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { banners, cats, products } from 'shop-data';

const cart = {};
const countAll = () => Object.values(cart).reduce((sum, amount) => sum + amount, 0);

function Product({ product, open, add }) {
  const { img, name, desc, price, sold } = product;
  return (
    <div class="product" onClick={() => open(product)}>
      <img class="p-img" src={`/assets/${img}`} />
      <div class="p-body">
        <span class="p-name">{name}</span>
        <span class="p-desc">{desc}</span>
        <div class="p-row">
          <span class="p-price">€{price}</span>
          <span class="p-sold">{sold} sold</span>
          <div class="add" onClick={(event) => { event.stopPropagation(); add(product.id); }}>+</div>
        </div>
      </div>
    </div>
  );
}

function Home({ hidden, count, open, add }) {
  return (
    <div class="page" id="home" hidden={hidden}>
      <div class="top">
        <span class="brand">Corner Shop 街角小店</span>
        <div class="cart-pill" onClick={() => open('cart')}><span>Cart</span><span class="cart-count">{count}</span></div>
      </div>
      <div class="swiper">{banners.map(({ img, title, sub }) => <div class="banner"><img class="banner-img" src={`/assets/${img}`} /><div class="banner-txt"><span class="bt">{title}</span><span class="bs">{sub}</span></div></div>)}</div>
      <div class="cats">{cats.map(({ img, name }) => <div class="cat"><img class="cat-img" src={`/assets/${img}`} /><span class="cat-name">{name}</span></div>)}</div>
      <div class="sect">Popular today 热卖</div>
      <div class="list">{products.map((product) => <Product product={product} open={open} add={add} />)}</div>
    </div>
  );
}

function Detail({ product, count, add }) {
  const { id, img, name, price, unit, desc } = product;
  return (
    <div class="page">
      <img class="d-img" src={`/assets/${img}`} />
      <div class="d-card"><span class="d-title">{name}</span><span class="p-price">€{price} / {unit}</span><span class="d-desc">{desc}</span></div>
      <div class="d-btn" onClick={() => add(id)}>Add to cart ({count})</div>
    </div>
  );
}

function Shop() {
  const [count, setCount] = useState(0);
  const [opened, open] = useState(null);
  const add = (id) => {
    cart[id] = (cart[id] || 0) + 1;
    setCount(countAll());
  };
  return (
    <>
      <Home hidden={!!opened} count={count} open={open} add={add} />
      {opened && opened !== 'cart' && <Detail product={opened} count={count} add={add} />}
      {opened === 'cart' && <div class="page">{products.filter(({ id }) => cart[id]).map(({ id, name }) => <div class="c-row"><span class="c-name">{name}</span><span class="c-qty">×{cart[id]}</span></div>)}</div>}
      <div class="tab"><div class="on" onClick={() => open(null)}>Home</div><div onClick={() => open('cart')}>Cart <b>{count || ''}</b></div></div>
    </>
  );
}

render(<Shop />, document.getElementById('app'));
