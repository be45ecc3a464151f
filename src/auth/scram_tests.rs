use super::*;

fn begun(hash: Hash, binding: Binding, nonce: &str) -> Scram {
    Scram::with_nonce(
        hash,
        binding,
        "user",
        &Secret::from("pencil"),
        nonce.to_owned(),
    )
}

fn run(hash: Hash, nonce: &str, first: &str, expected: &str, last: &str) {
    let mut scram = begun(hash, Binding::None, nonce);
    let begin = scram.respond(b"").unwrap().unwrap();
    assert_eq!(begin, format!("n,,n=user,r={nonce}").into_bytes());
    let proof = scram.respond(first.as_bytes()).unwrap().unwrap();
    assert_eq!(String::from_utf8(proof).unwrap(), expected);
    assert!(!scram.is_verified());
    assert!(
        scram
            .respond(last.replace("v=", "v=AAAA").as_bytes())
            .is_err()
    );
}

#[test]
fn the_vectors_of_the_standards() {
    run(
        Hash::SHA1,
        "fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    );
    run(
        Hash::SHA256,
        "rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    );
}

#[test]
fn the_server_must_prove_itself() {
    let nonce = "fyko+d2lbbFgONRv9qkxdawL";
    let mut scram = begun(Hash::SHA1, Binding::None, nonce);
    scram.respond(b"").unwrap();
    scram
        .respond(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")
        .unwrap();
    scram.respond(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").unwrap();
    assert!(scram.is_verified());
}

#[test]
fn a_hostile_first_message_is_refused() {
    for first in [
        "r=other,s=QSXCR+Q6sek8bf92,i=4096",
        "r=abc,s=QSXCR+Q6sek8bf92,i=4096",
        "r=abcX,s=QSXCR+Q6sek8bf92,i=2147483648",
        "r=abcX,s=QSXCR+Q6sek8bf92,i=0",
        "r=abcX,i=4096",
        "m=x,r=abcX,s=QSXCR+Q6sek8bf92,i=4096",
        "",
    ] {
        let mut scram = begun(Hash::SHA256, Binding::None, "abc");
        scram.respond(b"").unwrap();
        let error = scram.respond(first.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Login, "{first}");
    }
}

#[test]
fn the_binding_is_announced_and_repeated() {
    let table = [
        (Binding::None, "n,,", STANDARD.encode("n,,")),
        (Binding::NotOffered, "y,,", STANDARD.encode("y,,")),
        (
            Binding::TlsExporter([7; 32]),
            "p=tls-exporter,,",
            STANDARD.encode([b"p=tls-exporter,,".as_slice(), &[7; 32]].concat()),
        ),
    ];
    for (binding, header, encoded) in table {
        let mut scram = begun(Hash::SHA512, binding, "abc");
        let first = scram.respond(b"").unwrap().unwrap();
        assert_eq!(first, format!("{header}n=user,r=abc").into_bytes());
        let proof = scram.respond(b"r=abcX,s=QSXCR+Q6sek8bf92,i=1").unwrap();
        let proof = String::from_utf8(proof.unwrap()).unwrap();
        let start = format!("c={encoded},r=abcX,p=");
        assert!(proof.starts_with(&start), "{proof}");
    }
}

#[test]
fn names_are_escaped() {
    let secret = Secret::from("x");
    let mut scram = Scram::with_nonce(Hash::SHA1, Binding::None, "a=b,c", &secret, "n".into());
    let first = scram.respond(b"").unwrap().unwrap();
    assert_eq!(first, b"n,,n=a=3Db=2Cc,r=n");
}

#[test]
fn a_server_that_says_why_is_heard() {
    let mut scram = begun(Hash::SHA1, Binding::None, "abc");
    scram.respond(b"").unwrap();
    let error = scram.respond(b"e=unknown-user").unwrap_err();
    assert!(error.message().contains("unknown-user"), "{error}");
}
