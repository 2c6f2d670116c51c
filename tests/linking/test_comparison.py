"""How alike a reference and a record are."""

from __future__ import annotations

import pytest

from atlas_kg.linking.comparison import Comparison, compare

TITLE = "Watching Language Models Learn New Tasks in Detail"


def levels(  # noqa: PLR0913
    title: str = TITLE,
    authors: tuple[str, ...] = (),
    year: int | None = None,
    raw: str = "",
    *,
    known: str = TITLE,
    people: tuple[str, ...] = ("Doe, Jane", "Roe, John", "Poe, Ann"),
    published: int | None = 2020,
) -> Comparison | None:
    return compare((title, authors, year, raw, ()), (known, people, published, ()))


@pytest.mark.parametrize(
    ("title", "known", "level"),
    [
        (TITLE.lower(), TITLE, "same"),
        ("Watching LanguageModels Learn New Tasks in Detail", TITLE, "same"),
        ("Parsing Trees Fast", "Parsing: Trees Fast", "same, short"),
        ("Introduction", "Introduction", "same, common"),
        ("Language Models Learn New Tasks", TITLE, "part"),
        (f"{TITLE}: A Study", TITLE, "beyond"),
        ("Watching Language Models Learn New Task in Detail", TITLE, "spelling"),
        ("Watching Langauge Models Learn New Tasks in Detial", TITLE, "spelling"),
        ("Parsnig Trees", "Parsing Trees", "spelling"),
        ("Watching Neural Language Models that Learn New Tasks in Detail", TITLE, "most words"),
        ("Watching Neural Language Models Get Used to New Tasks", TITLE, "some words"),
    ],
)
def test_title(title: str, known: str, level: str) -> None:
    found = levels(title, known=known)
    assert found is not None
    assert found.title == level


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("", TITLE),
        (TITLE, ""),
        ("Something else", TITLE),
        ("New Tasks", TITLE),
        ("Overview of the Contest on Trees 2019", "Overview of the Contest on Trees 2020"),
        ("The First Contest on Parsing Trees", "The Second Contest on Parsing Trees"),
        ("A Grammar of Trees, Part II", "A Grammar of Trees, Part III"),
        (f"Erratum: {TITLE}", TITLE),
        (TITLE, f"Reply to {TITLE}"),
    ],
)
def test_titles_that_exclude_one_work(title: str, known: str) -> None:
    assert levels(title, known=known) is None


@pytest.mark.parametrize(
    ("authors", "raw", "level"),
    [
        (("Doe, J.", "Roe, J.", "Poe, A."), "", "several"),
        (("Jane Doe",), "", "all"),
        (("|Doe", "|Roe"), "", "all"),
        (("Roe, John",), "", "some"),
        (("Doe, Jane", "Noone, N."), "", "some"),
        (("Noone, N.",), "", "none"),
        (("Doe, Jane", "et al."), "", "all"),
        (("Doe, Jane", "others"), "", "all"),
        (("Doe et al.",), "", "all"),
        (("et al.",), "", "unknown"),
        ((), "", "unknown"),
        ((), f"J. Doe, J. Roe, A. Poe. {TITLE}", "several"),
        ((), f"Doe et al. {TITLE}", "all"),
        ((), f"Noone et al. {TITLE}", "not in line"),
        ((), TITLE, "unknown"),
        (("Noone, N.",), f"Baseline (Noone, 2019) {TITLE}", "not in line"),
        (("Noone, N.",), f"Doe. {TITLE} (from Noone)", "all"),
    ],
)
def test_authors(authors: tuple[str, ...], raw: str, level: str) -> None:
    found = levels(authors=authors, raw=raw)
    assert found is not None
    assert found.authors == level


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Mueller, K.", "Müller, Karl"),
        ("Müller, K.", "Mueller, Karl"),
        ("Muller, K.", "Müller, Karl"),
        (r"M{\"u}ller, K.", "Mueller, Karl"),
        ("Soerensen, A.", "Sørensen, Anna"),
        ("Aagaard, A.", "Ågaard, Anna"),
    ],
)
def test_letters_that_are_written_in_two_are_the_same(written: str, known: str) -> None:
    found = levels(authors=(written,), people=(known,))
    assert found is not None
    assert found.authors == "all"


@pytest.mark.parametrize(("written", "known"), [("Xue, N.", "Xu, Nan"), ("Sue, J.", "Su, Jian")])
def test_names_that_differ_by_a_letter_stay_two(written: str, known: str) -> None:
    found = levels(authors=(written,), people=(known,))
    assert found is not None
    assert found.authors == "none"


@pytest.mark.parametrize(
    ("year", "raw", "level"),
    [
        (2020, "", "same"),
        (2021, "", "next"),
        (2017, "", "near"),
        (1999, "", "apart"),
        (None, "", "unknown"),
        (2016, f"{TITLE} (2016, printed 2020)", "same"),
        (None, f"{TITLE} 20201", "unknown"),
    ],
)
def test_year(year: int | None, raw: str, level: str) -> None:
    found = levels(year=year, raw=raw)
    assert found is not None
    assert found.year == level


@pytest.mark.parametrize(
    ("known", "level"), [(TITLE, "in line"), ("Language Models Learn", None), ("", None)]
)
def test_line_of_which_no_title_is_known(known: str, level: str | None) -> None:
    found = levels("", raw=f"[3] Doe et al. {TITLE}. Proceedings.", known=known)
    assert (found and found.title) == level


def test_shared_identifier_decides() -> None:
    found = compare(
        ("Another title", (), None, "", ("doi:10.5555/A",)), (TITLE, (), None, ("doi:10.5555/a",))
    )
    assert found is not None
    assert found.title == "identifier"


@pytest.mark.parametrize(
    ("year", "level"), [(2020, "same"), (2019, "unknown"), (2017, "unknown"), (2016, "apart")]
)
def test_year_of_others_in_a_line(year: int, level: str) -> None:
    found = levels(year=year, raw=f"Baseline (Noone et al., {year}) {TITLE}")
    assert found is not None
    assert (found.authors, found.year) == ("not in line", level)


@pytest.mark.parametrize(("year", "level"), [(2019, "next"), (2017, "near"), (2016, "apart")])
def test_year_beside_the_authors_of_the_work(year: int, level: str) -> None:
    found = levels(year=year, raw=f"Baseline (Doe et al., {year}) {TITLE}")
    assert found is not None
    assert (found.authors, found.year) == ("all", level)
