"""Variants of the pupils that one plan must serve: keys of the scenario."""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, field_validator, model_validator

from planner.language import Text as Says
from planner.reading.schema_types import FaultBelowError, StrictModel, Text

Weight = Annotated[float, Strict(), Field(gt=0, le=1, allow_inf_nan=False)]
VariantName = Annotated[str, Strict(), Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
_ROUNDING = 1e-6


class Demand(StrictModel):
    """One set of openings, classrooms and beds for several variants of the pupils; who goes where may differ."""

    variants: dict[VariantName, Weight] = Field(min_length=2)
    """Weight of each variant, above 0, 1 in sum, such as {low: 0.25, middle: 0.5, high: 0.25} (assumed: planner
    forecast states no chances). The pupils of variant low stand in the table pupils-low.csv, those of middle in
    pupils.csv where there is no pupils-middle.csv, as planner forecast writes them. The one of greatest weight, of
    equals the first, is the main variant: maps, papers and the rows of plan.json are of it, those of the others stand
    beside it."""
    choose: Literal["expected", "worst"] = "expected"
    """What is made least. expected: the sum over the variants of weight times total. worst: not done yet, refused."""
    folder: Text = "forecast"
    """Folder of these tables inside the district's folder; a table that is not there is looked for in the district's
    folder itself."""

    @field_validator("folder")
    @classmethod
    def _folder_stays_inside(cls, folder: str) -> str:
        parts = folder.replace("\\", "/").split("/")
        if ".." in parts or folder.startswith("/") or ":" in folder:
            msg = Says("a folder inside the district's folder", "应为区县数据文件夹之内的文件夹")
            raise ValueError(msg)
        return folder

    @model_validator(mode="after")
    def _weights_make_one(self) -> Self:
        total = math.fsum(self.variants.values())
        if abs(total - 1.0) > _ROUNDING:
            msg = Says(
                f"weights that add up to 1; these add up to {total:g}", f"各方案的权重合计应为 1，现为 {total:g}"
            )
            raise FaultBelowError(msg, ("variants",))
        return self

    @model_validator(mode="after")
    def _worst_is_not_done(self) -> Self:
        if self.choose == "worst":
            msg = Says(
                "expected: a plan that is least in its dearest variant is not made yet; give that variant most of the "
                "weight, or look at each with planner stress",
                "expected：尚不能按最不利方案求解（worst）；可把大部分权重给该方案，或用 planner stress 逐一检验",
            )
            raise FaultBelowError(msg, ("choose",))
        return self

    @property
    def main(self) -> str:
        """The variant of greatest weight, of equals the first."""
        return max(self.variants, key=lambda name: self.variants[name])

    @property
    def table_names(self) -> dict[str, tuple[str, ...]]:
        """Variant to the names that its table may have, the first that is there counting."""
        also = {"middle": ("pupils.csv",)}
        return {name: (f"pupils-{name}.csv", *also.get(name, ())) for name in self.variants}
