exports.early = 'early'
exports.seen = require('./cycle-b').seen
