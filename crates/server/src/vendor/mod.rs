//! The vendor's server API: what servers of mini programs call already, at the platform's own host name.
//!
//! In: requests of servers, secrets of programs. Out: answers in the vendor's form and with its numbers. Must not: answer with another status
//! than 200 (clients look at `errcode`), or with a number that is not in `failure.rs`.

mod call;
mod codes;
mod failure;
mod links;
mod model;
mod phone;
mod routes;
mod secret_routes;
mod service;
mod store;

pub(crate) use self::routes::calls;
pub(crate) use self::secret_routes::routes;
pub(crate) use self::service::Vendor;
