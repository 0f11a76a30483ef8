//! Marks what the logic realm must know of: components, slots, and the control flow around them.
//!
//! In: a lowered template. Out: its `in_skeleton` and `has_component` marks. A call of a local template counts as what the
//! template holds; a call of any other counts as a component where the file knows components at all.

use super::ir::{Block, Call, Name, Node, Template};
use rustc_hash::FxHashMap;

/// What a node means to the skeleton.
#[derive(Clone, Copy, Default)]
struct Mark {
    in_skeleton: bool,
    has_component: bool,
}

impl std::ops::BitOrAssign for Mark {
    fn bitor_assign(&mut self, other: Self) {
        self.in_skeleton |= other.in_skeleton;
        self.has_component |= other.has_component;
    }
}

pub(super) fn mark(template: &mut Template<'_>, knows_components: bool) {
    let names: FxHashMap<String, usize> =
        template.templates.iter().enumerate().map(|(index, (name, _))| (name.clone(), index)).collect();
    // What each template holds itself, and who calls whom.
    let mut marks = vec![Mark::default(); template.templates.len()];
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); template.templates.len()];
    for (index, (_, block)) in template.templates.iter().enumerate() {
        marks[index] = direct(block, knows_components, &names, index, &mut callers);
    }
    // Callers inherit from what they call.
    let mut open: Vec<usize> = (0..marks.len()).filter(|&index| marks[index].in_skeleton).collect();
    while let Some(index) = open.pop() {
        let mark = marks[index];
        for &caller in &callers[index] {
            let grown = Mark { in_skeleton: true, has_component: marks[caller].has_component | mark.has_component };
            if !marks[caller].in_skeleton || grown.has_component != marks[caller].has_component {
                marks[caller] = grown;
                open.push(caller);
            }
        }
    }
    let calls = Calls { names, marks, knows_components };
    calls.block(&mut template.main);
    for (_, block) in &mut template.templates {
        calls.block(block);
    }
}

fn direct(
    block: &Block<'_>,
    knows_components: bool,
    names: &FxHashMap<String, usize>,
    caller: usize,
    callers: &mut [Vec<usize>],
) -> Mark {
    let mut mark = Mark::default();
    for node in &block.nodes {
        match node {
            Node::Text(_) => {}
            Node::Element(element) => {
                if element.component.is_some() {
                    mark = Mark { in_skeleton: true, has_component: true };
                }
                mark |= direct(&element.children, knows_components, names, caller, callers);
            }
            Node::If(branches) => {
                for branch in branches {
                    mark |= direct(&branch.block, knows_components, names, caller, callers);
                }
            }
            Node::For(list) => mark |= direct(&list.block, knows_components, names, caller, callers),
            Node::Slot(slot) => mark.in_skeleton |= slot.in_skeleton,
            Node::Call(call) => match local(call, names) {
                Some(callee) => callers[callee].push(caller),
                None => mark |= Mark { in_skeleton: knows_components, has_component: knows_components },
            },
        }
    }
    mark
}

fn local(call: &Call<'_>, names: &FxHashMap<String, usize>) -> Option<usize> {
    match &call.name {
        Name::Static(name) => names.get(name.as_ref()).copied(),
        Name::Dynamic(_) => None,
    }
}

struct Calls {
    names: FxHashMap<String, usize>,
    marks: Vec<Mark>,
    knows_components: bool,
}

impl Calls {
    fn block(&self, block: &mut Block<'_>) -> Mark {
        let mut mark = Mark::default();
        for node in &mut block.nodes {
            match node {
                Node::Text(_) => {}
                Node::Element(element) => {
                    mark |= self.block(&mut element.children);
                    if element.component.is_some() {
                        mark = Mark { in_skeleton: true, has_component: true };
                    }
                }
                Node::If(branches) => {
                    for branch in branches {
                        mark |= self.block(&mut branch.block);
                    }
                }
                Node::For(list) => mark |= self.block(&mut list.block),
                Node::Slot(slot) => mark.in_skeleton |= slot.in_skeleton,
                Node::Call(call) => {
                    let called = match local(call, &self.names) {
                        Some(callee) => self.marks[callee],
                        None => Mark { in_skeleton: self.knows_components, has_component: self.knows_components },
                    };
                    call.in_skeleton = called.in_skeleton;
                    mark |= called;
                }
            }
        }
        block.in_skeleton = mark.in_skeleton;
        block.has_component = mark.has_component;
        mark
    }
}
