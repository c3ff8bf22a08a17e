"""Norms that keys of a scenario cite, in Chinese, with how far each was checked, as the English texts say it."""

from collections.abc import Mapping

NORMS: Mapping[str, str] = {
    "grade_bands.*.max_walk_minutes": "一至三年级约 30 分钟，国办发〔2018〕27号（据转载）",
    "grade_bands.*.max_ride_minutes": "一至三年级约 30 分钟，国办发〔2018〕27号（据转载）",
    "grade_bands.*.boarding": "一至三年级不寄宿，国办发〔2018〕27号（据转载）",
    "grade_bands.*.board_when": "走读路程过远的可以寄宿，国办发〔2012〕48号（未核对原文）",
    "rules.class_size.kindergarten": "按年龄 25 至 35 人（未核对原文）",
    "rules.class_size.primary": "45 人（孟发〔2023〕13号附件四载明）",
    "rules.class_size.junior": "50 人（孟发〔2023〕13号附件四载明）",
    "rules.school_size": "2,000 人，九年一贯制学校 2,500 人，豫教发规〔2021〕19号（据转载）",
    "rules.max_classes_per_school": "36 个班（洛政〔2022〕26号第三章载明）",
    "rules.siting.primary": "小学原则上建在乡镇驻地和中心村（未核对原文）",
    "rules.merge.by_year": "撤并要分年稳妥进行，国办发〔2012〕48号（未核对原文）",
    "rules.merge.never": "多数家长或代表反对、路途不安全的，不得强行撤并，教育部办公厅 2016-10-09（据转载）",
    "rules.towns.kindergarten": "每个乡镇一所公办幼儿园，学前教育法 2025（未核对原文）",
    "rules.towns.boarding_primary": "国办发〔2018〕27号（未核对原文）",
    "prices.build_yuan": "孟发〔2023〕13号中每个学位约 59,000 元（载明，除法为本软件所做）",
    "prices.small_school_funding.pupils": "100 人，国发〔2015〕67号（未核对原文）",
    "prices.small_school_funding.yuan_per_pupil.primary": "生均公用经费 720 元（未核对原文）",
    "prices.small_school_funding.yuan_per_pupil.junior": "生均公用经费 940 元（未核对原文）",
    "staffing.pupils_per_post.primary": "国办发〔2001〕74号城市标准，2014 年起统一到各类学校（据转载）",
    "staffing.pupils_per_post.junior": "国办发〔2001〕74号城市标准，2014 年起统一到各类学校（据转载）",
    "staffing.small_school_pupils": "不足 100 人的为小规模学校，国办发〔2018〕27号（据转载）",
    "staffing.small_school_posts_per_class": "1.7 至 2.0（未核对原文，请按本地标准修改）",
}
"""Key to norm; keys below a name that the user gives have a * in its place."""
