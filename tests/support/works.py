"""Python's IMAPClient against the sandbox: python works.py PORT TLS_PORT CA_FILE.

Every check is an assert; the last line printed says how many there were.
"""

import ssl
import sys
import threading
from datetime import date, datetime

import imapclient
from imapclient import DELETED, SEEN, IMAPClient
from imapclient.exceptions import LoginError

PORT, TLS_PORT, CA = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
COUNT = 0


def check(condition, what=None):
    global COUNT
    assert condition, what
    COUNT += 1


def equal(found, expected):
    check(found == expected, f"{found!r} is not {expected!r}")


def connect(user="user"):
    client = IMAPClient("127.0.0.1", port=PORT, ssl=False)
    client.login(user, "pass")
    return client


def message(subject, more="", body="x"):
    return (
        f"From: Ann <ann@x.org>\r\nTo: user@x.org\r\nSubject: {subject}\r\n"
        f"Date: Mon, 1 Jan 2024 10:00:00 +0100\r\n{more}\r\n{body}\r\n"
    )


def logins():
    for text in ("wrong", ""):
        client = IMAPClient("127.0.0.1", port=PORT, ssl=False)
        try:
            client.login("user", text)
            check(False, "a wrong password was taken")
        except LoginError:
            check(True)
    client = IMAPClient("127.0.0.1", port=PORT, ssl=False)
    client.plain_login("user", "pass")
    client.logout()
    client = IMAPClient("127.0.0.1", port=PORT, ssl=False)
    client.oauth2_login("user", "pass")
    client.logout()
    client = IMAPClient("127.0.0.1", port=PORT, ssl=False)
    client.oauthbearer_login("user", "pass")
    client.logout()
    context = ssl.create_default_context(cafile=CA)
    with IMAPClient("localhost", port=TLS_PORT, ssl_context=context) as client:
        client.login("user", "pass")
        check(client.has_capability("IMAP4REV1"))
    client = IMAPClient("localhost", port=PORT, ssl=False)
    client.starttls(context)
    client.login("user", "pass")
    client.logout()


def folders(client):
    for name in ("Plain", "Grüße & Küsse", "a/b/c", 'quo"te'):
        client.create_folder(name)
        check(client.folder_exists(name))
        client.subscribe_folder(name)
        check(name in [entry[2] for entry in client.list_folders()])
        check(name in [entry[2] for entry in client.list_sub_folders()])
    flags = {entry[2]: entry[0] for entry in client.list_folders()}
    check(b"\\HasChildren" in flags["a"] and b"\\Noselect" in flags["a"])
    client.rename_folder("a/b", "d")
    check(client.folder_exists("d/c") and not client.folder_exists("a"))
    client.unsubscribe_folder("Plain")
    client.delete_folder("Plain")
    check(not client.folder_exists("Plain"))
    equal(client.namespace().personal, (("", "/"),))
    check(b"imapclient sandbox" in client.id_({"name": "test"})[0])
    equal(client.find_special_folder(imapclient.imapclient.SENT), "Sent")


def messages(client):
    info = client.select_folder("INBOX")
    equal(info[b"EXISTS"], 0)
    check(b"\\*" in info[b"PERMANENTFLAGS"])
    when = datetime(2020, 7, 1, 12, 0, 0)
    answer = client.append("INBOX", message("one"), [SEEN], when)
    check(b"APPENDUID" in answer)
    client.append("INBOX", message("zwei").encode())
    client.multiappend("INBOX", [message("three"), {"msg": message("four"), "flags": [SEEN]}])
    check(b"NOOP" in client.noop()[0])
    equal(client.search(["SEEN"]), [1, 4])
    equal(client.search(["SUBJECT", "zwei"]), [2])
    equal(client.search(["SINCE", date(2020, 7, 1), "BEFORE", date(2020, 7, 2)]), [1])
    equal(client.search(["NOT", ["SUBJECT", "zwei"]]), [1, 3, 4])
    equal(client.search("TEXT four"), [4])
    row = client.fetch([1], ["ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE"])[1]
    equal(row[b"INTERNALDATE"], when)
    equal(row[b"ENVELOPE"].subject, b"one")
    equal(row[b"ENVELOPE"].from_[0].mailbox, b"ann")
    equal(row[b"FLAGS"], (SEEN,) + ((b"\\Recent",) if b"\\Recent" in row[b"FLAGS"] else ()))
    equal(row[b"RFC822.SIZE"], len(message("one")))
    equal(row[b"BODYSTRUCTURE"][0], b"text")
    row = client.fetch([2], ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]", "BODY.PEEK[TEXT]<0.1>"])[2]
    equal(row[b"BODY[HEADER.FIELDS (SUBJECT)]"], b"Subject: zwei\r\n\r\n")
    equal(row[b"BODY[TEXT]<0>"], b"x")
    client.fetch([2], ["BODY[]"])
    check(SEEN in client.get_flags([2])[2])
    client.add_flags([1, 2], ["$Later", b"\\Flagged"])
    check(b"$Later" in client.get_flags([1])[1])
    client.remove_flags([1], "$Later")
    check(b"$Later" not in client.get_flags([1])[1])
    client.set_flags([1], [SEEN])
    equal([flag for flag in client.get_flags([1])[1] if flag != b"\\Recent"], [SEEN])
    client.copy([1, 2], "Grüße & Küsse")
    client.move([3], "Sent")
    equal(client.search(), [1, 2, 4])
    client.delete_messages([4])
    check(DELETED in client.get_flags([4])[4])
    client.expunge()
    equal(client.search(), [1, 2])
    equal(client.folder_status("Grüße & Küsse", "MESSAGES"), {b"MESSAGES": 2})
    client.delete_messages([2])
    client.expunge([1])
    equal(client.search(), [1, 2])
    client.uid_expunge([2])
    equal(client.search(), [1])
    client.use_uid = False
    equal(client.search(), [1])
    client.use_uid = True
    client.unselect_folder()
    client.select_folder("Sent", readonly=True)
    client.close_folder()


def order(client):
    client.create_folder("Order")
    for subject, more in (
        ("beta", "Message-ID: <1@x>\r\n"),
        ("alpha", "Message-ID: <2@x>\r\n"),
        ("Re: beta", "Message-ID: <3@x>\r\nReferences: <1@x>\r\n"),
    ):
        client.append("Order", message(subject, more))
    client.select_folder("Order")
    equal(client.sort("SUBJECT"), [2, 1, 3])
    equal(client.sort(["REVERSE SUBJECT"])[-1], 2)
    equal(client.thread(), ((1, 3), (2,)))
    equal(client.thread(algorithm="ORDEREDSUBJECT"), ((1, 3), (2,)))
    modseq = client.search(["MODSEQ", "1"]).modseq
    check(modseq and modseq > 1)


def news(client):
    client.select_folder("INBOX")
    client.idle()
    other = connect()
    thread = threading.Thread(target=lambda: other.append("INBOX", message("news")))
    thread.start()
    said = client.idle_check(timeout=20)
    while not any(len(line) == 2 and line[1] == b"EXISTS" for line in said):
        said = client.idle_check(timeout=20)
    thread.join()
    check(True)
    text, _ = client.idle_done()
    check(b"Idle" in text)
    other.logout()


def limits(client):
    quota = client.get_quota()
    equal(quota[0].quota_root, "User quota")
    equal(client.get_quota_root("INBOX")[0].quota_roots, ["User quota"])
    client.set_quota([imapclient.imapclient.Quota("User quota", "STORAGE", "", 5000)])
    equal([q.limit for q in client.get_quota() if q.resource == "STORAGE"], [5000])
    client.setacl("Order", "other", "lr")
    check((b"other", b"lr") in client.getacl("Order"), client.getacl("Order"))
    with connect("other") as other:
        other.select_folder("shared/user/Order", readonly=True)
        equal(len(other.search()), 3)
        try:
            other.add_flags([1], [SEEN])
            check(False, "a flag was changed without the right")
        except imapclient.exceptions.IMAPClientError:
            check(True)


def main():
    logins()
    client = connect()
    for part in (folders, messages, order, news, limits):
        part(client)
    client.unselect_folder()
    equal(client.enable("CONDSTORE"), [b"CONDSTORE"])
    check(b"Logging out" in client.logout())
    print(f"{COUNT} checks")


main()
