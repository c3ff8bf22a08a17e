"""A right value of every column, as a cell may hold it: what findings and the reference show."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "settlement_id": "V001", "school_id": "S001", "name": "上河村", "town": "城关镇",
    "lon": "112.4325", "lat": "34.8261", "year": "2026", "grade": "3", "pupils": "45",
    "place": "中心村", "kind": "教学点", "site_id": "D001", "grades": "1-6", "state": "现有", "decision": "待定",
    "residents": "1860", "run_by": "公办", "attached_kindergarten_classes": "2", "given_up_by": "原第二高中",
    "site_free_year": "2025",
    "classrooms": "6", "classrooms_max": "12", "beds": "40", "beds_max": "80", "pupils_max": "540",
    "fixed_yuan_per_year": "60000", "build_yuan": "30000000", "classroom_yuan": "600000", "bed_yuan": "20000",
    "walk_minutes": "12.5", "ride_minutes": "8", "kilometres": "4.2",
    "births": "31", "age": "4", "children": "28", "homes": "1200", "persons_per_home": "3.2",
    "years_to_fill": "3", "kindergarten_per_1000": "36", "primary_per_1000": "80", "junior_per_1000": "40",
    "entry_factor": "0.9", "reason": "入学年龄截止日期调整",
    "teachers": "24", "retiring_within_3_years": "2", "boarding_staff": "3", "higher_degree_teachers": "20",
    "backbone_teachers": "5", "pe_arts_teachers": "4", "teaching_area_m2": "2400", "sports_area_m2": "3600",
    "equipment_yuan": "900000", "multimedia_rooms": "12", "computers": "60", "books": "9000",
    "project_id": "X-01", "project": "永和路小学", "stage": "小学", "works": "新建", "project_town": "城关镇",
    "seats": "1620", "budget_yuan": "95000000", "finish_by": "2026", "responsible": "教育局、财政局",
    "funds": "专项债券", "document": "某政发〔2023〕1号", "found_at": "附件2第3页", "site_school_id": "S001",
    "progress": "主体完工", "name_en": "Yonghe Road Primary School", "note": "迁建",
    "target": "撤并教学点", "measured_by": "撤并学校数", "aim": "不少于", "aimed_value": "70", "value_unit": "所",
    "argument": "其余教学点学生上学较远",
    "site_area_m2": "12000", "building_area_m2": "4800",
}  # fmt: skip
"""Column name to a right value."""
