//! The tree of a template. Strings borrow from the source as written; [`crate::decode_text`] and its kin turn them into
//! what they mean. Expressions live in one arena, so that trees are built and dropped without recursion.

/// Byte range in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or("")
    }
}

#[derive(Debug)]
pub struct Document<'a> {
    pub source: &'a str,
    pub children: Vec<Node<'a>>,
    pub expressions: Vec<Expression<'a>>,
}

impl<'a> Document<'a> {
    pub fn expression(&self, id: ExpressionId) -> &Expression<'a> {
        &self.expressions[id.0 as usize]
    }
}

#[derive(Debug)]
pub enum Node<'a> {
    Element(Element<'a>),
    Text(Text<'a>),
    /// `<!-- -->`.
    Comment(Span),
    /// `<!doctype …>` and the like: without meaning.
    Declaration(Span),
    /// Body of an element whose content is another language (`wxs`, `sjs`).
    Raw(Span),
}

#[derive(Debug)]
pub struct Element<'a> {
    pub name: &'a str,
    pub name_span: Span,
    /// From `<` to the end of the end tag, or to where the element ended without one.
    pub span: Span,
    pub attributes: Vec<Attribute<'a>>,
    pub children: Vec<Node<'a>>,
    pub end: ElementEnd,
}

impl<'a> Element<'a> {
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementEnd {
    SelfClosed,
    Tag(Span),
    Missing,
}

#[derive(Debug)]
pub struct Attribute<'a> {
    pub name: &'a str,
    pub name_span: Span,
    pub span: Span,
    pub value: Option<Text<'a>>,
    pub quote: Quote,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    None,
    Single,
    Double,
}

/// Literal pieces and bindings in their order. An empty value has no pieces.
#[derive(Debug)]
pub struct Text<'a> {
    pub pieces: Vec<Piece<'a>>,
    pub span: Span,
}

impl<'a> Text<'a> {
    /// The literal as written, when no binding occurs.
    pub fn literal(&self) -> Option<&'a str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(raw, _)] => Some(raw),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub enum Piece<'a> {
    Literal(&'a str, Span),
    Binding(Binding),
}

#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Braces included.
    pub span: Span,
    /// `None` when empty or invalid; an error was given.
    pub expression: Option<ExpressionId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExpressionId(pub u32);

#[derive(Debug)]
pub struct Expression<'a> {
    pub kind: ExpressionKind<'a>,
    pub span: Span,
    /// Longest way down to a leaf, at least 1.
    pub height: u16,
}

#[derive(Debug)]
pub enum ExpressionKind<'a> {
    Identifier(&'a str),
    /// As written.
    Number(&'a str),
    /// Between its quotes, as written.
    String(&'a str),
    Boolean(bool),
    Null,
    Undefined,
    Array(Vec<ArrayItem>),
    /// `inner` when written without its own braces (`data="{{a, b: 1}}"`).
    Object {
        properties: Vec<Property<'a>>,
        inner: bool,
    },
    Unary(UnaryOperator, ExpressionId),
    Binary(BinaryOperator, ExpressionId, ExpressionId),
    Conditional(ExpressionId, ExpressionId, ExpressionId),
    Member(ExpressionId, &'a str),
    Index(ExpressionId, ExpressionId),
    Call(ExpressionId, Vec<ExpressionId>),
}

#[derive(Clone, Copy, Debug)]
pub enum ArrayItem {
    Hole,
    Value(ExpressionId),
    Spread(ExpressionId),
}

#[derive(Clone, Copy, Debug)]
pub enum Property<'a> {
    /// `key: value`, the key decoded already when it is a name, as written between its quotes otherwise.
    Value {
        key: &'a str,
        quoted: bool,
        value: ExpressionId,
    },
    /// `name`.
    Shorthand {
        name: &'a str,
        value: ExpressionId,
    },
    Spread(ExpressionId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    Not,
    BitNot,
    Plus,
    Minus,
    TypeOf,
    Void,
}

impl UnaryOperator {
    pub fn text(self) -> &'static str {
        match self {
            Self::Not => "!",
            Self::BitNot => "~",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::TypeOf => "typeof ",
            Self::Void => "void ",
        }
    }
}

macro_rules! binary_operators {
    ($($name:ident $text:literal $precedence:literal),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BinaryOperator { $($name),* }

        impl BinaryOperator {
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// Binds tighter the higher; all group to the left.
            pub fn precedence(self) -> u8 {
                match self { $(Self::$name => $precedence),* }
            }
        }
    };
}

binary_operators! {
    Or "||" 2, Nullish "??" 2, And "&&" 3, BitOr "|" 4, BitXor "^" 5, BitAnd "&" 6,
    Equal "==" 7, NotEqual "!=" 7, StrictEqual "===" 7, StrictNotEqual "!==" 7,
    Less "<" 8, Greater ">" 8, LessEqual "<=" 8, GreaterEqual ">=" 8, InstanceOf " instanceof " 8,
    ShiftLeft "<<" 9, ShiftRight ">>" 9, ShiftRightUnsigned ">>>" 9,
    Add "+" 10, Subtract "-" 10, Multiply "*" 11, Divide "/" 11, Remainder "%" 11,
}

/// Precedence of `? :`.
pub const PRECEDENCE_CONDITIONAL: u8 = 1;
/// Precedence of unary operators.
pub const PRECEDENCE_UNARY: u8 = 12;
/// Precedence of member access and calls.
pub const PRECEDENCE_MEMBER: u8 = 13;
