// Components: templates read and evaluated for the component tree, and events on their way through it.
// In: templates and modules of WXS as chunks registered them. Out: forms and trees. Must not: be needed by a page without components.
import { onExpressionError } from '../../shared/expression';
import { onWxsError, registerWxs } from '../../shared/wxs';
import { reportError } from '../errors';
import { readWith } from '../forms';
import { registerTemplate } from '../skeleton/form';

export { completeForm, completeMarks } from '../skeleton/completion';
export { attachTree, walkInstances, walkInstancesUp } from '../skeleton/instances';
export { templateData } from '../skeleton/pure_data';
export { createTabBar } from '../skeleton/tab_bar';
export { formOf } from '../skeleton/form';
export { writeBack } from '../skeleton/models';
export { trigger } from '../skeleton/trigger';
export { build, dropSlots, feedAgain, takeWith, updatePaths } from '../skeleton/update';

onExpressionError(reportError);
onWxsError(reportError);
readWith({ template: registerTemplate, wxs: registerWxs });
