// Rules of the form. In: the values of a submit event. Out: { field: message } of what is wrong.
const { errors } = require('./strings')

const RULES = {
  name: (value) => value.trim() !== '',
  phone: (value) => /^1\d{10}$/.test(value),
  password: (value) => value.length >= 6,
  date: (value) => Boolean(value),
  agree: (value) => value.length > 0,
}

function validate(values) {
  const wrong = {}
  Object.keys(RULES).forEach((field) => {
    if (!RULES[field](values[field] || '')) wrong[field] = errors[field]
  })
  return wrong
}

module.exports = { validate }
