//! What can be wrong with the text of a template. Each kind has a word code; wording and help live with the reader.

use crate::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub kind: ErrorKind,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// `<view>` without `</view>`; closed where its parent ends.
    UnclosedTag,
    /// `</view>` that closes nothing; ignored.
    StrayEndTag,
    /// `<view class="a"` without `>`.
    UnfinishedTag,
    /// `<!--` without `-->`; the rest of the text is the comment.
    UnclosedComment,
    /// An attribute value without its second quote.
    UnclosedQuote,
    /// `class=a`.
    UnquotedValue,
    /// A character that cannot begin an attribute; skipped.
    UnexpectedCharacter,
    /// The same attribute twice; the first is used.
    DuplicateAttribute,
    /// `{{` without `}}`; kept as text.
    UnclosedBinding,
    /// `{{` closed by one brace only; read as if by two.
    HalfClosedBinding,
    /// `{{ }}`.
    EmptyBinding,
    /// What stands between the braces is no expression; reads as undefined.
    InvalidExpression,
    /// Number reference out of range (`&#x110000;`); kept as text.
    InvalidEntity,
    ElementTooDeep,
    ExpressionTooDeep,
    SourceTooLong,
}

impl ErrorKind {
    /// Whether the tree around the place may differ from what was meant: then the text is not laid out anew.
    pub fn is_structural(self) -> bool {
        matches!(
            self,
            Self::UnclosedTag
                | Self::StrayEndTag
                | Self::UnfinishedTag
                | Self::UnclosedComment
                | Self::UnclosedQuote
                | Self::UnexpectedCharacter
                | Self::ElementTooDeep
                | Self::SourceTooLong
        )
    }

    /// Stable word code, as shown and as used to switch a diagnostic off.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnclosedTag => "wxml/unclosed-tag",
            Self::StrayEndTag => "wxml/stray-end-tag",
            Self::UnfinishedTag => "wxml/unfinished-tag",
            Self::UnclosedComment => "wxml/unclosed-comment",
            Self::UnclosedQuote => "wxml/unclosed-quote",
            Self::UnquotedValue => "wxml/unquoted-value",
            Self::UnexpectedCharacter => "wxml/unexpected-character",
            Self::DuplicateAttribute => "wxml/duplicate-attribute",
            Self::UnclosedBinding => "wxml/unclosed-binding",
            Self::HalfClosedBinding => "wxml/half-closed-binding",
            Self::EmptyBinding => "wxml/empty-binding",
            Self::InvalidExpression => "wxml/invalid-expression",
            Self::InvalidEntity => "wxml/invalid-entity",
            Self::ElementTooDeep => "wxml/element-too-deep",
            Self::ExpressionTooDeep => "wxml/expression-too-deep",
            Self::SourceTooLong => "wxml/source-too-long",
        }
    }
}
