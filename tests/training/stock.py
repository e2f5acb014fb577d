"""What lines are drawn from in the tests: the committed fonts, grounds without footage."""

from tests.drawing.faces import COMMITTED
from training.reader.stock import Stock

DRAWN = Stock(COMMITTED, ())
