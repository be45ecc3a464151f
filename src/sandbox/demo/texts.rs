//! Who writes in the demonstration, and what about.

use super::mime::Person;

macro_rules! people {
    ($($id:ident = $name:literal, $address:literal;)+) => {
        $(pub(super) const $id: Person = Person { name: $name, address: $address };)+
    };
}

people! {
    DANA = "Dana Demo", "demo@example.org";
    ANN = "Ann Archer", "ann@example.org";
    BOB = "Bob O'Neill", "bob@example.org";
    JUERGEN = "Jürgen Müller", "juergen@example.de";
    SOREN = "Søren Ødegård", "soren@example.no";
    MARIA = "María García", "maria@example.es";
    YAMADA = "山田太郎", "yamada@example.jp";
    OLGA = "Ольга Петрова", "olga@example.ru";
    LI = "李小龙", "li@example.cn";
    SHOP = "Corner Bookshop", "orders@books.example.com";
    NEWS = "The Daily Packet", "news@packet.example.net";
    SPAM = "Dr. Prince, Esq.", "prince@lottery.example.biz";
    LIST = "", "rust-users@lists.example.org";
}

/// Subjects of conversations at work, each with what is said in it.
pub(super) const WORK: &[(&str, &[&str])] = &[
    (
        "Quarterly report",
        &[
            "The numbers for the quarter are in. Could you look at the table before Friday?",
            "Looks good. Row 12 seems to be off by a month.",
            "You are right, corrected. Thanks!",
            "Sent to the board.",
        ],
    ),
    (
        "Server migration",
        &[
            "We move the mail server on Saturday. Expect an hour without IMAP.",
            "Does IDLE reconnect by itself?",
            "The good clients do.",
            "Then I will find out what mine is worth.",
            "All done, 20 minutes early.",
        ],
    ),
    (
        "Budget for 2025",
        &[
            "Attached is the draft of the budget.",
            "Travel is too low, everything else is fine.",
        ],
    ),
    (
        "Lunch on Thursday",
        &[
            "Thursday at noon, the usual place?",
            "Make it half past, I am on the phone until then.",
            "Deal.",
        ],
    ),
    (
        "[kitchen] The coffee machine",
        &[
            "It is broken again. The repair is ordered.",
            "How long this time?",
            "Two days, they say.",
            "They said that last time.",
            "It works. Do not touch the left button.",
            "Who touched the left button?",
        ],
    ),
    (
        "Review of the search module",
        &[
            "I have read it once and have three questions, see below.",
            "Answers inline. The second one is a bug, thank you.",
            "Fixed and tested.",
        ],
    ),
];

/// Subjects on the mailing list.
pub(super) const THREADS: &[&str] = &[
    "Borrowing from a buffer that grows",
    "What do you parse mail with?",
    "ANN: imap-sets 0.3",
    "Lifetimes in trait objects",
    "A small benchmark of string searching",
    "Which MSRV do you promise?",
    "Unix sockets on Windows",
    "Error types: one enum or many?",
];

/// What people on a list say.
pub(super) const REMARKS: &[&str] = &[
    "I measured it: the difference is within the noise.",
    "Have you tried it with the borrow checker's opinion in mind?",
    "The standard library does the same, see its source.",
    "+1 from here.",
    "That breaks on big-endian machines, if anybody still has one.",
    "Could you show the smallest program that does it?",
];

/// Headlines of the newsletter.
pub(super) const HEADLINES: &[&str] = &[
    "Packets arrive in order, experts puzzled",
    "Old protocol refuses to die",
    "Ten keywords your server will not tell you about",
    "Local user reads entire RFC",
    "Mailbox at 99 percent: a story of hope",
];

/// Letters in other languages: who, the charset, subject and text.
pub(super) const WORLD: &[(&Person, &str, &str, &str)] = &[
    (
        &JUERGEN,
        "windows-1252",
        "Grüße aus Österreich",
        "Liebe Dana,\n\nhier ist es schön, und die Straßen sind leer. Die Rechnung über 12 € liegt bei.\n\nViele Grüße\nJürgen\n",
    ),
    (
        &SOREN,
        "iso-8859-1",
        "Møte på fredag",
        "Hei Dana,\n\nvi ses på fredag klokka ti. Ta med blåbærsyltetøy!\n\nSøren\n",
    ),
    (
        &MARIA,
        "utf-8",
        "¿Vienes a la reunión de mañana?",
        "Hola Dana:\n\n¿vienes mañana? Habrá café y piñata.\n\nUn abrazo,\nMaría ☀\n",
    ),
    (
        &YAMADA,
        "iso-2022-jp",
        "会議の議事録について",
        "デモ様\n\n先日の会議の議事録をお送りします。\nよろしくお願いいたします。\n\n山田\n",
    ),
    (
        &OLGA,
        "koi8-r",
        "Фотографии с дачи",
        "Привет, Дана!\n\nПосылаю фотографии с дачи. Бабушка передаёт привет.\n\nОльга\n",
    ),
    (
        &LI,
        "gb18030",
        "关于下周的计划",
        "你好，\n\n下周的计划已经确定。请查收。\n\n李小龙\n",
    ),
];
