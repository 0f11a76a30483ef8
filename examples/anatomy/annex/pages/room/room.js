const { word } = require('../../late')

Page({
  data: { word },
})
