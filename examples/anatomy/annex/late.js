module.exports = { word: '来自分包 from the annex' }
