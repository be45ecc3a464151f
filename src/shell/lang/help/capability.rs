//! Help on the capabilities of servers.

use imapclient::client::Client;

use super::super::words::{TABLES, caps};
use super::method::{heard, needing};
use super::page::Page;
use super::word::sentence;

/// A page on a capability: what it gives, where it is defined, what needs it, whether this server
/// has it.
pub(super) fn explain(name: &str, client: Option<&Client>) -> Option<Page> {
    let upper = name.to_uppercase();
    // `AUTH` is understood as `AUTH=`.
    let (name, known) = [upper.clone(), format!("{upper}=")]
        .into_iter()
        .find_map(|name| caps::find(&name).map(|(_, known)| (name, known)))?;
    let mut page = Page::titled(format!("{name} (capability)"));
    page.text(sentence(known.what));
    if !known.here.is_empty() {
        page.text(known.here);
    }
    page.blank();
    // What needs `AUTH=` needs any of its kind.
    let of_kind = |names: Vec<&'static str>| match names.is_empty() && name != known.name {
        true => needing(known.name),
        false => names,
    };
    let methods = of_kind(needing(&name));
    if !methods.is_empty() {
        let calls: Vec<String> = methods.iter().map(|name| format!("`c.{name}`")).collect();
        page.row("needed by", calls.join(", "));
    }
    for (kind, words) in TABLES {
        let words = words
            .iter()
            .filter(|word| word.needs.contains(&name.as_str()));
        let names: Vec<&str> = words.map(|word| word.name).collect();
        if !names.is_empty() {
            page.row(format!("{kind}s"), format!("`{}`", names.join("`, `")));
        }
    }
    page.blank();
    page.text(known.rfc);
    page.text(heard(client, &name));
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> String {
        let page = explain(name, None).map(|page| page.laid_out(100, false));
        page.unwrap_or_default()
    }

    #[test]
    fn every_capability_has_its_page() {
        for name in caps::names() {
            let text = text(name);
            assert!(
                text.starts_with(&format!("{name} (capability)\n")),
                "{text}"
            );
            assert!(
                text.contains("What this server has is not known yet."),
                "{text}"
            );
        }
        assert!(explain("nothing", None).is_none());
    }

    #[test]
    fn what_needs_it_is_named() {
        let idle = text("idle");
        for part in [
            "RFC 2177",
            "c.idle, c.idle_check, c.idle_done",
            "after 30 s without a key",
        ] {
            assert!(idle.contains(part), "{part}: {idle}");
        }
        assert!(
            text("condstore").contains("MODSEQ"),
            "{}",
            text("condstore")
        );
        assert!(text("SORT").contains("c.sort"), "{}", text("SORT"));
        assert!(text("AUTH").contains("c.sasl_login"), "{}", text("AUTH"));
        assert!(
            text("AUTH=X").contains("c.sasl_login"),
            "{}",
            text("AUTH=X")
        );
    }
}
