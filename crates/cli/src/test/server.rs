//! The program under test, served on this machine alone: with its tests, and with the templates that tests make.
//!
//! In: a folder and its test files. Out: an address. Must not: be reached from elsewhere, or keep anything of a run.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use axum::Router;
use axum::extract::{self, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use compiler::wxml::{self, FileContext};
use compiler::{Severity, Tests};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::files::TestFiles;
use crate::compile::Purpose;
use crate::dev::listen::Listeners;
use crate::dev::{Hosts, Program, program::Outcome, router_for_tests};
use server::relay::{Relay, RelayOptions};

/// Where scripts of templates stand that tests make.
const TEMPLATE_PATH: &str = "/_minnow/test/{name}";

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) templates: Arc<Templates>,
    serving: tokio::task::JoinHandle<Result<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // With `--watch` each run has a server of its own.
        self.serving.abort();
    }
}

impl Server {
    /// Compiles the program and serves it until this is dropped. Faults of the program are in the outcome.
    pub(crate) async fn start(folder: &Path, files: &TestFiles, setup: &[String]) -> Result<(Self, Outcome)> {
        if let Some(missing) = setup.iter().find(|path| !files.root.join(path).is_file()) {
            bail!("project.config.json names {missing} as a setup script of tests, and it is not there");
        }
        let scripts = files.all.iter().chain(setup).cloned().collect();
        let program = Program::open(folder, Purpose::Test(Tests { files: scripts }))?;
        let outcome = program.compile();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listeners = Listeners::bind(any, false).await?;
        let address = listeners.address()?;
        let options = RelayOptions {
            domains: server::relay::Domains::default(),
            allow_private: true,
            allow_loopback: true,
            appid: String::new(),
        };
        let relay = Relay::new(options)?;
        let templates = Arc::new(Templates::default());
        let routes = Router::new().route(TEMPLATE_PATH, get(script)).with_state(Arc::clone(&templates));
        let router = router_for_tests(program, &relay, Hosts::new(listeners.ips()), routes);
        let serving = tokio::spawn(listeners.serve(router));
        Ok((Server { address, templates, serving }, outcome))
    }
}

/// Templates that tests wrote, compiled.
#[derive(Default)]
pub(crate) struct Templates {
    scripts: Mutex<Vec<Arc<str>>>,
}

/// A template of a test.
#[derive(Debug, Deserialize)]
pub(crate) struct TemplateText {
    path: String,
    text: String,
    /// Tags that are components.
    tags: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct TemplateScript {
    url: String,
    /// Built-in elements in it.
    elements: Vec<String>,
}

impl Templates {
    pub(crate) fn add(&self, template: &TemplateText) -> Result<TemplateScript> {
        let components: FxHashSet<String> = template.tags.iter().cloned().collect();
        let absent = BTreeMap::new();
        let file = "template of a test";
        let context = FileContext { path: &template.path, file, components: &components, absent: &absent };
        let (unit, diagnostics) = wxml::compile(&template.text, &context, &());
        if let Some(fault) = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
            bail!("template `{}`: {}", template.text.trim(), fault.message);
        }
        if let Some(script) = unit.references.scripts.first() {
            bail!("template of a test: `<wxs module=\"{}\">` is for files of the program", script.module);
        }
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.push(unit.code.into());
        let url = TEMPLATE_PATH.replace("{name}", &format!("{}.js", scripts.len()));
        Ok(TemplateScript { url, elements: unit.references.built_ins().map(|tag| tag.tag.clone()).collect() })
    }

    fn get(&self, name: &str) -> Option<Arc<str>> {
        let number: usize = name.strip_suffix(".js")?.parse().ok()?;
        let scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.get(number.checked_sub(1)?).cloned()
    }
}

async fn script(State(templates): State<Arc<Templates>>, extract::Path(name): extract::Path<String>) -> Response {
    match templates.get(&name) {
        Some(code) => ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], code.to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> TemplateText {
        TemplateText { path: "t/1".to_owned(), text: text.to_owned(), tags: vec!["my-card".to_owned()] }
    }

    #[test]
    fn templates_of_tests_are_compiled_and_kept() {
        let templates = Templates::default();
        let made = templates.add(&template("<my-card><button>{{a}}</button></my-card>")).unwrap();
        assert_eq!((made.url.as_str(), made.elements), ("/_minnow/test/1.js", vec!["button".to_owned()]));
        assert!(templates.get("1.js").unwrap().contains("mn.t("));
        assert!(templates.get("0.js").is_none() && templates.get("2.js").is_none() && templates.get("x").is_none());
    }

    #[test]
    fn a_faulty_template_is_told_in_words() {
        let error = Templates::default().add(&template("<view wx:if=\"{{a +}}\"/>")).unwrap_err();
        assert!(error.to_string().starts_with("template `<view"), "{error}");
    }

    #[tokio::test]
    async fn a_server_that_is_dropped_listens_no_more() {
        let folder = std::env::temp_dir().join(format!("minnow-test-server-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("p")).unwrap();
        for (path, text) in
            [("app.json", "{\"pages\":[\"p/p\"]}"), ("p/p.wxml", "<view/>"), ("p/p.js", "Page({})"), ("p.test.js", "")]
        {
            std::fs::write(folder.join(path), text).unwrap();
        }
        let files = TestFiles { root: folder.clone(), all: vec!["p.test.js".to_owned()], wanted: Vec::new() };
        let (server, _) = Server::start(&folder, &files, &[]).await.unwrap();
        let address = server.address;
        assert!(tokio::net::TcpStream::connect(address).await.is_ok());
        drop(server);
        // The task ends when it is looked at next.
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
