"""What the documents promise or ask for in figures, each with its place; figures that disagree both stand.

孟发〔2023〕13号 binds the district; 洛政办〔2025〕17号 and 洛政〔2022〕26号 bind the city above it, and most of their
figures are the whole city's; the ratios of the neighbouring district's report of 2020 are there for comparison.
"""

import pandas as pd

from data.making.ledger import Target, target_table

MENGJIN, CITY, CITY_PLAN = "孟发〔2023〕13号", "洛政办〔2025〕17号", "洛政〔2022〕26号"
LUOLONG = "洛龙区人民政府2020年度履行教育职责自评报告"
_BUILDING = "区教体局、财政局、发改委、市自然资源和规划局孟津分局、住建局，各镇（街道）"
_LAYOUT = "区教体局、发改委、财政局、市自然资源和规划局孟津分局、住建局、交通局，各镇（街道）"
_KINDERGARTENS = "区教体局、市自然资源和规划局孟津分局，各镇（街道）"
_EQUIPMENT = "区教体局、财政局、发改委，各镇（街道）"
_DIGITAL = "区教体局、财政局、政数局，各镇（街道）"
_TEACHERS = "区委编办，区教体局、人社局、财政局，各镇（街道）"
_OF_CITY = "市教育局，各县区人民政府"
_FUNDS = "本级财政资金、中央和省级资金、一般债券、专项债券、平台公司融资、社会资本"
_WHOLE_CITY = "全市数，没有分到区县"
_ALL_PROJECTS = "含幼儿园和特殊教育学校；方案只测算义务教育的教室、床位和新建"
_GOALS, _MAIN_MONEY = "正文二（资源配置高地）", "正文四（二）"
_A2, _A3, _A4 = "附件2二", "附件3二（一）", "附件4二"


def _merging() -> list[Target]:
    name, english = "撤并小规模学校（教学点）", "Teaching points to be merged"
    places = ((_GOALS, 2026, ""), (_A2, 2026, ""), ("附件2四（二）1", 2024, "同一文件正文和附件4要求2026年前"),
              (_A4, 2026, ""))  # fmt: skip
    return [
        Target(name, english, 70, "所", MENGJIN, place, year, "merged_schools", responsible=_LAYOUT, note=note)
        for place, year, note in places
    ] + [
        Target("全市撤并教学点", "Teaching points to be merged in the whole city", 97, "个", CITY, "三（一）3", 2025,
                responsible=_OF_CITY, note=_WHOLE_CITY),
        Target("200人以下教学点整合", "Points under 200 pupils to be integrated", 0, "所", CITY, "三（一）3", 2025,
                "schools_under_200", "at_most", _OF_CITY, note="文件要求整合，没有给出所数；此处以0所对照"),
    ]  # fmt: skip


def _projects() -> list[Target]:
    return [
        Target("建设项目", "Building projects in all", 32, "所", MENGJIN, _A2, 2026, responsible=_BUILDING,
                funds=_FUNDS, note="初中9、小学14、幼儿园8、特教1；逐项见建设项目表"),
        Target("建设项目", "Building projects in all", 32, "所", MENGJIN, _MAIN_MONEY, 2026),
        Target("义务教育学校建设项目", "Projects of compulsory education", 24, "所", MENGJIN, _A4, 2026,
                "compulsory_projects", responsible=_BUILDING, funds=_FUNDS,
                note="附件2列名初中9所、小学14所和特殊教育学校；方案不测算特殊教育学校"),
        Target("新建中小学", "New primary and junior schools", 3, "所", MENGJIN, _A2, 2026, "new_schools",
                responsible=_BUILDING, note="初中1所、小学2所"),
        Target("新建学校（含幼儿园2所）", "New schools, two kindergartens among them", 5, "所", MENGJIN, _A2, 2026),
        Target("改扩建中小学", "Primary and junior schools rebuilt or expanded", 20, "所", MENGJIN, _A2, 2026,
                "rebuilt_schools", responsible=_BUILDING,
                note="初中8所、小学12所；改扩建含改善条件，方案只测算增加的教室和床位"),
        Target("改扩建学校（含幼儿园6所、特教1所）", "Schools rebuilt or expanded, of every kind", 27, "所", MENGJIN,
                _A2, 2026),
        Target("中心城区再谋划义务教育学校", "Further schools in the central urban area", 2, "所", MENGJIN, _GOALS,
                responsible=_BUILDING, note="初中、小学各1所，未定点"),
        Target("义务教育新增学位", "New seats of compulsory education", 5540, "个", MENGJIN, "附件2四（二）2", 2026,
                "seats_added", responsible=_BUILDING, funds=_FUNDS),
        Target("义务教育新增学位（正文列名四处）", "New seats at the four places that the main text names", 4470,
                "个",
                MENGJIN, "正文三（二）2", note="永和路小学1620、麻屯三小1620、城关镇中心小学1080、城关初中150；"
                "与5540的差1070未分到学校"),
        Target("全市新建改扩建义务教育学校", "Schools built or expanded in the whole city", 86, "所", CITY,
                "三（一）2", 2026, responsible=_OF_CITY, note=_WHOLE_CITY),
        Target("其中寄宿制学校", "Boarding schools among them", 52, "所", CITY, "三（一）2", 2026,
                responsible=_OF_CITY, note=_WHOLE_CITY),
        Target("全市新增义务教育学位", "New seats in the whole city", 27000, "个", CITY, "三（一）2", 2026,
                responsible=_OF_CITY, note=f"{_WHOLE_CITY}；小学约1.5万、初中约1.2万"),
        Target("全市寄宿制学校新增床位", "New dormitory beds in the whole city", 10000, "张", CITY, "三（一）2", 2026,
                responsible=_OF_CITY, note=_WHOLE_CITY),
    ]  # fmt: skip


def _money() -> list[Target]:
    return [
        Target("义务教育项目概算投资", "Budget of the projects of compulsory education", 327_000_000, "元", MENGJIN,
                _A4, 2026, "one_off_yuan", "at_most", _BUILDING, _FUNDS, "24所，含特殊教育学校600万元"),
        Target("全部建设项目投资", "Budget of all projects", 398_000_000, "元", MENGJIN, _A2, 2026, "one_off_yuan",
                "at_most", _BUILDING, _FUNDS, _ALL_PROJECTS),
        Target("全部建设项目投资", "Budget of all projects", 645_000_000, "元", MENGJIN, _MAIN_MONEY, 2026,
                "one_off_yuan", "at_most", _BUILDING, _FUNDS, f"与附件2不一致；{_ALL_PROJECTS}"),
        Target("新建5所概算投资", "Budget of the five new schools", 271_000_000, "元", MENGJIN, _A2, 2026,
                responsible=_BUILDING, funds=_FUNDS),
        Target("改扩建27所概算投资", "Budget of the 27 schools rebuilt", 127_000_000, "元", MENGJIN, _A2, 2026,
                responsible=_BUILDING, funds=_FUNDS),
        Target("幼儿园建设投资", "Budget of the kindergartens", 70_960_000, "元", MENGJIN,
                "附件2四（一）、附件3二（一）",
                2026, responsible=_BUILDING, funds=_FUNDS, note="8所"),
        Target("特殊教育学校改扩建投资", "Budget of the special school", 6_000_000, "元", MENGJIN, "附件2四（五）",
                2026,
                responsible=f"{_BUILDING}、城关镇", funds=_FUNDS, note="利用区直二幼腾退校址"),
        Target("教学仪器设备和办学条件投资", "Budget of equipment", 230_000_000, "元", MENGJIN, f"{_A4}、三（二）2",
                2026, responsible=_EQUIPMENT, note="会盟一中等8所综合楼、朝阳三小等42所功能室、仪器、图书"),
        Target("谋划新建综合楼的学校", "Schools to have a new main building", 8, "所", MENGJIN, "附件4三（二）2", 2026,
                responsible=_EQUIPMENT, note="会盟一中等"),
        Target("提升功能室、仪器设备和图书的学校", "Schools whose rooms, instruments and books are improved", 42, "所",
                MENGJIN, "附件4三（二）2", 2026, responsible=_EQUIPMENT, note="朝阳三小等义务教育学校"),
        Target("数字校园投资", "Budget of the digital campus", 17_500_000, "元", MENGJIN, f"{_A4}、三（二）3", 2026,
                responsible=_DIGITAL),
    ]  # fmt: skip


def _sizes() -> list[Target]:
    rows = (
        ("小学班额", "Pupils in a primary class", 45, "人", "class_pupils_primary"),
        ("初中班额", "Pupils in a junior class", 50, "人", "class_pupils_junior"),
        ("小学校额", "Pupils of a primary school", 2000, "人", "school_pupils_primary"),
        ("初中校额", "Pupils of a junior school", 2000, "人", "school_pupils_junior"),
        ("九年制学校校额", "Pupils of a nine-year school", 2500, "人", "school_pupils_nine_year"),
    )
    found = [
        Target(name, english, value, unit, MENGJIN, "附件4三（一）", 2026, measure, "at_most", _LAYOUT)
        for name, english, value, unit, measure in rows
    ]
    return [
        *found,
        Target("每校教学班", "Classes of a school", 36, "个", CITY_PLAN, "第三章", None, "classes_per_school",
                "at_most", note="原则上"),
        Target("大班额标准（历史）", "A class counted as oversize, formerly", 56, "人", CITY_PLAN, "第一章",
                note="56人及以上曾计为大班额"),
        Target("没有学位的学生", "Pupils without a seat", 0, "人", MENGJIN, "附件4三（一）", 2026,
                "pupils_without_seat",
                "at_most", _LAYOUT, note="就近入学、应入尽入；此处以0人对照"),
    ]  # fmt: skip


def _boarding() -> list[Target]:
    return [
        Target("每镇有寄宿制小学", "Towns with a boarding primary school", 100, "%", MENGJIN,
                f"{_GOALS}、附件2四（三）",
                2026, "towns_with_boarding_primary", responsible=_BUILDING, note="有小学生的乡镇中，至少1所开设小学"
                "全部年级并有床位的占比"),
        Target("每镇有寄宿制初中", "Towns with a boarding junior school", 100, "%", MENGJIN,
                f"{_GOALS}、附件2四（三）",
                2026, "towns_with_boarding_junior", responsible=_BUILDING,
                note="洛政办〔2025〕17号三（一）3要求寄宿制中学逐步向县城所在地集中，与此不同"),
        Target("寄宿制中小学", "Boarding schools", 34, "所", MENGJIN, "附件2四（三）", 2026, "boarding_schools",
                responsible=_BUILDING, note="加装空调、热水、洗衣设施"),
        Target("寄宿制学校运动场改造", "Sports grounds of boarding schools", 16, "所", MENGJIN, "附件2四（三）", 2026,
                responsible=_BUILDING),
        Target("寄宿制学校新建综合楼等", "Boarding schools with new buildings", 7, "所", MENGJIN, "附件2四（三）",
                2026,
                responsible=_BUILDING, note="会盟中心小学、白鹤初中、白鹤中心小学、护庄小学、朝阳三小、麻屯初中、"
                "平乐中心小学"),
        Target("寄宿制学校路面彩化", "Boarding schools with new paths", 5, "所", MENGJIN, "附件2四（三）", 2026,
                responsible=_BUILDING, note="白鹤初中、白鹤中心小学、会盟初中、会盟中心小学、平乐中心小学"),
        Target("全市农村寄宿制学校", "Rural boarding schools of the whole city", 120, "所", CITY_PLAN, "第三章", 2025,
                note=_WHOLE_CITY),
    ]  # fmt: skip


def _kindergartens() -> list[Target]:
    return [
        Target("幼儿园新增学位", "New kindergarten seats", 1800, "个", MENGJIN, "附件2四（一）", 2026,
                "kindergarten_seats_added",
                responsible=_BUILDING, note="8所"),
        Target("幼儿园新增学位", "New kindergarten seats", 1080, "个", MENGJIN, "附件3三（一）2", 2026,
                "kindergarten_seats_added",
                responsible=_KINDERGARTENS, funds="国家专项债券", note="5所改造提升；与附件2的8所口径不同"),
        Target("学前三年毛入园率", "Gross enrolment of three kindergarten years", 98, "%", MENGJIN, _A3, 2026),
        Target("普惠性幼儿园覆盖率", "Coverage of affordable kindergartens", 90, "%", MENGJIN, _A3, 2026,
                "inclusive_kindergarten_percent"),
        Target("公办园在园幼儿占比", "Share of children in public kindergartens", 60, "%", MENGJIN, _A3, 2026,
                "public_kindergarten_percent"),
        Target("每5000人左右一所6班以上幼儿园（尚缺）", "Large kindergartens lacking, one for 5,000 people", 0, "所",
                MENGJIN, "附件3（小区配套幼儿园）", None, "large_kindergartens_lacking", "at_most",
                note="按乡镇核对；文件针对小区配套，零星住宅由区域统筹"),
        Target("城区标准化公办幼儿园", "Standard public kindergartens in the urban area", 5, "所", MENGJIN,
                "附件3三（一）1", 2026, responsible=_KINDERGARTENS, note="每个乡镇1—2所"),
        Target("恒大小区配套幼儿园", "Kindergarten of the Hengda estate", 1, "所", MENGJIN, "附件3三（一）3", 2024),
        Target("小区配套幼儿园移交", "Kindergartens of estates handed over", 2, "所", MENGJIN, "附件3三（一）3",
                2026),
        Target("每5000人口配套幼儿园的规模", "Classes of the kindergarten for each 5,000 people", 6, "个", MENGJIN,
                "附件3三（三）2", None, "", "at_least", _KINDERGARTENS, note="6班以上；不足5000人口的统筹安排"),
        Target("市级二级以上幼儿园占比", "Kindergartens of the city's first and second class", 55, "%", MENGJIN,
                "附件3三（四）2", 2026),
        Target("区级以上示范幼儿园占比", "Model kindergartens of the district or above", 85, "%", MENGJIN,
                "附件3三（四）2", 2026),
        Target("招聘幼儿教师", "Kindergarten teachers to be recruited", 48, "名", MENGJIN, "正文三（三）3", 2026),
        Target("每名教师的幼儿", "Children for each kindergarten teacher", 15, "人", MENGJIN, "附件3二（二）", None,
                "",
                "at_most"),
        Target("公办幼儿园生均拨款", "Grant for each child in a public kindergarten", 3000, "元", MENGJIN,
                f"{_MAIN_MONEY}、附件3二（二）"),
        Target("普惠性民办幼儿园生均奖补", "Grant for each child in an affordable private kindergarten", 500, "元",
                MENGJIN, _MAIN_MONEY, note="附件3：主城区300元、乡镇200元"),
        Target("普惠性民办幼儿园生均奖补", "Grant for each child in an affordable private kindergarten", 300, "元",
                MENGJIN, "附件3二（二）", note="主城区；乡镇200元；正文四（二）为500元"),
        Target("省级示范幼儿园", "Model kindergartens of the province", 3, "所", MENGJIN, "正文三（三）3", 2026),
        Target("市级示范幼儿园", "Model kindergartens of the city", 12, "所", MENGJIN, "正文三（三）3", 2026),
        Target("学前教育普及普惠验收", "Acceptance of kindergarten provision", None, "", MENGJIN, "正文三（三）2",
                2024),
    ]  # fmt: skip


def _conditions() -> list[Target]:
    return [
        Target("百生计算机", "Computers for 100 pupils", 8.5, "台", MENGJIN, "附件4三（二）3", 2026,
                "computers_per_100",
                responsible=_DIGITAL),
        Target("小学百生网络多媒体教室", "Multimedia rooms for 100 primary pupils", 2.3, "间", MENGJIN,
                "附件4三（二）3", 2026, "multimedia_rooms_per_100_primary", responsible=_DIGITAL),
        Target("初中百生网络多媒体教室", "Multimedia rooms for 100 junior pupils", 2.4, "间", MENGJIN,
                "附件4三（二）3",
                2026, "multimedia_rooms_per_100_junior", responsible=_DIGITAL),
        Target("校园网、监控、广播配齐率", "Schools with network, monitoring and broadcast", 100, "%", MENGJIN,
                "附件4三（二）3", 2026, responsible=_DIGITAL),
        Target("小学百生体育艺术教师", "Sports and arts teachers for 100 primary pupils", 0.9, "名", CITY,
                "三（三）8",
                2030, "pe_arts_teachers_per_100_primary", responsible=_OF_CITY,
                note="文件要求校校达到；此处为全区平均"),
        Target("初中百生体育艺术教师", "Sports and arts teachers for 100 junior pupils", 0.9, "名", CITY, "三（三）8",
                2030, "pe_arts_teachers_per_100_junior", responsible=_OF_CITY,
                note="文件要求校校达到；此处为全区平均"),
        Target("小学师生比", "Pupils for each primary teacher", 19, "人", LUOLONG, "三（五）", None,
                "pupils_per_teacher_primary", "at_most", note="洛龙区2020年采用的编制标准，作参照"),
        Target("初中师生比", "Pupils for each junior teacher", 13.5, "人", LUOLONG, "三（五）", None,
                "pupils_per_teacher_junior", "at_most", note="洛龙区2020年采用的编制标准，作参照"),
        Target("小学生均公用经费", "Public funds for each primary pupil", 680, "元", LUOLONG, "二（三）",
                note="作参照"),
        Target("初中生均公用经费", "Public funds for each junior pupil", 880, "元", LUOLONG, "二（三）",
                note="作参照"),
        Target("教师交流轮岗占比", "Teachers who change school each year", 10, "%", MENGJIN, "附件4三（五）2",
                responsible=_TEACHERS, note="占符合交流条件的教师；距退休不满5年的可不纳入（附件7二（二）1）"),
        Target("交流轮岗教师中的骨干教师", "Backbone teachers among those who change school", 20, "%", MENGJIN,
                "附件4三（五）2", responsible=_TEACHERS),
        Target("农村全科教师服务年限", "Years of service of rural all-subject teachers", 6, "年", MENGJIN,
                "附件7二（二）1", responsible=_TEACHERS, note="不满6年的不能交流到城区学校"),
        Target("每校专职心理健康教师", "Full-time psychologists of a school", 1, "名", MENGJIN, "附件1三（四）2"),
        Target("每名责任督学对应学校", "Schools for each inspector", 5, "所", MENGJIN, "正文三（九）2、附件9",
                aim="at_most"),
        Target("义务教育集团", "School groups of compulsory education", 8, "个", MENGJIN, "附件4三（四）3", 2024,
                note="2024年全覆盖；洛政办〔2025〕17号要求全市2026年全覆盖（2025年87%）"),
        Target("集团化办学覆盖率", "Coverage of school groups", 100, "%", CITY, "三（二）5", 2026,
                responsible=_OF_CITY, note="现为87%"),
        Target("全市新增网络多媒体教室", "New multimedia rooms in the whole city", 350, "间", CITY, "三（二）7", 2025,
                responsible=_OF_CITY, note=f"{_WHOLE_CITY}；2029年百名学生拥有数全部达标"),
        Target("国家优质均衡指标", "Indicators of balanced development to be met", 31, "项", CITY, "一", 2029,
                responsible=_OF_CITY),
        Target("初中三年巩固率", "Junior pupils who stay for three years", 95, "%", CITY, "三（二）6", 2025,
                responsible=_OF_CITY),
        Target("残疾儿童少年入学率", "Enrolment of disabled children", 95, "%", CITY, "三（二）6", 2025,
                responsible=_OF_CITY),
        Target("骨干教师占比", "Backbone teachers", 20, "%", CITY, "三（三）9", 2026, responsible=_OF_CITY,
                note="2025年19%"),
        Target("教育质量综合系数", "Coefficient of quality", 0.5, "", CITY, "一", 2029, responsible=_OF_CITY),
        Target("校际差异系数（质量监测）", "Difference between schools in quality monitoring", 0.15, "", CITY, "一",
                2029, "", "at_most", _OF_CITY),
        Target("优质均衡验收", "Acceptance of balanced development", None, "", CITY, "一", 2029,
                responsible=_OF_CITY, note="孟津区2029年底前；孟发〔2023〕13号附件4没有写验收年份"),
        Target("学校建设计划（十五五）", "School-building plan of the 15th five years", None, "", CITY, "三（一）1",
                2025,
                responsible=_OF_CITY),
        Target("布局专项规划", "Layout plan 2024-2026", None, "", MENGJIN, "正文三（二）1", None,
                responsible="区教体局", note="《洛阳市孟津区中小学幼儿园布局2024—2026三年专项规划》；上期为"
                "《孟津区教育布局规划2022—2026实施方案》"),
    ]  # fmt: skip


def stated_figures() -> pd.DataFrame:
    """Return every stated figure as a table."""
    return target_table(
        [*_merging(), *_projects(), *_money(), *_sizes(), *_boarding(), *_kindergartens(), *_conditions()]
    )
