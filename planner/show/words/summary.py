"""A plan in a dozen lines, for the terminal and for reading aloud."""

from planner.decide.results import Results
from planner.language import Text
from planner.show.page.english import english_sentences
from planner.show.words.common import clean
from planner.show.words.sentences import plan_sentences, title_of


def summarise(results: Results) -> Text:
    """Return the summary: the title and sentences on the last planning year.

    Control characters in names are dropped: nothing in a table can steer a terminal.
    """
    title, year = title_of(results.scenario), results.last.rows.year
    zh = [f"{title}（{year}年）", *plan_sentences(results)]
    en = [f"{title} ({year})", *english_sentences(results)]
    return Text("\n".join(map(clean, en)), "\n".join(map(clean, zh)))
