//! Finding the folder for sent messages, drafts and the like (SPECIAL-USE, RFC 6154).

use super::folder::{FolderInfo, listing};
use super::session::namespace::Place;
use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::macros::menu;

menu! {
    /// Return the name of the folder for a special use, or None if there is none.
    ///
    /// `folder_flag` is the use: `SENT`, `DRAFTS`, `JUNK`, `TRASH`, `ARCHIVE`, `ALL`, or any other
    /// attribute, such as `'\\Flagged'`. The attributes of the server come first (SPECIAL-USE,
    /// RFC 6154, or Gmail's former XLIST); then the usual English names, in each personal namespace
    /// in turn; then those that mail programs use in other languages.
    ///
    /// ```python
    /// c.select_folder(c.find_special_folder(SENT))
    /// ```
    ///
    /// No capability is needed. Needs a login.
    ///
    /// # Errors
    ///
    /// `IllegalState`, `ArgumentValue` for an empty flag.
    find_special_folder(folder_flag: Text) -> Option<Text>;
}

/// The uses, what XLIST calls them, the usual names in the order in which they are tried, and the
/// names in other languages.
struct Use {
    flag: &'static str,
    xlist: &'static str,
    names: &'static [&'static str],
    elsewhere: &'static [&'static str],
}

const USES: &[Use] = &[
    Use {
        flag: "\\Sent",
        xlist: "\\Sent",
        names: &["Sent", "Sent Items", "Sent items", "Sent Messages"],
        elsewhere: &[
            "Sent Mail",
            "Gesendet",
            "Gesendete Elemente",
            "Gesendete Objekte",
            "Gesendete Nachrichten",
            "Envoyés",
            "Éléments envoyés",
            "Messages envoyés",
            "Objets envoyés",
            "Enviados",
            "Elementos enviados",
            "Mensajes enviados",
            "Enviadas",
            "Itens Enviados",
            "Itens enviados",
            "Inviati",
            "Inviata",
            "Posta inviata",
            "Elementi inviati",
            "Verzonden",
            "Verzonden items",
            "Verzonden berichten",
            "Wysłane",
            "Elementy wysłane",
            "Odeslané",
            "Odeslaná pošta",
            "Odoslané",
            "Skickat",
            "Skickade objekt",
            "Sendt",
            "Sendte elementer",
            "Sendt post",
            "Sendt e-post",
            "Lähetetyt",
            "Elküldött elemek",
            "Elküldött üzenetek",
            "Trimise",
            "Elemente trimise",
            "Gönderilmiş Öğeler",
            "Gönderilmiş Postalar",
            "Απεσταλμένα",
            "Отправленные",
            "Отправленные сообщения",
            "Надіслані",
            "נשלחו",
            "已发送",
            "已发送邮件",
            "已傳送郵件",
            "寄件備份",
            "送信済み",
            "送信済みアイテム",
            "送信済みトレイ",
            "送信済みメール",
            "보낸 편지함",
            "보낸편지함",
            "보낸메일함",
        ],
    },
    Use {
        flag: "\\Drafts",
        xlist: "\\Drafts",
        names: &["Drafts"],
        elsewhere: &[
            "Draft",
            "Entwürfe",
            "Entwurf",
            "Brouillons",
            "Borradores",
            "Rascunhos",
            "Bozze",
            "Concepten",
            "Kopie robocze",
            "Szkice",
            "Wersje robocze",
            "Koncepty",
            "Rozpracované",
            "Utkast",
            "Kladder",
            "Luonnokset",
            "Piszkozatok",
            "Ciorne",
            "Schițe",
            "Taslaklar",
            "Πρόχειρα",
            "Черновики",
            "Чернетки",
            "טיוטות",
            "草稿",
            "草稿箱",
            "草稿夾",
            "下書き",
            "임시 보관함",
            "임시보관함",
        ],
    },
    Use {
        flag: "\\Archive",
        xlist: "\\Archive",
        names: &["Archive"],
        elsewhere: &[
            "Archives",
            "Archiv",
            "Archivés",
            "Archivo",
            "Archivados",
            "Arquivo",
            "Archivio",
            "Archief",
            "Archiwum",
            "Arkiv",
            "Arkisto",
            "Archívum",
            "Arhivă",
            "Arşiv",
            "Архив",
            "Архів",
            "归档",
            "封存",
            "アーカイブ",
            "보관함",
        ],
    },
    Use {
        flag: "\\Trash",
        xlist: "\\Trash",
        names: &["Trash", "Deleted Items", "Deleted Messages", "Deleted"],
        elsewhere: &[
            "Bin",
            "Papierkorb",
            "Gelöscht",
            "Gelöschte Elemente",
            "Gelöschte Objekte",
            "Corbeille",
            "Éléments supprimés",
            "Messages supprimés",
            "Papelera",
            "Elementos eliminados",
            "Eliminados",
            "Lixeira",
            "Lixo",
            "Itens Excluídos",
            "Itens excluídos",
            "Cestino",
            "Posta eliminata",
            "Elementi eliminati",
            "Prullenbak",
            "Verwijderde items",
            "Kosz",
            "Elementy usunięte",
            "Koš",
            "Odstraněná pošta",
            "Kôš",
            "Papperskorg",
            "Papperskorgen",
            "Borttaget",
            "Papirkurv",
            "Papirkurven",
            "Slettet post",
            "Slettede elementer",
            "Roskakori",
            "Poistetut",
            "Törölt elemek",
            "Kuka",
            "Coș de gunoi",
            "Elemente șterse",
            "Çöp Kutusu",
            "Silinmiş Öğeler",
            "Διεγραμμένα",
            "Корзина",
            "Удаленные",
            "Удалённые",
            "Кошик",
            "אשפה",
            "已删除",
            "已删除邮件",
            "垃圾桶",
            "刪除的郵件",
            "ゴミ箱",
            "ごみ箱",
            "削除済みアイテム",
            "휴지통",
            "지운 편지함",
        ],
    },
    Use {
        flag: "\\Junk",
        xlist: "\\Spam",
        names: &["Junk", "Spam"],
        elsewhere: &[
            "Junk E-mail",
            "Junk Email",
            "Junk Mail",
            "Bulk Mail",
            "Junk-E-Mail",
            "Spamverdacht",
            "Unerwünscht",
            "Werbung",
            "Courrier indésirable",
            "Indésirables",
            "Pourriel",
            "Correo no deseado",
            "Correo electrónico no deseado",
            "No deseado",
            "Lixo Eletrônico",
            "Lixo eletrônico",
            "Correio electrónico não solicitado",
            "Posta indesiderata",
            "Indesiderata",
            "Ongewenste e-mail",
            "Ongewenst",
            "Wiadomości-śmieci",
            "Niechciane",
            "Nevyžádaná pošta",
            "Skräppost",
            "Uønsket e-post",
            "Søppelpost",
            "Uønsket mail",
            "Roskaposti",
            "Levélszemét",
            "Mesaje nedorite",
            "Önemsiz E-posta",
            "Gereksiz",
            "Ανεπιθύμητα",
            "Спам",
            "Нежелательная почта",
            "דואר זבל",
            "垃圾邮件",
            "垃圾郵件",
            "迷惑メール",
            "スパム",
            "스팸",
            "스팸메일함",
            "정크 메일",
        ],
    },
    Use {
        flag: "\\All",
        xlist: "\\AllMail",
        names: &[],
        elsewhere: &[],
    },
    Use {
        flag: "\\Flagged",
        xlist: "\\Starred",
        names: &[],
        elsewhere: &[],
    },
];

fn find_special_folder(client: &mut Client, folder_flag: Text) -> Result<Option<Text>> {
    client.need_login("LIST")?;
    let flag = folder_flag.to_string_lossy();
    let flag = flag.trim_start_matches('\\');
    if flag.is_empty() {
        return Err(Error::value(
            "folder_flag",
            "folder_flag is empty; give a use such as SENT or TRASH",
        ));
    }
    let flag = format!("\\{flag}");
    let everything = Folder::from("*");
    let root = Folder::from("");
    let mut folders = listing(client, "LIST", &root, &everything)?;
    if let Some(name) = marked(&folders, &flag) {
        return Ok(Some(name));
    }
    let known = USES
        .iter()
        .find(|known| known.flag.eq_ignore_ascii_case(&flag));
    if client.has("XLIST")? {
        let listed = listing(client, "XLIST", &root, &everything)?;
        let found = known.and_then(|known| marked(&listed, known.xlist));
        if let Some(name) = found.or_else(|| marked(&listed, &flag)) {
            return Ok(Some(name));
        }
    }
    let Some(known) = known.filter(|known| !known.names.is_empty()) else {
        return Ok(None);
    };
    let (places, told) = places(client)?;
    for (prefix, _) in &places {
        // A namespace may be left out of what `*` finds.
        let hidden = told
            && !prefix.is_empty()
            && !folders
                .iter()
                .any(|folder| starts_with(&folder.name, prefix));
        if hidden {
            let pattern = Folder::from(format!("{}%", prefix.to_string_lossy()));
            folders.extend(listing(client, "LIST", &root, &pattern)?);
        }
    }
    Ok([known.names, known.elsewhere].iter().find_map(|names| {
        let mut prefixes = places.iter().map(|(prefix, _)| prefix);
        prefixes.find_map(|prefix| named(&folders, prefix, names))
    }))
}

/// Whether a folder is there to be opened.
fn can_be_opened(folder: &FolderInfo) -> bool {
    !folder.flags.iter().any(|flag| {
        flag.eq_ignore_ascii_case("\\NonExistent") || flag.eq_ignore_ascii_case("\\Noselect")
    })
}

/// The folder that has the attribute.
fn marked(folders: &[FolderInfo], flag: &str) -> Option<Text> {
    let has = |folder: &&FolderInfo| {
        can_be_opened(folder)
            && folder
                .flags
                .iter()
                .any(|own| own.eq_ignore_ascii_case(flag))
    };
    folders.iter().find(has).map(|folder| folder.name.clone())
}

/// The first of the names that a folder below `prefix` has: spelled just so, or in another case.
fn named(folders: &[FolderInfo], prefix: &Text, names: &[&str]) -> Option<Text> {
    let prefix = prefix.to_string_lossy();
    names.iter().find_map(|name| {
        let wanted = format!("{prefix}{name}");
        let lower = wanted.to_lowercase();
        let there = || folders.iter().filter(|folder| can_be_opened(folder));
        let found = there().find(|folder| folder.name == *wanted).or_else(|| {
            there().find(|folder| folder.name.to_string_lossy().to_lowercase() == lower)
        });
        found.map(|folder| folder.name.clone())
    })
}

fn starts_with(name: &Text, prefix: &Text) -> bool {
    name.as_bytes().starts_with(prefix.as_bytes())
}

/// The personal namespaces, and whether the server told of them; if not, the two that are usual.
fn places(client: &mut Client) -> Result<(Vec<Place>, bool)> {
    if client.has("NAMESPACE")?
        && let Some(places) = client.namespace()?.personal
        && !places.is_empty()
    {
        return Ok((places, true));
    }
    let usual = [("", "/"), ("INBOX.", ".")];
    let place = |(prefix, separator): (&str, &str)| (prefix.into(), Some(separator.into()));
    Ok((usual.into_iter().map(place).collect(), false))
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;

    fn found(caps: &str, answers: &str, flag: &str) -> (Option<String>, String) {
        let (mut client, sent) = client(caps, false, answers.as_bytes());
        let found = client.find_special_folder(flag).unwrap();
        (found.map(|name| name.to_string()), sent.text())
    }

    #[test]
    fn attributes_come_first() {
        let answers = "* LIST () \"/\" Sent\r\n* LIST (\\NonExistent \\Sent) \"/\" old\r\n\
                       * LIST (\\sent) \"/\" Outbox\r\nA1 OK done\r\n";
        for flag in ["\\Sent", "Sent"] {
            let (name, sent) = found("IMAP4REV1 NAMESPACE", answers, flag);
            assert_eq!(name.as_deref(), Some("Outbox"));
            assert_eq!(sent, "A1 LIST \"\" \"*\"\r\n");
        }
    }

    #[test]
    fn names_in_order_then_other_languages() {
        let answers = "* LIST () \".\" \"INBOX.Deleted Messages\"\r\n* LIST () \".\" INBOX.trash\r\n\
                       * LIST () \".\" INBOX.Papierkorb\r\nA1 OK done\r\n\
                       * NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\r\nA2 OK done\r\n";
        let (name, _) = found("IMAP4REV1 NAMESPACE", answers, "\\Trash");
        assert_eq!(name.as_deref(), Some("INBOX.trash"));
        let answers = "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Entw&APw-rfe\r\nA1 OK done\r\n";
        let (name, _) = found("IMAP4REV1", answers, "\\Drafts");
        assert_eq!(name.as_deref(), Some("Entw\u{fc}rfe"));
        let (name, sent) = found("IMAP4REV1", answers, "\\All");
        assert_eq!((name, sent.lines().count()), (None, 1));
    }

    #[test]
    fn fault_find_special_folder_without_personal_namespace() {
        let answers = "* LIST () \".\" INBOX.Junk\r\nA1 OK done\r\n\
                       * NAMESPACE NIL NIL NIL\r\nA2 OK done\r\n";
        let (name, _) = found("IMAP4REV1 NAMESPACE", answers, "\\Junk");
        assert_eq!(name.as_deref(), Some("INBOX.Junk"));
    }

    #[test]
    fn a_hidden_namespace_is_looked_into() {
        let answers = "* LIST () \"/\" INBOX\r\nA1 OK done\r\n\
                       * NAMESPACE ((\"#mh/\" \"/\")) NIL NIL\r\nA2 OK done\r\n\
                       * LIST () \"/\" #mh/Spam\r\nA3 OK done\r\n";
        let (name, sent) = found("IMAP4REV1 NAMESPACE", answers, "\\Junk");
        assert_eq!(name.as_deref(), Some("#mh/Spam"));
        assert!(sent.ends_with("A3 LIST \"\" \"#mh/%\"\r\n"), "{sent}");
    }

    #[test]
    fn gmail_as_it_was() {
        let answers = "* LIST () \"/\" INBOX\r\nA1 OK done\r\n\
                       * XLIST (\\Spam) \"/\" \"[Gmail]/Spam\"\r\nA2 OK done\r\n";
        let (name, _) = found("IMAP4REV1 XLIST", answers, "\\Junk");
        assert_eq!(name.as_deref(), Some("[Gmail]/Spam"));
    }
}
