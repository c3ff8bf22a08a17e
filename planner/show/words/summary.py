"""A plan in a score of lines, for the terminal and for reading aloud."""

from planner.decide.results import Results
from planner.language import Text
from planner.show.words.common import clean
from planner.show.words.sentences import plan_sentences, title_of


def summarise(results: Results) -> Text:
    """Return the summary: the title and sentences on the last planning year.

    Control characters in names are dropped: nothing in a table can steer a terminal.
    """
    title, year = title_of(results.scenario), results.last.rows.year
    said = (Text(f"{title} ({year})", f"{title}（{year}年）"), *plan_sentences(results))
    return Text("\n".join(clean(line) for line in said), "\n".join(clean(line.zh) for line in said))
