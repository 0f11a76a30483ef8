//! What the editor is told in words, in English and Chinese. In: names and counts. Out: short Markdown. Must not: know which components there are.

use compiler::outline::apis::{self, Api, Definition, Parameter, Said, Shape};
use protocol::components::{Attribute, AttributeType, Component};

use super::members::{Member, property_default, property_type};

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    pub(super) is_chinese: bool,
}

impl Words {
    fn pick(self, english: &str, chinese: &str) -> String {
        if self.is_chinese { chinese } else { english }.to_owned()
    }

    pub(super) fn type_name(self, kind: AttributeType) -> &'static str {
        match kind {
            AttributeType::String => "string",
            AttributeType::Number => "number",
            AttributeType::Boolean => "boolean",
            AttributeType::Length if self.is_chinese => "数值（px）或带单位的长度",
            AttributeType::Length => "number of px, or a length with a unit",
            AttributeType::Array => "array",
            AttributeType::Object => "object",
            AttributeType::Any => "any",
        }
    }

    pub(super) fn built_in(self, component: &Component) -> String {
        let list = |names: &mut dyn Iterator<Item = &str>| {
            names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let mut text = format!("**{}** — {}", component.name, self.pick("a built-in component", "内置组件"));
        let attributes = list(&mut component.attributes.iter().map(|attribute| attribute.name));
        if !attributes.is_empty() {
            text.push_str(&format!("\n\n{}: {attributes}", self.pick("Attributes", "属性")));
        }
        let events = list(&mut component.events.iter().copied());
        if !events.is_empty() {
            text.push_str(&format!("\n\n{}: {events}", self.pick("Events", "事件")));
        }
        text
    }

    pub(super) fn structural(self, tag: &str) -> Option<String> {
        let said = match tag {
            "block" => self.pick(
                "Groups what it holds for `wx:if` and `wx:for`; draws nothing itself.",
                "把内容组合起来，用于 `wx:if` 和 `wx:for`；自身不渲染。",
            ),
            "template" => self.pick(
                "Defines a template (`name`) or draws one (`is`, `data`).",
                "定义模板（`name`）或使用模板（`is`、`data`）。",
            ),
            "import" => self.pick("Makes the templates of another file known here.", "引入另一文件中定义的模板。"),
            "include" => self.pick(
                "Puts the content of another file here, its templates and scripts left out.",
                "把另一文件的内容放在此处，模板和脚本除外。",
            ),
            "wxs" => self.pick(
                "A script that templates may call, in this file or at `src`.",
                "模板可以调用的脚本，写在此处或由 `src` 指定。",
            ),
            "slot" => {
                self.pick("Where the page's own content of this component goes.", "使用者写在组件内的内容显示在此处。")
            }
            _ => return None,
        };
        Some(format!("**{tag}** — {said}"))
    }

    pub(super) fn component(self, tag: &str, path: &str, properties: &[&Member]) -> String {
        let mut text = format!("**{tag}** — {} `{path}`", self.pick("the component", "组件"));
        for member in properties {
            text.push_str(&format!("\n- `{}`: {}", member.field.name, property_type(&member.field)));
        }
        text
    }

    pub(super) fn attribute(self, attribute: &Attribute, component: &str) -> String {
        let said = self.pick("attribute of", "属性，属于");
        format!("**{}**: {} — {said} `{component}`", attribute.name, self.type_name(attribute.kind))
    }

    pub(super) fn common_attribute(self, name: &str) -> String {
        format!("**{name}** — {}", self.pick("every element has this attribute", "所有元素都有的属性"))
    }

    pub(super) fn directive(self, name: &str) -> Option<String> {
        let said = match name {
            "wx:if" => self.pick("Draws the element only while the expression holds.", "表达式成立时才渲染该元素。"),
            "wx:elif" => self.pick(
                "Draws the element when the conditions before it do not hold and this one does.",
                "前面的条件都不成立且本条件成立时渲染。",
            ),
            "wx:else" => self
                .pick("Draws the element when none of the conditions before it holds.", "前面的条件都不成立时渲染。"),
            "wx:for" => self.pick(
                "Draws the element once for each item of a list; `item` and `index` name it.",
                "对列表的每一项渲染一次，`item` 和 `index` 是当前项与下标。",
            ),
            "wx:for-item" => self.pick("The name of the item, instead of `item`.", "当前项的变量名，默认 `item`。"),
            "wx:for-index" => {
                self.pick("The name of the position, instead of `index`.", "下标的变量名，默认 `index`。")
            }
            "wx:key" => self.pick("The field that tells items apart, or `*this`.", "区分各项的字段名，或 `*this`。"),
            _ => return None,
        };
        Some(format!("**{name}** — {said}"))
    }

    pub(super) fn event(self, name: &str, component: Option<&str>, bubbles: bool) -> String {
        let said = match (component, bubbles) {
            (_, true) => self.pick("starts at any element and bubbles", "任何元素都会触发，并且冒泡"),
            (Some(component), false) => format!("{} `{component}`", self.pick("event of", "事件，来自")),
            (None, false) => self.pick("an event", "事件"),
        };
        format!("**{name}** — {said}")
    }

    pub(super) fn member(self, member: &Member) -> String {
        self.field(&member.field.name, &member.field, member.is_property, &member.file)
    }

    pub(super) fn field(self, path: &str, field: &compiler::outline::Field, is_property: bool, file: &str) -> String {
        if is_property {
            let default = property_default(field).map(|value| format!(" = `{value}`")).unwrap_or_default();
            let said = self.pick("property, declared in", "属性，声明于");
            return format!("**{path}**: {}{default} — {said} `{file}`", property_type(field));
        }
        let kind = if field.kind.is_empty() { "any" } else { field.kind };
        format!("**{path}**: {kind} = `{}` — {} `{file}`", field.preview, self.pick("data of", "数据，来自"))
    }

    pub(super) fn local(self, name: &str, kind: compiler::outline::template::NameKind, list: &str) -> String {
        use compiler::outline::template::NameKind;
        let said = match kind {
            NameKind::Item => format!("{} `{list}`", self.pick("an item of", "列表中的一项：")),
            NameKind::Index => format!("{} `{list}`", self.pick("the position in", "列表中的下标：")),
            NameKind::Module => self.pick("a script module", "脚本模块"),
            NameKind::SlotValue => self.pick("a value of the slot", "插槽传出的值"),
            NameKind::Let => self.pick("a name of this element", "该元素声明的变量"),
        };
        format!("**{name}** — {said}")
    }

    pub(super) fn method(self, name: &str, file: &str) -> String {
        format!("**{name}()** — {} `{file}`", self.pick("method in", "方法，位于"))
    }

    pub(super) fn class(self, name: &str, files: &[String]) -> String {
        if files.is_empty() {
            return format!(
                "**.{name}** — {}",
                self.pick("no rule of this page or of the app", "本页面与应用的样式中没有对应规则")
            );
        }
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        format!("**.{name}** — {} {}", self.pick("rules in", "样式规则位于"), files.join(", "))
    }

    /// How a member of `wx` is called, in one line.
    pub(super) fn api_call(self, name: &str, api: &Api) -> String {
        let given = match api.shape {
            Shape::Options(_) => "(options)".to_owned(),
            Shape::Parameters(parameters) => {
                let written = |found: &Parameter| format!("{}{}", found.name, if found.is_optional { "?" } else { "" });
                format!("({})", apis::parameters(parameters).iter().map(written).collect::<Vec<_>>().join(", "))
            }
            Shape::Value => String::new(),
        };
        let result = match api.shape {
            Shape::Options(_) => api.task,
            _ => api.result,
        };
        let result = if result.starts_with('{') { "object" } else { result };
        let colon = if result.is_empty() { "" } else { ": " };
        format!("wx.{name}{given}{colon}{result}")
    }

    pub(super) fn api(self, name: &str, api: &Api) -> String {
        let mut text = format!("```ts\n{}\n```\n", self.api_call(name, api));
        let said = self.said(api.said);
        if name.starts_with("off") {
            let event = name.replacen("off", "on", 1);
            text.push_str(&self.pick(
                &format!("Ends what `wx.{event}` began: this listener, or all of them."),
                &format!("取消 `wx.{event}` 的监听，不传参数则取消全部。"),
            ));
        } else {
            text.push_str(said);
        }
        if api.is_unsupported {
            text.push_str(&self.pick(
                "\n\n**Not on this platform**: answers with the documented failure.",
                "\n\n**本平台不支持**：以文档规定的失败结果返回。",
            ));
        }
        if api.is_deprecated {
            text.push_str(&self.pick("\n\n*Deprecated.*", "\n\n*已停止维护。*"));
        }
        let fields = match api.shape {
            Shape::Options(options) => apis::parameters(options),
            Shape::Parameters(parameters) => apis::parameters(parameters),
            Shape::Value => Vec::new(),
        };
        text.push('\n');
        for field in &fields {
            text.push_str(&format!("\n- {}", self.option(field)));
        }
        if let Shape::Options(_) = api.shape
            && !api.result.is_empty()
        {
            text.push_str(&format!("\n\n`success`: `{}`", api.result));
        }
        text.trim_end().to_owned()
    }

    pub(super) fn option(self, option: &Parameter) -> String {
        let mark = if option.is_optional { "?" } else { "" };
        let default = if option.default.is_empty() { String::new() } else { format!(" = `{}`", option.default) };
        format!("**{}{mark}**: `{}`{default}", option.name, option.kind)
    }

    /// A field of what `Page` and its like take.
    pub(super) fn definition(self, definition: &Definition) -> String {
        let said = self.said(definition.said);
        match definition.parameters {
            Some(parameters) => format!("**{}**(`{parameters}`) — {said}", definition.field.name).replace("(``)", "()"),
            None => format!("{} — {said}", self.option(&definition.field)),
        }
    }

    fn said(self, said: Said) -> &'static str {
        if self.is_chinese { said.chinese } else { said.english }
    }
}
