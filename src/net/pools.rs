//! Builds the connection pools of the client.
//!
//! `client` decides which pool connects to an address.

use url::Url;

use super::address::PublicOnly;
use super::{NetError, NetOptions};
use crate::domain::Text;

/// Environment variables that name a proxy, in lower case; their upper-case forms count too.
const PROXY_VARIABLES: [&str; 3] = ["http_proxy", "https_proxy", "all_proxy"];

/// Kind of a pool: the addresses it connects to.
#[derive(Clone)]
pub(super) enum Pool {
    Any,
    Local,
    Public(PublicOnly),
}

/// Builds a pool on a blocking thread.
pub(super) async fn build(options: NetOptions, pool: Pool) -> Result<reqwest::Client, NetError> {
    let built = tokio::task::spawn_blocking(move || {
        // An error means that a provider is installed already, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // The first attempt fails on a system without a certificate store, even if only plain HTTP is needed.
        builder(&options, pool.clone())?.build().or_else(|_| {
            let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
            let roots: Vec<_> = roots.filter_map(|der| reqwest::Certificate::from_der(der).ok()).collect();
            builder(&options, pool)?.tls_certs_only(roots).build()
        })
    });
    let failed = |cause: String| NetError::Client(Text::line(&cause));
    built.await.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.without_url().to_string()))
}

fn builder(options: &NetOptions, pool: Pool) -> reqwest::Result<reqwest::ClientBuilder> {
    let mut builder = reqwest::Client::builder()
        .user_agent(options.user_agent.as_str())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(options.connect)
        .pool_max_idle_per_host(options.per_host);
    if let Some(proxy) = &options.proxy {
        // The proxy resolves names, since a user of Tor does not want the local resolver to see them.
        let proxy = proxy.strip_prefix("socks5://").map_or_else(|| proxy.clone(), |rest| format!("socks5h://{rest}"));
        builder = builder.proxy(reqwest::Proxy::all(proxy)?);
    }
    Ok(match pool {
        Pool::Any => builder,
        Pool::Local => builder.no_proxy(),
        Pool::Public(resolver) => builder.dns_resolver(resolver),
    })
}

/// Lists the hosts of proxies that the user set, in the options or in the environment.
pub(super) fn proxy_hosts(options: &NetOptions) -> Vec<String> {
    let environment = PROXY_VARIABLES.iter().flat_map(|name| [(*name).to_owned(), name.to_ascii_uppercase()]);
    let set = options.proxy.clone().into_iter().chain(environment.filter_map(|name| std::env::var(name).ok()));
    set.filter(|proxy| !proxy.trim().is_empty())
        .filter_map(|proxy| Url::parse(&proxy).or_else(|_| Url::parse(&format!("http://{proxy}"))).ok())
        .filter_map(|url| url.host_str().map(str::to_owned))
        .collect()
}
