complete -c imapclient-interact -s H -l host -d 'The IMAP server' -r -f -a "(__fish_print_hostnames)"
complete -c imapclient-interact -s P -l port -d 'Its port [default: 993, or 143 without TLS from the start]' -r
complete -c imapclient-interact -s u -l username -d 'The name to log in with' -r -f -a "(__fish_complete_users)"
complete -c imapclient-interact -s p -l password -d 'The password; other users of this machine can see it in `ps`' -r
complete -c imapclient-interact -l password-command -d 'A command that prints the password on the first line of its output' -r -f -a "(__fish_complete_command)"
complete -c imapclient-interact -s f -l file -d 'A configuration file with the keys of IMAPClient\'s, and more' -r -F
complete -c imapclient-interact -s a -l account -d 'The section of that file to use [default: DEFAULT]' -r
complete -c imapclient-interact -l auth -d 'The mechanism to log in with, such as SCRAM-SHA-256, EXTERNAL or XOAUTH2 [default: the best]' -r
complete -c imapclient-interact -l oauth2-login -d 'Get an OAuth2 refresh token, by a code on any device or in the browser, and leave' -r -f -a "auto\t'By a code where the provider has that, else in the browser'
device\t'By a code that is typed on any device'
browser\t'In the browser of this machine'"
complete -c imapclient-interact -l ca-file -d 'A file of certificates (PEM) to trust beside the system\'s' -r -F
complete -c imapclient-interact -l client-cert -d 'Our own certificate (PEM), for servers that ask for one' -r -F
complete -c imapclient-interact -l client-key -d 'The key of that certificate (PEM)' -r -F
complete -c imapclient-interact -l timeout -d 'How long to wait for the server [default: for ever]' -r
complete -c imapclient-interact -l stream -d 'Speak IMAP with this command instead of a host' -r -f -a "(__fish_complete_command)"
complete -c imapclient-interact -s c -l command -d 'Run this and leave; may be repeated' -r
complete -c imapclient-interact -l output -d 'How results are printed' -r -f -a "pretty\t'JSON over several lines'
jsonl\t'JSON, each result on one line'
raw\t'Text and bytes as they are, the rest as jsonl'
table\t'Rows in columns, the rest as pretty'
csv\t'Rows as comma-separated values, the rest as pretty'"
complete -c imapclient-interact -l color -d 'Colours' -r -f -a "auto\t'At a terminal, unless NO_COLOR or CLICOLOR=0 is set or TERM is `dumb`'
always\t'Even into a file or a pipe'
never\t'Not at all'"
complete -c imapclient-interact -l trace -d 'Show what goes over the wire, without secrets, on standard error or in FILE' -r -F
complete -c imapclient-interact -l password-stdin -d 'The password is the first line of standard input'
complete -c imapclient-interact -l list-accounts -d 'Print the accounts of that file and leave'
complete -c imapclient-interact -s s -l ssl -d 'TLS from the start (the default)'
complete -c imapclient-interact -l insecure -d 'No TLS: the password may go out in clear'
complete -c imapclient-interact -l starttls -d 'Begin in clear and turn to TLS before the login, or fail'
complete -c imapclient-interact -l no-verify-cert -d 'Accept any certificate, for any name'
complete -c imapclient-interact -l no-check-hostname -d 'Accept a valid certificate that is for another name'
complete -c imapclient-interact -l demo -d 'Use a demonstration: a server in this process, with a mailbox to explore'
complete -c imapclient-interact -l keep-going -d 'Go on after an error in a script'
complete -c imapclient-interact -l yes -d 'Ask no questions: yes to all'
complete -c imapclient-interact -l read-only -d 'Open folders without the right to change them'
complete -c imapclient-interact -l dry-run -d 'Show what would change something, and how many messages it concerns, but do not send it'
complete -c imapclient-interact -s q -l quiet -d 'No progress, news or warnings: only results and errors'
complete -c imapclient-interact -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imapclient-interact -s V -l version -d 'Print version'
