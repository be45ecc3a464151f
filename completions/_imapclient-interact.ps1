
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'imapclient-interact' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'imapclient-interact'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'imapclient-interact' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'The IMAP server')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The IMAP server')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Its port [default: 993, or 143 without TLS from the start]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Its port [default: 993, or 143 without TLS from the start]')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'The name to log in with')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The name to log in with')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The password; other users of this machine can see it in `ps`')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'The password; other users of this machine can see it in `ps`')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'A command that prints the password on the first line of its output')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A configuration file with the keys of IMAPClient''s, and more')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A configuration file with the keys of IMAPClient''s, and more')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The section of that file to use [default: DEFAULT]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The section of that file to use [default: DEFAULT]')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'The mechanism to log in with, such as SCRAM-SHA-256, EXTERNAL or XOAUTH2 [default: the best]')
            [CompletionResult]::new('--oauth2-login', '--oauth2-login', [CompletionResultType]::ParameterName, 'Get an OAuth2 refresh token, by a code on any device or in the browser, and leave')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'A file of certificates (PEM) to trust beside the system''s')
            [CompletionResult]::new('--client-cert', '--client-cert', [CompletionResultType]::ParameterName, 'Our own certificate (PEM), for servers that ask for one')
            [CompletionResult]::new('--client-key', '--client-key', [CompletionResultType]::ParameterName, 'The key of that certificate (PEM)')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long to wait for the server [default: for ever]')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Speak IMAP with this command instead of a host')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Run this and leave; may be repeated')
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'Run this and leave; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How results are printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Show what goes over the wire, without secrets, on standard error or in FILE')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('--list-accounts', '--list-accounts', [CompletionResultType]::ParameterName, 'Print the accounts of that file and leave')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'TLS from the start (the default)')
            [CompletionResult]::new('--ssl', '--ssl', [CompletionResultType]::ParameterName, 'TLS from the start (the default)')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'No TLS: the password may go out in clear')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'Begin in clear and turn to TLS before the login, or fail')
            [CompletionResult]::new('--no-verify-cert', '--no-verify-cert', [CompletionResultType]::ParameterName, 'Accept any certificate, for any name')
            [CompletionResult]::new('--no-check-hostname', '--no-check-hostname', [CompletionResultType]::ParameterName, 'Accept a valid certificate that is for another name')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use a demonstration: a server in this process, with a mailbox to explore')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Go on after an error in a script')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Ask no questions: yes to all')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open folders without the right to change them')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change something, and how many messages it concerns, but do not send it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No progress, news or warnings: only results and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No progress, news or warnings: only results and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
