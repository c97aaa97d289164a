"""What is kept is looked at again when a table may have changed, and once while none may."""

from sanctuary_research.data import schema
from sanctuary_research.data.kept import kept, unchanging


def test_tables_are_looked_at_once_while_none_may_change(monkeypatch):
    """Outside of that at every answer, even after it."""
    looks = iter(range(9))
    monkeypatch.setattr(schema, "version", lambda *tables: (next(looks),))
    answer = kept("county")(lambda: object())
    assert answer() is not answer()
    with unchanging():
        assert answer() is answer()
    assert answer() is not answer()
