"""Where a rule or a row stands in the law."""

from dataclasses import dataclass

from detector.i18n import Localized
from detector.records import Source


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument by its title, a place in it, and where it can be read (``url``, empty if nowhere)."""

    title: str
    clause: Localized
    url: str

    @property
    def source(self) -> Source:
        """The same as results have it, in English."""
        return Source(self.title, self.clause.en, self.url)
