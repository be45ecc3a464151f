//! Folders: listing, making, renaming, subscribing, looking at them from outside.

use imapclient::error::ErrorKind;

use super::base::{Live, message};
use super::{Outcome, Test};

pub(crate) const ONCE: &[Test] = &[
    ("test_list_folders", list_folders),
    ("test_gmail_xlist", gmail_xlist),
    ("test_xlist", xlist),
    ("test_subscriptions", subscriptions),
    ("test_folders", folders),
    ("test_rename_folder", rename_folder),
    ("test_status", status),
];

const NAMES: [&str; 7] = [
    "simple",
    "12345",
    "qu\"oted",
    "back\\slash",
    "am&persand",
    "stop\u{2622}\u{fc}n\u{ef}",
    "two words (x) {5}",
];

fn list_folders(live: &mut Live) -> Outcome {
    for name in &NAMES[..5] {
        // As bytes.
        let whole = live.folder(name);
        live.client.create_folder(whole.as_bytes()).unwrap();
    }
    for name in &NAMES[5..] {
        live.create(name);
    }
    let listed = live.listed();
    for name in NAMES {
        let whole = live.folder(name);
        let found = listed.iter().find(|folder| folder.name == *whole);
        let found = found.unwrap_or_else(|| panic!("{name} is not among {listed:?}"));
        assert_eq!(
            found.delimiter.as_ref().unwrap().to_string(),
            live.separator
        );
        assert!(live.client.folder_exists(&whole).unwrap());
    }
    let below = live.folder("%");
    let listed = live.client.list_folders("", &below).unwrap();
    assert_eq!(listed.len(), NAMES.len());
    Ok(())
}

fn gmail_xlist(live: &mut Live) -> Outcome {
    live.need("X-GM-EXT-1")?;
    assert!(live.client.has_capability("XLIST").unwrap());
    Ok(())
}

fn xlist(live: &mut Live) -> Outcome {
    live.need("XLIST")?;
    let listed = live.client.xlist_folders("", "*").unwrap();
    let inbox = |folder: &imapclient::command::folder::FolderInfo| {
        folder
            .flags
            .iter()
            .any(|flag| flag.eq_ignore_ascii_case("\\Inbox"))
    };
    assert!(listed.iter().any(inbox), "{listed:?}");
    Ok(())
}

fn subscriptions(live: &mut Live) -> Outcome {
    let names = ["foo", "foo&bar", "foo bar", "\u{2622}", "stop\u{2622}"];
    for name in names {
        let whole = live.create(name);
        live.client.subscribe_folder(&whole).unwrap();
    }
    let pattern = format!("{}*", live.base);
    let listed = live.client.list_sub_folders("", &pattern).unwrap();
    for name in names {
        let whole = live.folder(name);
        assert!(
            listed.iter().any(|folder| folder.name == *whole),
            "{name}: {listed:?}"
        );
        live.client.unsubscribe_folder(&whole).unwrap();
    }
    assert!(
        live.client
            .list_sub_folders("", &pattern)
            .unwrap()
            .is_empty()
    );
    // Whether a server looks if the folder is there is its own affair (RFC 9051 section 6.3.7).
    let unknown = live.folder("not there");
    match live.client.subscribe_folder(&unknown) {
        Ok(_) => {
            assert!(!live.account.is_own());
            live.client.unsubscribe_folder(&unknown).unwrap();
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::Refused),
    }
    Ok(())
}

fn folders(live: &mut Live) -> Outcome {
    for encode in [true, false] {
        live.client.set_folder_encode(encode);
        for name in NAMES {
            let whole = live.folder(name);
            let whole = match encode {
                true => whole,
                false => imapclient::data::utf7::encode(&whole),
            };
            live.client.create_folder(&whole).unwrap();
            assert!(live.client.folder_exists(&whole).unwrap(), "{whole}");
            assert!(
                live.listed().iter().any(|folder| folder.name == *whole),
                "{whole}"
            );
            let info = live.client.select_folder(&whole, false).unwrap();
            assert_eq!(info.number("EXISTS"), Some(0));
            live.client.close_folder().unwrap();
            live.client.delete_folder(&whole).unwrap();
            assert!(!live.client.folder_exists(&whole).unwrap(), "{whole}");
        }
    }
    Ok(())
}

fn rename_folder(live: &mut Live) -> Outcome {
    live.client.close_folder().unwrap();
    for name in NAMES {
        let old = live.create(name);
        let new = live.folder(&format!("{name} renamed"));
        live.client.rename_folder(&old, &new).unwrap();
        assert!(live.client.folder_exists(&new).unwrap(), "{new}");
        assert!(!live.client.folder_exists(&old).unwrap(), "{old}");
    }
    Ok(())
}

fn status(live: &mut Live) -> Outcome {
    for name in ["status", "\u{2622} status"] {
        let folder = live.create(name);
        let status = live.client.folder_status(&folder, ()).unwrap();
        for (key, number) in [("MESSAGES", 0), ("RECENT", 0), ("UNSEEN", 0)] {
            assert_eq!(status.number(key), Some(number), "{key}");
        }
        let next = status.number("UIDNEXT").unwrap();
        assert!(status.number("UIDVALIDITY").unwrap() > 0);
        live.client
            .append(&folder, &*message("x"), (), None)
            .unwrap();
        let status = live
            .client
            .folder_status(&folder, ["MESSAGES", "UIDNEXT", "UNSEEN"])
            .unwrap();
        assert_eq!(status.number("MESSAGES"), Some(1));
        assert_eq!(status.number("UNSEEN"), Some(1));
        assert!(status.number("UIDNEXT").unwrap() > next);
    }
    Ok(())
}
