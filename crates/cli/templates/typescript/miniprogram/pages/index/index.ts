import { plural } from '../../utils/words';

interface Data {
  greeting: string;
  count: number;
  label: string;
}

Page<Data, { increase(): void }>({
  data: {
    greeting: '你好 · Hello',
    count: 0,
    label: '',
  },

  onLoad() {
    this.setData({ label: plural(0, 'tap') });
  },

  increase() {
    const count = this.data.count + 1;
    this.setData({ count, label: plural(count, 'tap') });
  },
});
