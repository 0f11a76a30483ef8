// How Taro builds the corner shop for the web.
// In: src. Out: dist/h5. Must not: depart from the framework's defaults but for the width of the design.
module.exports = {
  projectName: 'corner-shop', date: '2026-1-1', designWidth: 750,
  deviceRatio: { 640: 1.17, 750: 1, 375: 2, 828: 0.905 },
  sourceRoot: 'src', outputRoot: `dist/${process.env.TARO_ENV}`,
  framework: 'react', compiler: { type: 'webpack5', prebundle: { enable: false } },
  copy: { patterns: [{ from: 'assets/', to: `dist/${process.env.TARO_ENV}/assets/` }], options: {} },
  h5: {
    publicPath: '/', staticDirectory: 'static', router: { mode: 'hash' }, postcss: { autoprefixer: { enable: true } },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
  },
};
