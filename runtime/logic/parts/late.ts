// What the logic realm has beyond the first page: routes, computed requires, differences of lists that are set again. It loads once the first page stands, or when it is first called.
// In: routes, paths, data. Out: as its files say. Must not: hold anything but exports.
export { argumentComplaint } from '../argument_complaint';
export { configGlobal } from '../config_global';
export { copyAgain, tell } from '../differences';
export { appMessage, pageNotFound } from '../foreground';
export { pageEvent } from '../page_events';
export { find, requireLater, requireThen, resolve } from '../requires';
export { carryOut, navigateAsked, openerChannel, rewriteRoute, routerFor } from '../routes';
export { reportUpdates } from '../update_reports';
