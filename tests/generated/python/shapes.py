"""Shapes, for the tests of generated bindings: `code`, *emphasis* and <tags> of [reStructuredText].

>>> not a doctest for Rust
"""

import enum

__version__ = "1.0"

SIDES = 4


def area(width: float, height: float = 1.0) -> float:
    """The area: width * height."""
    return width * height


def double(number: int) -> int:
    return 2 * number


def shout(text: str) -> str:
    return text.upper()


def halves(numbers) -> "list[float]":
    return [number / 2 for number in numbers]


def maybe(flag: bool) -> "Optional[str]":
    return "yes" if flag else None


def nothing(anything) -> None:
    pass


def empty_defaults(a=None, b="", c=(), d=0, e=False, f=[]):
    return repr((a, b, c, d, e, f))


def by_place(a, b, /, c=3, *, d=4):
    return (a, b, c, d)


def gap(a, b=1, c=2, /):
    return (a, b, c)


def rest(first, *others, **options):
    return (first, others, sorted(options.items()))


def before_rest(first, second=2, *others):
    return (first, second, others)


def required_keyword(a, *, key, option=0):
    return (a, key, option)


def only_required_keyword(*, key):
    return key


def class_name():
    return "class_name"


def className():
    return "className"


def CLASS_NAME():
    return "CLASS_NAME"


def type(match, self=1, call=2):
    return (match, self, call)


def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, last=0):
    return a + b + c + d + e + f + g + h + i + j + k + l + m + n + last


def many_rest(*numbers, scale=1):
    return scale * sum(numbers)


class ClassName:
    """A class."""

    kind = "plain"

    def __init__(self, value, unit="m"):
        self._value, self.unit = value, unit

    @property
    def value(self):
        """What it holds."""
        return self._value

    @value.setter
    def value(self, value):
        self._value = value

    def scaled(self, by, digits=2):
        return round(self._value * by, digits)

    def plain(self):
        return self._value

    @classmethod
    def zero(cls, unit="m"):
        return cls(0, unit)

    @staticmethod
    def ratio(a, b):
        return a / b


class Color(enum.Enum):
    """Colours."""

    RED = 1
    DARK_BLUE = 2


_hidden = 1
