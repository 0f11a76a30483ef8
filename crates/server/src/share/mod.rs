//! Sharing: pictures that stand for programs and their pages elsewhere, and what people hold against a program.
//!
//! In: a program, a page, texts. Out: codes, cards, posters. Must not: draw on a thread that answers requests.

mod entry_code;
mod pictures;
mod report;
mod report_routes;
mod routes;
mod store;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::entry_code::{CodeFormat, CodeLook, draw_entry_code};
pub(crate) use self::pictures::{Pictures, ShareError, page_of_card};
pub(crate) use self::routes::answer_card;
use crate::platform::Platform;

pub(crate) fn routes() -> OpenApiRouter<Arc<Platform>> {
    routes::routes().merge(entry_code::routes()).merge(report_routes::routes())
}
