//! What the view reads of a page that has no components: all that the logic realm must know of its template.
//!
//! In: IR. Out: [`ViewReads`]. Must not: judge a template with components or slots, whose skeleton the logic realm builds itself
//! (`runtime/logic/skeleton/reads.ts` tells the same from the markup).

use std::collections::BTreeSet;

use super::ir::*;
use super::javascript as js;

/// Fields of data, and the keyed lists among them with their key: `rows:id`, `rows.*.children:*`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ViewReads {
    pub fields: BTreeSet<String>,
    pub lists: BTreeSet<String>,
}

impl ViewReads {
    /// The registration that stands in for the template in the logic realm.
    pub(crate) fn code(&self, path: &str) -> String {
        let mut out = String::from("mn.f(");
        js::string(&mut out, path);
        for names in [&self.fields, &self.lists] {
            out.push_str(",[");
            for (position, name) in names.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                js::string(&mut out, name);
            }
            out.push(']');
        }
        out.push_str(");\n");
        out
    }
}

/// None where the tree holds a component or a slot.
pub(super) fn read(template: &Template<'_>) -> Option<ViewReads> {
    let mut reader = Reader { template, reads: ViewReads::default(), frames: Vec::new() };
    reader.block(&template.main).then_some(reader.reads)
}

struct Reader<'t> {
    template: &'t Template<'t>,
    reads: ViewReads,
    /// Paths of the lists around, where known.
    frames: Vec<Option<String>>,
}

impl Reader<'_> {
    /// Whether the block holds nothing of the skeleton.
    fn block(&mut self, block: &Block<'_>) -> bool {
        block.nodes.iter().all(|node| self.node(node))
    }

    fn node(&mut self, node: &Node<'_>) -> bool {
        match node {
            Node::Text(value) => self.value(value),
            Node::If(branches) => {
                return branches.iter().all(|branch| {
                    branch.condition.iter().for_each(|condition| self.value(condition));
                    self.block(&branch.block)
                });
            }
            Node::For(list) => return self.rows(list),
            Node::Element(element) => {
                if element.component.is_some() {
                    return false;
                }
                element.attributes.iter().for_each(|attribute| self.value(&attribute.value));
                element.events.iter().for_each(|event| self.value(&event.handler));
                return self.block(&element.children);
            }
            Node::Call(call) => {
                self.value(&call.name);
                call.data.iter().for_each(|(_, value)| self.value(value));
            }
            Node::Slot(_) => return false,
        }
        true
    }

    fn rows(&mut self, list: &For<'_>) -> bool {
        self.value(&list.list);
        let path = self.list_path(&list.list);
        let key = match &list.key {
            Key::None => None,
            Key::This => Some("*"),
            Key::Field(name) => Some(name.as_ref()),
        };
        if let (Some(path), Some(key)) = (&path, key) {
            self.reads.lists.insert(format!("{path}:{key}"));
        }
        self.frames.push(path);
        let is_plain = self.block(&list.block);
        self.frames.pop();
        is_plain
    }

    /// The path of a list in data, `*` for items of lists around it.
    fn list_path(&self, list: &Value<'_>) -> Option<String> {
        let Value::Dynamic(expression) = list else { return None };
        let path = Some(self.template.text(expression.code)).filter(|_| expression.is_path)?;
        let Some(item) = path.strip_prefix('~') else {
            return Some(path.to_owned()).filter(|path| !path.starts_with('#'));
        };
        let (depth, rest) = item.split_once('.').unwrap_or((item, ""));
        let outer = self.frames.get(depth.parse::<usize>().ok()?)?.as_ref()?;
        Some(if rest.is_empty() { format!("{outer}.*") } else { format!("{outer}.*.{rest}") })
    }

    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Dynamic(expression) => self.expression(expression),
            Value::Mixed(pieces) => {
                for piece in pieces {
                    if let Piece::Binding(expression) = piece {
                        self.expression(expression);
                    }
                }
            }
            Value::True | Value::Static(_) | Value::Constant(_) => {}
        }
    }

    fn expression(&mut self, expression: &Expression) {
        let code = self.template.text(expression.code);
        if expression.is_path {
            if !code.starts_with(['~', '#']) {
                let root = code.split('.').next().unwrap_or_default();
                self.reads.fields.insert(root.to_owned());
            }
        } else {
            self.reads.fields.extend(fields_of(code));
        }
    }
}

/// Fields that code reads: every `d.name`. One too many, in a text or of a member `d`, does no harm.
fn fields_of(code: &str) -> impl Iterator<Item = String> {
    let is_name =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '$') || !character.is_ascii();
    code.match_indices("d.").filter_map(move |(at, _)| {
        let before = code[..at].chars().next_back();
        let name: String = code[at + 2..].chars().take_while(|character| is_name(*character)).collect();
        (!before.is_some_and(is_name) && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FileContext, compile};
    use std::collections::BTreeMap;

    fn reads(source: &str) -> Option<String> {
        let components = ["my-card".to_owned()].into_iter().collect();
        let context = FileContext { path: "p", file: "p.wxml", components: &components, absent: &BTreeMap::new() };
        compile(source, &context, &()).0.reads.map(|reads| reads.code("p").trim_end().to_owned())
    }

    #[test]
    fn fields_and_keyed_lists_of_the_main_tree_are_told() {
        let source = "<view wx:if=\"{{a.b}}\" class=\"x {{c ? d.e : 'f'}}\" bindtap=\"{{g}}\">{{h + i.length}}{{[...m, n.d.o]}}</view>\
            <view wx:for=\"{{rows}}\" wx:key=\"id\">{{item.name}}<text wx:for=\"{{item.parts}}\" wx:for-item=\"part\" wx:key=\"*this\">{{part}}{{index}}</text></view>\
            <template is=\"{{t}}\" data=\"{{j, k: l.m}}\"/><template name=\"t\">{{other}}</template>";
        let told = r#"mn.f("p",["a","c","d","g","h","i","j","l","m","n","rows","t"],["rows.*.parts:*","rows:id"]);"#;
        assert_eq!(reads(source).as_deref(), Some(told));
    }

    #[test]
    fn nothing_is_told_of_a_template_with_components_or_slots() {
        assert_eq!(reads("<view wx:if=\"{{a}}\"><my-card/></view>"), None);
        assert_eq!(reads("<view><slot/></view>"), None);
    }
}
