LETTERS = ('aAzZ09_ -.\'"\u00df\u1e9e\u0149\u0130\u0131Ii\u01c5\u01c4\u01c6\u01c8\u01cb\u01f2\u03a3\u03c3\u03c2\u00c0\u00e9\u00ff\u0178\u0152\u0153\u0180\u0181\u0390\u03b0\u03d0\u03d1\u03f4\u03f5\u0400\u0450\u0531\u0587\u13c0\uab70\u1d79\u1e96\u1e97\u1e98\u1e9e\u1ef3\u1f00\u1f08\u1f80\u1f88\u1fb3\u1fbc\u1fb7\u1fd2\u1fe6\u1ff2\u03a9K\u00c5\u2135\u2160\u2170'
  '\u24d0\u24b6\u2c65\u023a\ua640\ua641\ufb00\ufb01\ufb03\ufb13\uff21\uff41\U00010400\U00010428\U0001e900\U0001e922\U0001d400\U0001d41a\u00aa\u00ba\u02b0\u02e0\u0345\u0301\u0308\u0307\u0300\u093e\u0903\u20dd\u200b\xad\u0600\u06dd'
  '\u0660\u0669\u06f0\u07c0\u0966\u09e6\u0be7\u0e50\u0f20\u0f33\u1040\u17e0\u1810\u1946\u19d0\u19da\u1a80\u1bb0\u1c40\ua620\ua8d0\ua900\ua9d0\uaa50\uff10\U00011066\U0001d7ce\U0001fbf0\u00b2\u00b3\u00b9\u2070\u2074\u2080\u2460\u2473\u2488\u24ea\u2776\u2780\u2789\u3248\u00bd\u2153\u2177\u217f\u2180\u2185\u3007\u4e00\u4e8c\u5341\u767e\u5343\u4e07\u3021\u3038\u3192\u3280\U00010107\U00010140\U00010858\u1369\u1372'
  '\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2007\u2028\u2029\u202f\u205f\u3000\ufeff\x00\x7f\x80\x9f'
  '\u3042\u30a2\uff8a\u30ac\ud55c\u4e2d\u3042\u3005\u30fc\u05d0\u05bf\u0600\u0627\u05da\u064e\u0f40\u0f3e\u0e01\u0e47\u0e44\u0e33\u0eb3\u0387\u00b7\u19da\u2118\u212e\u309b\u309c\u20a3\u20ac\u221e\u2260\u2192\u2665\U0001f600\U0001f3f3\U0001f1e9\ue000\ufffd\uffff\U0010ffff\u0378\U000e0100\u2160\u3007'
  '\u1c90\u10d0\u10fd\u13a0\uab70\u1e9b\u017f\u0130\u0149\u01f0\u0390\u03b0\u0587\u1e96\u1e97\u1e98\u1e99\u1e9a\u2c2f\ua7ae\u0250\u02bc\u037a\u0363\u24b6\u1f7f\u00aa\u2071\u207f\u2090\u1d2c\u16ee\u3021\u3192\U0001f150\U0001f130')
METHODS = ['upper','lower','title','capitalize','swapcase','casefold','isalpha','isalnum','isdecimal','isdigit','isnumeric','isspace','isupper','islower','istitle','isidentifier','isprintable','isascii','split','splitlines','strip','lstrip','rstrip']
for letter in LETTERS:
    for text in (letter, 'a' + letter, letter + 'b', 'A' + letter + 'b', 'a' + letter + 'B', letter * 2, '1' + letter, letter + ' ' + letter, 'A' + letter + '.', 'x' + letter + "'s"):
        for name in METHODS:
            try: shown = ascii(getattr(text, name)())
            except Exception as e: shown = type(e).__name__
            print(ascii(text), name, shown)
        print(ascii(text), 'repr', ascii(repr(text)), ascii(f'{text:>5}'), ascii(text.center(6, letter)), ascii(text.zfill(6)), text.isidentifier())
    for make in (int, float):
        try: shown = repr(make(letter))
        except Exception as e: shown = type(e).__name__
        print(ascii(letter), make.__name__, shown)
for text in ['\u0391\u03a3', '\u0391\u03a3 \u0392', '\u0391\u03a3\u0392', '\u03a3', '\u0391\u03a3.', '\u0391.\u03a3', '\u0391\u0301\u03a3\u0301', '\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u039f\u0394\u039f\u03a3', '\u0391\u03a31', "\u0391\u03a3'\u0391", '\u0391\u03a3:\u0392', '\u0391\u03a3\xad\u0392', '1\u03a3', '.\u03a3', '\u03a3\u0391\u03a3', '\u02b0\u03a3', 'a\u03a3b', '\u0391\u03a3-', '\u03c3\u03c2', '\u0391\u03a3\n', '\u0391\u03a3\u0345', "\u0391'\u03a3", '\u0391\u03a3\u2019\u03a3', '\u01c4 \u03a3']:
    for name in METHODS:
        print(ascii(text), name, ascii(getattr(text, name)()))
    print(ascii(text), ascii((text * 3).lower()), ascii((text + '\u03c2').title()), ascii((text + '\u03a3').swapcase()))
