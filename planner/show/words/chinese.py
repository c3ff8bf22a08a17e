"""Chinese words for the tables' columns and the scenario's keys, as the template and the reference print them."""

from collections.abc import Mapping

TABLE_MEANINGS: Mapping[str, str] = {
    "settlements": "学生居住的村庄、社区",
    "pupils": "每个居民点每年每个年级的学生数；缺行表示没有学生",
    "schools": "现有学校，以及可以新建学校的地点",
    "travel": "（可选）实际行程；填了此表即以此表为准，表中没有的组合视为不可到达",
    "attends": "（可选）学生目前就读的学校；不填则视为在最近的、有学位的学校就读",
}
"""Table name to what it holds."""

COLUMN_MEANINGS: Mapping[str, str] = {
    "settlement_id": "居民点自己的编码，文本格式（007 保持为 007）",
    "school_id": "学校自己的编码，文本格式（007 保持为 007）",
    "name": "通用名称",
    "town": "所属乡镇或街道",
    "lon": "经度，或投影坐标的横坐标（东）；坐标系在 provenance.yaml 中声明",
    "lat": "纬度，或投影坐标的纵坐标（北）；坐标系在 provenance.yaml 中声明",
    "year": "该年秋季开始的学年",
    "grade": "幼儿园 K1 K2 K3，或 1 至 9 年级",
    "pupils": "学生人数",
    "kind": "学校类型",
    "grades": "可开设的年级，如 1-3、1-6、7-9、1-9、K1-K3",
    "site_id": (
        "同一场地的几行是不同办学方案（其他年级、其他类型、腾空校舍改作他用），最多开办其中一个；"
        "其中一行已定保留的，其余待定的撤销或不建"
    ),
    "state": "现有，或拟建（可以新建的地点）",
    "decision": "待定：由规划决定；保留：保留或新建；撤销：撤销或不建",
    "classrooms": "现有普通教室（拟建学校：首期教室）",
    "classrooms_max": "校址最多能有的普通教室",
    "beds": "现有宿舍床位（拟建学校：首期床位）",
    "beds_max": "校址最多能有的宿舍床位",
    "pupils_max": "本校自己的人数上限，与情景中的学校规模上限同时有效",
    "fixed_yuan_per_year": "学校开办一年的固定成本",
    "build_yuan": "一次性建设费（拟建学校）",
    "classroom_yuan": "每增加一间教室的一次性费用",
    "bed_yuan": "每增加一张床位的一次性费用",
    "walk_minutes": "步行时间；空白表示不能步行",
    "ride_minutes": "乘车时间；空白表示不能乘车",
    "kilometres": "乘车里程；填了乘车时间就必须填",
}
"""Column name to what it means."""

UNITS: Mapping[str, str] = {
    "pupils": "人",
    "rooms": "间",
    "beds": "张",
    "yuan": "元",
    "yuan a year": "元/年",
    "yuan a room": "元/间",
    "yuan a bed": "元/张",
    "minutes one way": "分钟（单程）",
    "kilometres one way": "公里（单程）",
    "degrees, or metres in a projected system": "度，投影坐标为米",
}
"""Unit to its Chinese."""

DEFAULTS: Mapping[str, str] = {
    "existing": "现有",
    "keep for existing schools that are not of a kind the scenario's merge.kinds names, else free": (
        "现有学校若不属于情景 merge.kinds 所列类型则为保留，其余为待定"
    ),
    "a site of its own": "自成一个场地",
    "classrooms": "等于教室数",
    "0": "0",
    "beds": "等于床位",
    "none": "不限",
    "scenario's price for its kind": "情景中该类型的价格",
    "scenario's build_yuan": "情景中的 build_yuan",
    "scenario's classroom_yuan": "情景中的 classroom_yuan",
    "scenario's bed_yuan": "情景中的 bed_yuan",
    "cannot be walked": "不能步行",
    "cannot be ridden": "不能乘车",
    "unknown; needed where ride_minutes is given": "未知；填了乘车时间就必须填",
}
"""What an empty cell stands for, to its Chinese."""

SCENARIO_KEYS: Mapping[str, str] = {
    "name": "情景名称，也是输出文件夹名：文字、字母、数字、- 和 _",
    "title": "地图和报告上的标题",
    "district": "区县数据文件夹，相对于本文件",
    "years": "规划年份：安排这些年份的学生",
    "grade_bands": "年级段：同一年级段的学生适用相同的路程限制",
    "grade_bands.*": "年级段（名称自定）",
    "grade_bands.*.stage": "学段：kindergarten 幼儿园、primary 小学、junior 初中",
    "grade_bands.*.grades": "包含的年级；一个年级只能属于一个年级段",
    "grade_bands.*.max_walk_minutes": "步行最长时间，分钟（单程）；null 表示不允许步行",
    "grade_bands.*.max_ride_minutes": "走读生乘车最长时间，分钟（单程）；null 表示不允许乘车",
    "grade_bands.*.boarding": "是否允许寄宿",
    "grade_bands.*.max_board_minutes": "寄宿生乘车最长时间，分钟（单程）；null 表示不允许寄宿",
    "grade_bands.*.board_when": (
        "谁可以寄宿：beyond_day_reach 走读上限内没有开设该年级段且确定保留的学校的；any 到所去学校超出走读上限的"
    ),
    "grade_bands.*.board_in": "在哪里寄宿：town 本乡镇（没有开设该年级段且可以有床位的学校时不限）；anywhere 不限",
    "rules": "所有规划必须遵守的规则",
    "rules.class_size": "班额上限，人；null 表示不按班额和班数计算",
    "rules.class_size.kindergarten": "幼儿园班额",
    "rules.class_size.primary": "小学班额",
    "rules.class_size.junior": "初中班额",
    "rules.school_size": "学校规模上限，人；null 表示不限",
    "rules.school_size.primary": "小学和教学点",
    "rules.school_size.junior": "初中",
    "rules.school_size.nine_year": "九年一贯制学校",
    "rules.school_size.kindergarten": "幼儿园",
    "rules.school_size.special": "特殊教育学校",
    "rules.min_pupils": "最低学生数，人：开办的学校每年至少有多少学生；只约束可以撤并或可以不建的学校，确定保留的不限",
    "rules.min_pupils.teaching_point": "教学点",
    "rules.min_pupils.primary": "小学",
    "rules.min_pupils.junior": "初中",
    "rules.min_pupils.nine_year": "九年一贯制学校",
    "rules.min_pupils.kindergarten": "幼儿园",
    "rules.min_pupils.special": "特殊教育学校",
    "rules.max_classes_per_school": "一所学校最多的班数；null 表示不限",
    "rules.whole_school": "开班完整：开办的学校所设、有学生够得着的年级都要有学生；没有学生的视为不开办；删去则不要求",
    "rules.whole_school.least_pupils_per_grade": "每个年级每年至少几名学生，约束可以撤并或可以不建的学校；"
    "确定保留的学校每个年级段都要有学生，年级人数不足的列入方案说明",
    "rules.nearest": "就近入学：不去比最近的学校（当年开办、开设该年级段、在走读上限以内）远很多的；删去则只按路程上限",
    "rules.nearest.max_extra_minutes": "最多比去最近的学校多走几分钟，单程",
    "rules.merge": "撤并：哪些学校可以撤并，最多或最少几所；删去此项则一所都不撤并",
    "rules.merge.kinds": "可以撤并的学校类型",
    "rules.merge.most": "最多撤并几所；null 表示不限",
    "rules.merge.least": "最少撤并几所",
    "rules.merge.exactly": "正好撤并几所；不能与 most、least 同用",
    "rules.merge.by_year": "到各规划年年底至少已撤并几所，如 {2024: 20, 2025: 45}；没有写到的年份不另作要求",
    "rules.merge.receivers": "接收学校类型：原学校撤并的学生只去这些类型的学校；删去则不限",
    "rules.build_lead_years": "提前付款年数：某年使用的校舍、教室和床位提前几年付款；只影响分年预算",
    "rules.merge.together": "band：原学校撤并后，同一年级段的学生全部去同一所学校；不能与 split 同用",
    "rules.bands_together": "哪些学段的年级段不分开：同一居民点的两段如都能去对方的学校，须同校；不能与 split 同用",
    "rules.settlement_parts": "一个居民点一个年级段拆分后各份的去向；不能与 split 同用；删去则不限",
    "rules.settlement_parts.most_schools": "各份一年内最多去几所学校",
    "rules.merge.never": '不撤并的学校及理由，如 {"S012": "听证会多数家长反对"}；这些学校一律保留，各种材料都写明理由',
    "rules.assignment": "居民点的学生如何分配",
    "rules.assignment.mode": "whole：同一居民点同一年级段的学生去同一所学校；split：可以分开",
    "rules.assignment.split_above_pupils": "拆分人数：whole 时，超过这个人数的年级段平均分成若干份；null 表示不分",
    "travel": "没有行程表时的速度",
    "travel.walk_kph": "步行速度，公里/小时",
    "travel.ride_kph": "乘车速度，公里/小时",
    "travel.detour": "道路长度与直线距离之比",
    "prices": "价格；除注明依据的以外均为规划假设，请换成本地数据",
    "prices.discount_rate": "折现率（小数）",
    "prices.building_life_years": "建筑使用年限，年",
    "prices.fixed_yuan_per_year": "学校开办一年的固定成本，元/年",
    "prices.fixed_yuan_per_year.teaching_point": "教学点",
    "prices.fixed_yuan_per_year.primary": "小学",
    "prices.fixed_yuan_per_year.junior": "初中",
    "prices.fixed_yuan_per_year.nine_year": "九年一贯制学校",
    "prices.fixed_yuan_per_year.kindergarten": "幼儿园",
    "prices.fixed_yuan_per_year.special": "特殊教育学校",
    "prices.class_yuan_per_year": "每个教学班一年的成本，元/年",
    "prices.class_yuan_per_year.kindergarten": "幼儿园",
    "prices.class_yuan_per_year.primary": "小学",
    "prices.class_yuan_per_year.junior": "初中",
    "prices.build_yuan": "新建一所学校首期的一次性费用，元",
    "prices.classroom_yuan": "增加一间教室的一次性费用，元",
    "prices.bed_yuan": "增加一张床位的一次性费用，元",
    "prices.travel_yuan_per_pupil_minute": "每名走读生每单程分钟的成本，元/年",
    "prices.ride_yuan_per_pupil_kilometre": "每名乘车走读生每单程公里的成本，元/年",
    "prices.boarding_yuan_per_pupil": "每名寄宿生的宿舍、管理人员和伙食成本，元/年",
    "prices.riding_paid_by": "乘车里程费用由谁承担：families 家庭，county 县级财政",
    "prices.move_yuan_per_pupil": "每名转学学生的计价，元/年（不是实际支出，用来尽量让学生留在原校）；0：不计",
    "prices.cross_town_yuan_per_pupil": "每名跨乡镇就读学生的计价，元/年（不是实际支出）；0：不计",
    "prices.board_trips_per_week": "寄宿生每周往返次数（走读生为5次），路程按此比例计入寄宿费用",
    "prices.shortfall_yuan_per_pupil": "每名没有学位的学生的计价，元/年，应高于一名学生可能引起的任何其他费用；"
    "不写（null）则按本区最贵的一个学位取整得出，不低于 200000，planner check 会说明",
    "budget_yuan": (
        "全部规划年份一次性费用的上限，元；null 表示不限；也可分年写，如 {2024: 3000000, 2025: 8000000}："
        "到各年年底累计不超过多少，没有写到的年份只受以后年份的上限约束"
    ),
    "decisions": "本方案对个别学校的决定，优先于学校表中的决定",
    "decisions.keep": "保留或新建的学校（编号加引号）",
    "decisions.close": "撤销或不建的学校（编号加引号）",
    "decisions.free": "由规划决定的学校（编号加引号）",
    "solver": "计算",
    "solver.engine": "auto：使用全部方法；milp：只用整数规划模型",
    "solver.milp_solver": "整数规划求解器：highs 或 cbc",
    "solver.time_limit_seconds": "优化时间上限，秒",
    "solver.gap": "证明与最优方案相差不超过这个比例时停止",
    "solver.threads": "线程数",
    "solver.seed": "随机种子",
    "solver.search_moves": (
        "每个线程搜索的步数；空表示不限步数、到时为止。填写后先搜索这么多步，再只做下限证明："
        "在时限足够时，同一随机种子和线程数得到同一方案，与机器快慢无关。只用于 auto 且整体分配（whole）"
    ),
}
"""Dotted key to what it means; * stands for a name that the user chooses."""
