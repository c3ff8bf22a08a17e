"""What the tables may hold although it is written in another way, as the reference page lists it."""

_ROWS: tuple[tuple[str, str], ...] = (
    (
        "title rows above the heading 标题行以上的大标题",
        "left out; the heading row is found",
    ),
    (
        "units, further names in headings 标题带单位、别名: 学生数（人）, 建设费（万元）, 步行分钟/小时, 乡镇（街道）",
        "the column; numbers in another unit are converted",
    ),
    (
        "a row or column 合计, 小计, 总计",
        "left out, compared with the sum",
    ),
    (
        "remarks below the data 表尾的 注：, 制表人：, 填报日期：",
        "left out",
    ),
    (
        "merged cells 合并单元格",
        "the value for each row they cover; a count merged over several rows is a finding",
    ),
    (
        "pupils in wide form 每村一行、每个年级一列",
        "one row a village, year and grade; the year in a column, heading or title, else the only planning year",
    ),
    (
        "一年级, 1年级, 初一, 七年级, 小班 / 中班 / 大班",
        "grades 1, 1, 7, 7, K1 / K2 / K3",
    ),
    (
        "1～6年级, 一至六年级, 初一至初三, 1、2、3年级",
        "runs of grades 1-6, 1-6, 7-9, 1-3",
    ),
    (
        "2026年, 2026学年, 2026-2027",
        "year 2026",
    ),
    (
        '45人, １２３, "1,234"',
        "45, 123, 1234 (one comma in a coordinate, in minutes or kilometres is not understood)",
    ),
    (
        "完全小学, 初级中学, 九年一贯制, 不完全小学 and the like",
        "kinds of school",
    ),
    (
        "a number that its format shows as 007",
        "the id 007",
    ),
    (
        "a place's name, or town and name, in place of its code 用名称代替编号",
        "the code, where one place alone bears the name; also in the scenario's `decisions`",
    ),
)


def understood_markdown() -> str:
    """Return the section of docs/tables.md on what is read although it is written in another way."""
    lines = [
        "## Understood although written in another way 能读懂的其他写法",
        "",
        "What can mean only one thing is read, and said once for each kind and column with its count and first cell:",
        "",
        "| written 写法 | read as 理解为 |",
        "|---|---|",
        *(f"| {written} | {meant} |" for written, meant in _ROWS),
    ]
    return "\n".join(lines) + "\n"
