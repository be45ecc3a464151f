"""Random programs over the subset of Python that the prompt runs, for tests/language_programs.rs.

`python3 programs.py SEED COUNT` writes a JSON array of programs. They are put together from
templates: expressions.txt has those of expressions by kind, first what holds nothing else, under
`---` what does; statements.txt those of statements, members.txt those of a class's members, as
paragraphs; ` ¦ ` stands between several on one line. In a template `<int>` is an expression of that
kind, `<int!>` a variable of it, `<block>` statements, `<loop>` those of a loop, `<body>` those of a
function. What a statement raises is shown, so that one error does not end a program.
"""

import json
import pathlib
import random
import re
import sys

HERE = pathlib.Path(__file__).parent

# What is in the variables of a kind at first.
VARIABLES = dict(
    int=['7', '-3', '0'], float=['2.5', '-0.125'], str=["'aB c'", "'x,y,,z'", "''"], bytes=["b'ab\\xff'", "b'a b'"],
    bool=['True', 'False'], list=['[3, 1, 2]', '[]', '[1, 2.5, -1, 1]'], words=["['b', 'a', 'C']", "['']"],
    dict=["{'a': 1, 'b': 2}", '{1: 2}', '{}'], set=['{1, 2, 3}', 'set()'], tuple=['(1, 2)', "('a', 1, None)"],
    date=['date(2024, 2, 29)'], datetime=['datetime(2023, 12, 31, 23, 59, 58)'], delta=['timedelta(1, 3600)'],
)
LETTER = dict(int='i', float='x', str='s', bytes='b', bool='p', list='v', words='w', dict='d', set='u', tuple='q',
              date='day', datetime='when', delta='gap')

MARK = re.compile('<([a-z_]+!?)>')
NESTED = re.compile('<(block|loop|body|members)>')
# Whatever may come back to the function or the class it stands in, and so never end.
COMES_BACK = re.compile('<(fn|call|callv|gen|obj)>|o<cn>')
# What there are few templates of and much to find in.
RARE = re.compile(r'class |o<cn>|gen|f<fn>\(|for |while |with ')


def read(name):
    """The paragraphs of a file; the first is of templates of one line each."""
    first, *rest = (HERE / name).read_text(encoding='utf-8').strip('\n').split('\n\n')
    return re.split(' ¦ |\n', first) + rest


class Programs:
    """Makes programs from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0
        self.inside = 0
        self.names = []
        self.expressions = {}
        text = (HERE / 'expressions.txt').read_text(encoding='utf-8')
        for section in re.split('^== ', text, flags=re.MULTILINE)[1:]:
            kind, _, text = section.strip('\n').partition('\n')
            leaves, _, deep = text.partition('\n---\n')
            self.expressions[kind] = [re.split(' ¦ |\n', part) if part else [] for part in (leaves, deep)]
        self.statements = read('statements.txt')
        self.statements += [text for text in self.statements if RARE.search(text)] * 2
        self.members = read('members.txt')

    def pick(self, templates):
        """One of the templates that may stand here."""
        while True:
            template = self.random.choice(templates)
            if not (self.inside and COMES_BACK.search(template)):
                return template

    def variable(self, kind):
        if kind == 'any':
            kind = self.random.choice(list(VARIABLES))
        return LETTER[kind] + str(self.random.randrange(len(VARIABLES[kind])))

    def expression(self, kind, deep):
        leaves, composed = self.expressions[kind]
        if not composed:
            return self.fill(self.pick(leaves), deep - 1)
        if deep <= 0 or self.random.random() < 0.25:
            if kind in VARIABLES and self.random.random() < 0.7:
                return self.variable(kind)
            return self.fill(self.pick(leaves), 0)
        # Now and then something of another kind, but no set: its order is its own affair.
        if deep > 1 and kind != 'any' and self.random.random() < 0.02:
            composed = [text for text in self.expressions['any'][1] if text != '<set>']
        text = self.fill(self.pick(composed), deep - 1)
        return text if self.random.random() < 0.25 else f'({text})'

    def fill(self, template, deep):
        def put(match):
            kind = match[1]
            if kind == 'new':
                self.number += 1
                return str(self.number)
            if kind.endswith('!'):
                return self.variable(kind[:-1])
            return self.expression(kind, deep) if kind in self.expressions else match[0]
        return MARK.sub(put, template)

    def block(self, deep, end=''):
        lines = []
        for _ in range(self.random.choice([1, 1, 2])):
            lines += self.statement(deep)
        if end and self.random.random() < 0.5:
            lines += self.fill(self.pick(self.expressions[end][0]), 2).split('\n')
        return lines

    def statement(self, deep):
        template = self.pick(self.statements)
        while deep <= 0 and NESTED.search(template):
            template = self.pick(self.statements)
        if self.random.random() < 0.5:
            # The same variable wherever its kind stands.
            for kind in sorted(set(re.findall('<([a-z]+!)>', template))):
                template = template.replace(f'<{kind}>', self.variable(kind[:-1]))
        lines = self.expand(template, deep)
        if deep > 2 or self.random.random() < 0.6:
            lines = ['try:', *('    ' + line for line in lines), 'except Exception as e: oops(e)']
        return lines

    def expand(self, template, deep):
        """The lines of a template, in which one function, class and operator is the same throughout."""
        if '\n' in template:
            for kind in ('fn', 'cn', 'op', 'cmp'):
                template = template.replace(f'<{kind}>', self.expression(kind, 0))
        # A loop counts in a variable of its own, or those inside would keep it from its end.
        self.number += 1
        template = template.replace('<id>', str(self.number))
        function = 'def ' in template
        self.inside += function
        lines = []
        for line in template.split('\n'):
            text = line.lstrip()
            if text == '<block>':
                inner = self.block(deep - 1)
            elif text == '<loop>':
                inner = self.block(deep - 1, 'stop')
            elif text == '<body>':
                inner = self.block(min(deep - 1, 1), 'early')
            elif text == '<members>':
                inner = [part for some in self.random.sample(self.members, self.random.randint(1, 6))
                         for part in self.expand(some, deep - 1)]
            elif '<params>' in text:
                params = self.expression('params', 1)
                bare = re.sub('=.*?(?=,|$)', '', params)
                self.names = [name for name in 'abc' if re.search(rf'\b{name}\b', bare)]
                inner = [self.fill(text.replace('<params>', params), 2)]
            else:
                inner = [self.fill(text.replace('<paramshow>', ', '.join(self.names)), 3)]
            lines += [line[:len(line) - len(text)] + part for part in inner]
        self.inside -= function
        return lines

    def program(self):
        """A program that compiles; one of two is all in a function."""
        prelude, classes = ((HERE / name).read_text(encoding='utf-8') for name in ('prelude.py', 'classes.py'))
        while True:
            self.number = 0
            lines = [f'{LETTER[kind]}{n} = {value}' for kind, all in VARIABLES.items() for n, value in enumerate(all)]
            lines += classes.split('\n')
            for _ in range(self.random.randint(10, 30)):
                lines += self.statement(3)
            if self.random.random() < 0.5:
                lines = ['def program():', *('    ' + line for line in lines), 'program()']
            code = prelude + '\n'.join(lines) + '\n'
            try:
                compile(code, 'program', 'exec')
                return code
            except (SyntaxError, ValueError):
                pass


if __name__ == '__main__':
    PROGRAMS = Programs(int(sys.argv[1]))
    json.dump([PROGRAMS.program() for _ in range(int(sys.argv[2]))], sys.stdout)
