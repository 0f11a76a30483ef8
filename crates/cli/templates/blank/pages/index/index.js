Page({
  data: {
    greeting: '你好 · Hello',
    count: 0,
  },

  increase() {
    this.setData({ count: this.data.count + 1 });
  },
});
