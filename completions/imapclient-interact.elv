
use builtin;
use str;

set edit:completion:arg-completer[imapclient-interact] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'imapclient-interact'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'imapclient-interact'= {
            cand -H 'The IMAP server'
            cand --host 'The IMAP server'
            cand -P 'Its port [default: 993, or 143 without TLS from the start]'
            cand --port 'Its port [default: 993, or 143 without TLS from the start]'
            cand -u 'The name to log in with'
            cand --username 'The name to log in with'
            cand -p 'The password; other users of this machine can see it in `ps`'
            cand --password 'The password; other users of this machine can see it in `ps`'
            cand --password-command 'A command that prints the password on the first line of its output'
            cand -f 'A configuration file with the keys of IMAPClient''s, and more'
            cand --file 'A configuration file with the keys of IMAPClient''s, and more'
            cand -a 'The section of that file to use [default: DEFAULT]'
            cand --account 'The section of that file to use [default: DEFAULT]'
            cand --auth 'The mechanism to log in with, such as SCRAM-SHA-256, EXTERNAL or XOAUTH2 [default: the best]'
            cand --oauth2-login 'Get an OAuth2 refresh token, by a code on any device or in the browser, and leave'
            cand --ca-file 'A file of certificates (PEM) to trust beside the system''s'
            cand --client-cert 'Our own certificate (PEM), for servers that ask for one'
            cand --client-key 'The key of that certificate (PEM)'
            cand --timeout 'How long to wait for the server [default: for ever]'
            cand --stream 'Speak IMAP with this command instead of a host'
            cand -c 'Run this and leave; may be repeated'
            cand --command 'Run this and leave; may be repeated'
            cand --output 'How results are printed'
            cand --color 'Colours'
            cand --trace 'Show what goes over the wire, without secrets, on standard error or in FILE'
            cand --password-stdin 'The password is the first line of standard input'
            cand --list-accounts 'Print the accounts of that file and leave'
            cand -s 'TLS from the start (the default)'
            cand --ssl 'TLS from the start (the default)'
            cand --insecure 'No TLS: the password may go out in clear'
            cand --starttls 'Begin in clear and turn to TLS before the login, or fail'
            cand --no-verify-cert 'Accept any certificate, for any name'
            cand --no-check-hostname 'Accept a valid certificate that is for another name'
            cand --demo 'Use a demonstration: a server in this process, with a mailbox to explore'
            cand --keep-going 'Go on after an error in a script'
            cand --yes 'Ask no questions: yes to all'
            cand --read-only 'Open folders without the right to change them'
            cand --dry-run 'Show what would change something, and how many messages it concerns, but do not send it'
            cand -q 'No progress, news or warnings: only results and errors'
            cand --quiet 'No progress, news or warnings: only results and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}
