//! What has happened in the two years of the demonstration.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};

use super::Filed;
use super::mime::{Letter, Person, in_digest};
use super::texts::{
    ANN, BOB, DANA, HEADLINES, JUERGEN, LI, LIST, MARIA, NEWS, OLGA, REMARKS, SHOP, SOREN, SPAM,
    THREADS, WORK, WORLD, YAMADA,
};

/// A picture of one dot.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// Numbers that look like chance and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.roll(all.len()))
    }
}

/// The moment so many days and minutes after the beginning of 2024, in central Europe.
fn day(days: usize, minutes: usize) -> DateTime<FixedOffset> {
    let start = NaiveDate::from_ymd_opt(2024, 1, 2).unwrap_or_default();
    let days = Duration::days(i64::try_from(days).unwrap_or_default());
    let minutes = Duration::minutes(i64::try_from(minutes).unwrap_or_default());
    let utc = (start.and_time(chrono::NaiveTime::MIN) + days + minutes).and_utc();
    FixedOffset::east_opt(3600).map_or_else(|| utc.fixed_offset(), |zone| utc.with_timezone(&zone))
}

/// All messages of the demonstration.
pub(super) fn all() -> Vec<Filed> {
    let mut filed = Vec::new();
    work(&mut filed);
    list(&mut filed);
    world(&mut filed);
    newsletter(&mut filed);
    orders(&mut filed);
    forwards(&mut filed);
    oddities(&mut filed);
    filed
}

fn seen(filed: &mut Vec<Filed>, folder: &'static str, flags: &[&'static str], letter: Letter) {
    let mut all = vec!["\\Seen"];
    all.extend(flags);
    filed.push(Filed {
        folder,
        flags: all,
        letter,
    });
}

/// Conversations with colleagues: what they write is in INBOX, the answers are in Sent.
fn work(filed: &mut Vec<Filed>) {
    const COLLEAGUES: [&Person; 4] = [&ANN, &BOB, &JUERGEN, &MARIA];
    let mut dice = Dice(1);
    for round in 0..7 {
        for (number, (subject, lines)) in WORK.iter().enumerate() {
            let start = round * 100 + number * 15 + dice.roll(8);
            let other = COLLEAGUES
                .get((round + number) % 4)
                .copied()
                .unwrap_or(&ANN);
            let mut last: Option<Letter> = None;
            for (turn, line) in lines.iter().enumerate() {
                let own = turn % 2 == 1;
                let date = day(start, 480 + turn * 47 + dice.roll(30));
                let (from, to) = if own { (&DANA, other) } else { (other, &DANA) };
                let text = match &last {
                    Some(_) => format!("{line}\n\n> {}\n", lines.get(turn - 1).unwrap_or(&"")),
                    None => format!("Hi,\n\n{line}\n\n{}\n", from.name),
                };
                let title = match turn {
                    0 => format!("{subject} #{}", round + 1),
                    _ => format!("Re: {subject} #{}", round + 1),
                };
                let mut letter = Letter::new(from, &[to], title, date).text(&text);
                if turn == 0 && number == 0 {
                    letter = letter.file("text/csv", "report.csv", table(round).as_bytes());
                }
                if turn == 0 && number == 2 {
                    letter = letter.file("application/pdf", "Übersicht.pdf", &pdf(round));
                }
                if number == 4 {
                    letter = letter.cc(&BOB);
                }
                if let Some(last) = &last {
                    letter = letter.answers(last);
                }
                let recent = round == 6 && turn + 2 > lines.len();
                let mut flags = Vec::new();
                if turn + 1 < lines.len() && !own {
                    flags.push("\\Answered");
                }
                if dice.roll(9) == 0 {
                    flags.push("\\Flagged");
                }
                if number % 3 == 0 {
                    flags.push("Work");
                }
                last = Some(letter.clone());
                let folder = match (own, round) {
                    (true, _) => "Sent",
                    (false, 0..=2) => "Archive/2024",
                    _ => "INBOX",
                };
                match recent && !own {
                    true => filed.push(Filed {
                        folder,
                        flags,
                        letter,
                    }),
                    false => seen(filed, folder, &flags, letter),
                }
            }
        }
    }
}

/// A mailing list with branching threads, and its digest.
fn list(filed: &mut Vec<Filed>) {
    const WRITERS: [&Person; 5] = [&SOREN, &MARIA, &LI, &OLGA, &YAMADA];
    let mut dice = Dice(2);
    let mut all: Vec<Letter> = Vec::new();
    for (number, subject) in THREADS.iter().enumerate() {
        let mut thread: Vec<Letter> = Vec::new();
        for turn in 0..5 + dice.roll(6) {
            let from = WRITERS.get(dice.roll(5)).copied().unwrap_or(&SOREN);
            let date = day(number * 85 + turn / 2 + 3, 600 + turn * 61);
            let parent = dice.pick(&thread).cloned();
            let title = match &parent {
                Some(_) => format!("Re: [rust-users] {subject}"),
                None => format!("[rust-users] {subject}"),
            };
            let text = dice.pick(REMARKS).copied().unwrap_or_default();
            let mut letter = Letter::new(from, &[&LIST], title, date)
                .header("List-Id", "Rust users <rust-users.lists.example.org>")
                .header("List-Post", "<mailto:rust-users@lists.example.org>")
                .text(&format!("{text}\n"));
            if let Some(parent) = &parent {
                letter = letter.answers(parent);
            }
            thread.push(letter);
        }
        all.extend(thread);
    }
    let digest = all.iter().take(3).fold(
        Letter::new(&LIST, &[&DANA], "rust-users digest, issue 1", day(20, 60)).kind("digest"),
        |digest, letter| digest.part(in_digest(letter)),
    );
    seen(filed, "Lists/rust-users", &[], digest);
    for (number, letter) in all.into_iter().enumerate() {
        match number % 4 {
            0 => filed.push(Filed {
                folder: "Lists/rust-users",
                flags: Vec::new(),
                letter,
            }),
            _ => seen(filed, "Lists/rust-users", &[], letter),
        }
    }
}

/// Letters in many languages and charsets.
fn world(filed: &mut Vec<Filed>) {
    for round in 0..5 {
        for (number, (from, charset, subject, text)) in WORLD.iter().enumerate() {
            let date = day(round * 140 + number * 11 + 7, 700 + number * 13);
            let subject = match round {
                0 => (*subject).to_owned(),
                round => format!("{subject} ({round})"),
            };
            let letter = Letter::new(from, &[&DANA], subject, date)
                .charset(charset)
                .text(text);
            let letter = match (number, round) {
                (4, _) => letter.file("image/png", "дача.png", PNG),
                (0, 1) => letter.file("application/pdf", "Rechnung.pdf", &pdf(round)),
                _ => letter,
            };
            let folder = match (number, round) {
                (0, 0..=3) => "Reisen/Österreich",
                (3, 0..=3) => "日本語",
                (4, 0..=3) => "Семья",
                _ => "INBOX",
            };
            seen(
                filed,
                folder,
                if round == 2 { &["\\Flagged"] } else { &[] },
                letter,
            );
        }
    }
}

/// A newsletter in HTML that nobody has time for.
fn newsletter(filed: &mut Vec<Filed>) {
    for month in 0..24 {
        let headline = HEADLINES
            .get(month % HEADLINES.len())
            .copied()
            .unwrap_or_default();
        let html = format!(
            "<html><body><h1>{headline}</h1>\n<p>Read &amp; enjoy &ndash; issue {}.</p>\n</body></html>\n",
            month + 1
        );
        let letter = Letter::new(
            &NEWS,
            &[&DANA],
            format!("{headline} 📦"),
            day(month * 30 + 1, 300),
        )
        .header("List-Unsubscribe", "<mailto:leave@packet.example.net>")
        .kind("alternative")
        .text(&format!("{headline}\n\nIssue {}.\n", month + 1))
        .html(&html);
        match month {
            0..=19 => seen(filed, "Archive", &[], letter),
            _ => filed.push(Filed {
                folder: "INBOX",
                flags: Vec::new(),
                letter,
            }),
        }
    }
}

/// Orders, with invoices; and what a lottery promises.
fn orders(filed: &mut Vec<Filed>) {
    let mut dice = Dice(3);
    for number in 0..18 {
        let price = 5 + dice.roll(60);
        let title = format!("Your order {} has been shipped", 4_000 + number * 37);
        let text = format!("Thank you for your order.\n\nTotal: {price}.90 EUR\n");
        let name = format!("invoice-{}.pdf", 4_000 + number * 37);
        let letter = Letter::new(&SHOP, &[&DANA], title, day(number * 40 + 12, 1000))
            .text(&text)
            .file("application/pdf", &name, &pdf(number));
        let flags: &[&str] = if number % 5 == 0 {
            &["\\Flagged", "Tax"]
        } else {
            &["Tax"]
        };
        seen(filed, "INBOX", flags, letter);
    }
    for number in 0..14 {
        let title = format!("YOU HAVE WON {} MILLION", 1 + dice.roll(90));
        let letter = Letter::new(&SPAM, &[&DANA], title, day(number * 50 + 20, 200))
            .html("<p>Dearest,</p><p>send me your password and be <b>rich</b>!</p>\n");
        filed.push(Filed {
            folder: "Junk",
            flags: vec!["$Junk"],
            letter,
        });
    }
}

/// Messages inside of messages.
fn forwards(filed: &mut Vec<Filed>) {
    for round in 0..4 {
        let date = |turn: usize| day(round * 170 + 50, 500 + turn * 100);
        let first = Letter::new(&YAMADA, &[&OLGA], "見積書", date(0))
            .charset("iso-2022-jp")
            .text("見積書を添付します。\n")
            .file("application/pdf", "estimate.pdf", &pdf(round));
        let second = Letter::new(&OLGA, &[&ANN], "Fwd: 見積書", date(1))
            .text("See below.\n")
            .forward(&first);
        let third = Letter::new(&ANN, &[&DANA], "Fwd: Fwd: the estimate", date(2))
            .text("Finally. What do you think?\n")
            .forward(&second);
        seen(filed, "INBOX", &["$Forwarded"], third);
    }
    let meeting = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTART:20251212T090000Z\r\nSUMMARY:Planning\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let texts = Letter::new(&BOB, &[&DANA], "", day(700, 0))
        .kind("alternative")
        .text("Planning on 12 December at 10.\n")
        .html("<p>Planning on <b>12 December</b> at 10.</p>\n");
    let invitation = Letter::new(&BOB, &[&DANA], "Invitation: Planning", day(700, 540))
        .part(texts.nested(1))
        .file(
            "text/calendar; method=REQUEST",
            "invite.ics",
            meeting.as_bytes(),
        );
    seen(filed, "INBOX", &["Work", "\\Flagged"], invitation);
}

/// What does not look as it should, and what is not finished.
fn oddities(filed: &mut Vec<Filed>) {
    let nothing = Letter::new(&ANN, &[&DANA], "", day(300, 720)).text("No subject, sorry.\n");
    seen(filed, "INBOX", &[], nothing);
    let long = "A subject that goes on and on, as if the sender had been paid by the word, and that \
                many programs will have to cut somewhere";
    let long = Letter::new(&MARIA, &[&DANA, &ANN, &BOB, &SOREN], long, day(420, 720))
        .text("Short text.\n");
    seen(filed, "INBOX", &[], long);
    for (number, subject) in [
        "Holiday plans",
        "Re: Quarterly report",
        "Ideas für den Garten",
    ]
    .iter()
    .enumerate()
    {
        let draft = Letter::new(&DANA, &[&ANN], *subject, day(690 + number, 900))
            .text("To be written ...\n");
        seen(filed, "Drafts", &["\\Draft"], draft);
    }
    for number in 0..6 {
        let old = Letter::new(
            &NEWS,
            &[&DANA],
            format!("Expired offer {number}"),
            day(500 + number, 100),
        )
        .text("Only today!\n");
        seen(filed, "Trash", &[], old);
    }
}

/// What lies in the folder that Bob shares.
pub(super) fn team() -> Vec<Letter> {
    let subjects = [
        "Minutes, week 48",
        "Minutes, week 49",
        "Who is on call?",
        "Team dinner",
    ];
    let letters = subjects.iter().enumerate().map(|(number, subject)| {
        Letter::new(&BOB, &[&DANA, &ANN], *subject, day(690 + number * 5, 800))
            .text("For everyone on the team.\n")
    });
    letters.collect()
}

fn table(round: usize) -> String {
    let rows = (1..=12).map(|month| format!("{month},{}\r\n", month * 97 + round * 13));
    format!("month,amount\r\n{}", rows.collect::<String>())
}

/// A document that is one by its first line only.
fn pdf(number: usize) -> Vec<u8> {
    let mut octets = b"%PDF-1.4\n% not a real document\n".to_vec();
    for line in 0..20 + number * 7 {
        octets.extend_from_slice(format!("{line:05} {}\n", "lorem ipsum ".repeat(4)).as_bytes());
    }
    octets.extend_from_slice(b"%%EOF\n");
    octets
}
