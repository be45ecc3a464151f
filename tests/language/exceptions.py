try:
    1 / 0
except ZeroDivisionError as e:
    print(type(e).__name__, e, e.args, repr(e))
# %%
try:
    {}['k']
except (IndexError, KeyError) as e:
    print(e, e.args, repr(e))
try:
    [][1]
except LookupError as e:
    print(type(e).__name__)
# %%
class MyError(Exception):
    pass
class Detailed(MyError):
    def __init__(self, code, text):
        super().__init__(f'{code}: {text}')
        self.code = code
try:
    raise Detailed(5, 'bad')
except MyError as e:
    print(e, e.code, e.args, isinstance(e, Exception))
# %%
class Plain(Exception):
    def __init__(self, a, b):
        self.a = a
try:
    raise Plain(1, 2)
except Plain as e:
    print(e.args, e.a, str(e))
# %%
class Shown(Exception):
    def __str__(self): return 'shown: ' + super().__str__()
try:
    raise Shown('x')
except Shown as e:
    print(e, repr(e))
# %%
def f():
    try:
        return 'try'
    finally:
        print('finally')
print(f())
def g():
    try:
        return 'try'
    finally:
        return 'finally'
print(g())
def h():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print('body', i)
        finally:
            print('fin', i)
    return i
print(h())
def k():
    while True:
        try:
            1 / 0
        except ZeroDivisionError:
            return 'returned'
        finally:
            break
    return 'broke'
print(k())
# %%
def f():
    try:
        raise ValueError('lost')
    finally:
        return 'swallowed'
print(f())
# %%
for x in [1, 0]:
    try:
        r = 1 / x
    except ZeroDivisionError:
        print('zero')
    else:
        print('fine', r)
    finally:
        print('always')
# %%
try:
    try:
        raise ValueError('a')
    except ValueError as e:
        raise KeyError('b') from e
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        raise ValueError('a')
    except ValueError:
        raise KeyError('b')
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        raise ValueError('a')
    except ValueError:
        raise KeyError('b') from None
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
# %%
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined_name
except NameError as e:
    print(type(e.__context__).__name__, e.__cause__)
# %%
try:
    try:
        raise ValueError('a')
    finally:
        raise TypeError('b')
except TypeError as e:
    print(repr(e.__context__))
# %%
try:
    try:
        raise ValueError('again')
    except ValueError:
        raise
except ValueError as e:
    print(e)
# %%
raise
# %%
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args, str(e) == '')
# %%
e = None
try:
    raise ValueError('x')
except ValueError as e:
    pass
print(e)
# %%
def f():
    e = 5
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e
f()
# %%
raise 5
# %%
raise 'text'
# %%
try:
    raise ValueError('a')
except 5:
    pass
# %%
try:
    pass
except NotDefinedAnywhere:
    print('never evaluated')
print('fine')
# %%
try:
    raise Exception('a', 'b', 3)
except Exception as e:
    print(e, e.args, repr(e))
# %%
for kind in [ArithmeticError, AssertionError, AttributeError, BaseException, BufferError, ConnectionError, EOFError,
             Exception, FileExistsError, FileNotFoundError, FloatingPointError, GeneratorExit, ImportError,
             IndentationError, IndexError, InterruptedError, IsADirectoryError, KeyError, KeyboardInterrupt, LookupError,
             MemoryError, ModuleNotFoundError, NameError, NotADirectoryError, NotImplementedError, OSError, OverflowError,
             PermissionError, RecursionError, ReferenceError, RuntimeError, StopAsyncIteration, StopIteration, SyntaxError,
             SystemError, SystemExit, TabError, TimeoutError, TypeError, UnboundLocalError, UnicodeError, ValueError,
             Warning, DeprecationWarning, UserWarning, ZeroDivisionError, IOError, EnvironmentError]:
    print(kind.__name__, issubclass(kind, Exception), issubclass(kind, OSError), issubclass(kind, LookupError))
# %%
assert 1 == 1, 'fine'
assert 1 == 2, 'message'
# %%
try:
    assert [], {'a': 1}
except AssertionError as e:
    print(e.args)
try:
    assert 0
except AssertionError as e:
    print(e.args)
# %%
try:
    raise OSError(2, 'No such file')
except OSError as e:
    print(e, e.errno, e.strerror, e.args)
# %%
def a(): b()
def b(): c()
def c(): raise RuntimeError('deep')
try:
    a()
except RuntimeError as e:
    print(e)
a()
# %%
try:
    int('x')
except ValueError as error:
    message = str(error)
print('invalid literal' in message)
# %%
try:
    try:
        raise KeyError('inner')
    except ValueError:
        print('wrong')
except KeyError:
    print('outer')
# %%
def reraise():
    try:
        1 / 0
    except ZeroDivisionError as e:
        saved = e
    raise saved
reraise()
# %%
try:
    raise SystemExit(3)
except SystemExit as e:
    print('exit', e.code)
# %%
import sys
try:
    sys.exit('text')
except SystemExit as e:
    print(e.code, e.args)
# %%
import sys
print('before')
sys.exit(0)
print('after')
# %%
def deep(n): return deep(n + 1)
try:
    deep(0)
except RecursionError as e:
    print('recursion')
# %%
class C:
    def __enter__(self): return self
    def __exit__(self, t, v, tb):
        raise KeyError('from exit')
try:
    with C():
        raise ValueError('body')
except KeyError as e:
    print(repr(e.__context__))
# %%
class C:
    def __enter__(self): raise ValueError('enter')
    def __exit__(self, t, v, tb): print('not called')
try:
    with C():
        print('not run')
except ValueError as e:
    print(e)
# %%
with 5:
    pass
# %%
e = ValueError('made')
print(e.args, repr(e), e.__cause__)
e.args = (1, 2)
print(e, str(e))
e.extra = 'x'
print(e.extra)
# %%
try:
    raise ValueError('x') from KeyError('y')
except ValueError as e:
    print(repr(e.__cause__))
# %%
raise ValueError('x') from 5
# %%
def f():
    try:
        yield_ = 1
        raise ValueError
    except (TypeError, (KeyError, ValueError)):
        return 'nested tuple'
print(f())
# %%
errors = (KeyError, ValueError)
try:
    raise ValueError
except errors:
    print('tuple variable')
# %%
x = []
try:
    x.append(1)
    x.append(1 / 0)
except Exception:
    x.append('e')
finally:
    x.append('f')
print(x)
# %%
class A(Exception): pass
class B(A): pass
try:
    raise B('b')
except A as e:
    print(type(e).__name__)
except B:
    print('not reached')
# %%
print(ValueError('a') == ValueError('a'), ValueError is ValueError, type(ValueError('x')) is ValueError)
# %%
try:
    [].nothing
except AttributeError as e:
    print('attribute')
try:
    undefined
except NameError as e:
    print('name')
try:
    len(5)
except TypeError:
    print('type')
try:
    'abc' + 1
except TypeError:
    print('type')
try:
    import nothing_here
except ImportError as e:
    print(type(e).__name__)
# %%
def f():
    for i in range(3):
        try:
            yield i
        except ValueError:
            print('in generator')
it = f()
_ = next(it)
print(it.throw(ValueError()))
# %%
try:
    try:
        raise KeyError
    except KeyError:
        try:
            raise ValueError
        except ValueError:
            pass
        raise
except Exception as e:
    print(type(e).__name__)
# %%
x = 1
  y = 2
# %%
if True:
x = 1
# %%
if True:
    x = 1
  y = 2
# %%
# The cause is evaluated before the exception is made.
class E(Exception):
    def __init__(self): print('made')
def cause():
    print('cause')
    return None
try:
    raise E from cause()
except E as e:
    print(e.__suppress_context__)
import json
try:
    try:
        1 / 0
    except ZeroDivisionError:
        json.loads('')
except ValueError as e:
    print(type(e).__name__, e.__cause__, e.__suppress_context__)
# %%
# Exceptions take no arguments by name, unless a class says so.
class E(Exception): pass
class F(Exception):
    def __init__(self, a): super().__init__(a)
for f in (lambda: E(a=1), lambda: ValueError(x=1), lambda: F(a=1), lambda: E(1)):
    try:
        print(repr(f()))
    except TypeError:
        print('TypeError')
# %%
class Missing(ImportError):
    def __init__(self, what): super().__init__('no ' + what, name=what)
class Plain(Exception):
    def __init__(self, *a, **k): super().__init__(*a); self.k = k
e = Missing('x'); print(e, e.args)
print(Plain(1, 2, a=3).k, Plain(1).args)
try: Plain.__mro__[1].__init__(Plain(), x=1)
except TypeError: print('TypeError')
