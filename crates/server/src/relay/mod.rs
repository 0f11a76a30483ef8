//! The relay: the program's requests and sockets, passed on from the page's own origin. Described in docs/internals/relay.md.
//!
//! In: requests of the page. Out: what the back end answered, or why it was not asked. Must not: pass on the browser's own cookies,
//! connect to an address it has not checked, or serve anyone but the page.

mod address;
mod asker;
mod description;
mod domains;
mod failure;
mod http;
pub mod percent;
mod socket;
#[cfg(test)]
mod tests;
mod via;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::routing::{any, post};

use self::address::{AddressPolicy, Resolver};

pub use self::domains::Domains;
pub use self::percent::decode as percent_decode;
pub use self::via::is_relayed;

/// Where the relay stands; the launch document says so to the page.
pub const HTTP_PATH: &str = "/_minnow/relay";
pub const SOCKET_PATH: &str = "/_minnow/socket";

/// What a server decides about its relay.
#[derive(Debug, Clone, Default)]
pub struct RelayOptions {
    pub domains: Domains,
    /// Lets the program call private network addresses.
    pub allow_private: bool,
    /// Lets a visitor on this machine call this machine.
    pub allow_loopback: bool,
    pub appid: String,
}

pub struct Relay {
    options: RelayOptions,
    /// For visitors on this machine, and for all others.
    local: Route,
    remote: Route,
}

/// A client and the addresses it may call.
struct Route {
    policy: AddressPolicy,
    client: reqwest::Client,
}

impl Route {
    fn new(policy: AddressPolicy) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(Resolver(policy)))
            // Each step is checked by us.
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would resolve names itself and undo the check of addresses.
            .no_proxy()
            .build()?;
        Ok(Route { policy, client })
    }
}

impl Relay {
    pub fn new(options: RelayOptions) -> Result<Arc<Self>, reqwest::Error> {
        let private = options.allow_private;
        let local = Route::new(AddressPolicy { loopback: options.allow_loopback || private, private })?;
        let remote = Route::new(AddressPolicy { loopback: private, private })?;
        Ok(Arc::new(Relay { options, local, remote }))
    }

    /// The routes, to be merged into a server's own. The server must give [`SocketAddr`] of the visitor as connect info.
    pub fn routes(self: &Arc<Self>) -> Router {
        Router::new()
            .route(HTTP_PATH, post(http::relay))
            .route(SOCKET_PATH, any(socket::relay))
            .with_state(Arc::clone(self))
    }

    /// Origins that a `web-view` may show; `None` allows all.
    pub fn web_views(&self) -> Option<&[String]> {
        self.options.domains.webview.as_deref()
    }

    fn route(&self, visitor: SocketAddr) -> &Route {
        if visitor.ip().to_canonical().is_loopback() { &self.local } else { &self.remote }
    }

    /// `https://<host>/<appid>/devtools/page-frame.html`: what the vendor's tool sends, with our host.
    fn referer(&self, host: &str) -> Option<HeaderValue> {
        let appid = if self.options.appid.is_empty() { "touristappid" } else { &self.options.appid };
        HeaderValue::from_str(&format!("https://{host}/{appid}/devtools/page-frame.html")).ok()
    }
}
