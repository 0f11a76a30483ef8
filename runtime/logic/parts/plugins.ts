// Plugins, which nobody but the vendor has.
// In: names. Out: stand-ins. Must not: hold anything but exports.
export { requirePlugin } from '../plugins';
