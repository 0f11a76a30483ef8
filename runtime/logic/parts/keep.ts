// What is kept of a page's rendering for its next launch. In: pages. Out: a message to the view. Must not: hold anything but exports.
export { keepScreen } from '../keep_screen';
