//! Tells public addresses from private ones: content may name only addresses on the public Internet.
//!
//! The rule does not apply to feeds that the user named. It checks resolved addresses, so a public name for a private
//! address does not get around it. The ranges are those of IANA's special-purpose registries (RFC 6890 and later).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// A host name resolved to an address that content may not name.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to a private address")]
pub(super) struct PrivateAddress;

/// Whether the address is on the public Internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Whether the URL's host is an IP address that content may not name. The `url` crate has already normalised decimal,
/// octal, hexadecimal and short forms.
pub(super) fn is_private_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(v4)) => !is_public_v4(v4),
        Some(Host::Ipv6(v6)) => !is_public_v6(v6),
        Some(Host::Domain(_)) | None => false,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    match address.octets() {
        // This network, private, loopback, multicast, reserved and broadcast.
        [0 | 10 | 127 | 224..=255, ..]
        // Carrier-grade NAT (100.64/10), link-local with cloud metadata services, private.
        | [100, 64..=127, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..]
        // Protocol assignments, documentation, 6to4 relays, benchmarks.
        | [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => false,
        _ => true,
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // IPv4-mapped, NAT64's well-known prefix, and 6to4: the embedded IPv4 address decides.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            embedded(high, low)
        }
        // Teredo and other protocol assignments (2001::/23), documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Only global unicast is left: no loopback, ULA, link-local, site-local, multicast.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// A resolver that refuses names of private addresses. It also refuses a name with one private address among public
/// ones, since the HTTP library chooses which of them to connect to.
#[derive(Debug, Clone, Default)]
pub(super) struct PublicOnly {
    /// Hosts of proxies; these may be private, because the user set them.
    pub(super) proxies: Vec<String>,
}

impl PublicOnly {
    /// Resolves `name`. Fails with [`PrivateAddress`] if any of its addresses is private.
    pub(super) async fn lookup(&self, name: &str) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found: Vec<SocketAddr> = tokio::net::lookup_host((name, 0)).await?.collect();
        if self.proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(name)) {
            return Ok(found);
        }
        if found.iter().all(|address| is_public(address.ip())) { Ok(found) } else { Err(Box::new(PrivateAddress)) }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.lookup(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_recognised_in_every_spelling() {
        for (host, private) in [
            ("127.0.0.1", true),
            ("127.8.9.1", true),
            ("2130706433", true),
            ("0x7f000001", true),
            ("0177.0.0.1", true),
            ("127.1", true),
            ("0.0.0.0", true),
            ("0", true),
            ("10.1.2.3", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("169.254.169.254", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("198.18.0.1", true),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("8.8.8.8", false),
            ("[::1]", true),
            ("[::]", true),
            ("[::ffff:127.0.0.1]", true),
            ("[::ffff:7f00:1]", true),
            ("[::ffff:8.8.8.8]", false),
            ("[::127.0.0.1]", true),
            ("[64:ff9b::10.0.0.1]", true),
            ("[64:ff9b::8.8.8.8]", false),
            ("[2002:7f00:1::]", true),
            ("[2001:0:53aa:64c::1]", true),
            ("[fc00::1]", true),
            ("[fd12:3456::1]", true),
            ("[fe80::1]", true),
            ("[fec0::1]", true),
            ("[ff02::1]", true),
            ("[2001:db8::1]", true),
            ("[2606:4700::1111]", false),
            ("news.example", false),
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            assert_eq!(is_private_literal(&url), private, "{host}");
        }
    }
}
