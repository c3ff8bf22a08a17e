"""The scenario's norms of staff: how many teachers pupils and classes ask for."""

from typing import Annotated

from pydantic import Field, Strict

from planner.reading.schema_types import Count, StrictModel

Posts = Annotated[float, Strict(), Field(gt=0, le=1000, allow_inf_nan=False)]


class PupilsPerPost(StrictModel):
    """Pupils for each teaching post, by stage."""

    kindergarten: Posts = 15.0
    """Pupils for each post (assumed)."""
    primary: Posts = 19.0
    """Pupils for each post. Norm: 国办发〔2001〕74号, city rows, extended to all schools in 2014 (reported)."""
    junior: Posts = 13.5
    """Pupils for each post. Norm: 国办发〔2001〕74号, city rows, extended to all schools in 2014 (reported)."""


class Staffing(StrictModel):
    """How many teachers pupils and classes ask for. It is told of a plan; no plan depends on it."""

    pupils_per_post: PupilsPerPost = Field(default_factory=PupilsPerPost)
    """Pupils for each teaching post."""
    small_school_pupils: Count = 100
    """Teaching points and primary schools with fewer pupils need the larger of posts by pupils and posts by class.
    Norm: small schools are those under 100 pupils, 国办发〔2018〕27号 (reported)."""
    small_school_posts_per_class: Posts | None = 1.7
    """Posts for each class of such a school; null: none are counted by class. Norm: 1.7 to 2.0 (memory: not checked,
    put the district's own in its place)."""
    boarders_per_boarding_staff: Posts | None = None
    """Boarders for each of those who look after them; null: no such norm, the staff wanted is not told."""
