"""The title block: who issues maps and papers, when, and in which version."""

from typing import Annotated

from pydantic import Field, Strict

from planner.reading.schema_types import StrictModel

Words = Annotated[str, Strict(), Field(max_length=60)]


class TitleBlock(StrictModel):
    """What stands in the title block of maps, and on the first page of the Word plan. It changes no plan."""

    issued_by: Words = ""
    """Who issues them, such as a district's education bureau; left out: to be filled in."""
    issued_on: Words = ""
    """Their date, as it is to be printed; left out: to be filled in."""
    version: Words = ""
    """Their version, such as a draft for consultation; left out: none is printed on maps."""
