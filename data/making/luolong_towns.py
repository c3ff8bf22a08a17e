"""Luolong District in 2020: its towns and schools. Names are real; seats, people, growth and who stands where are not.

The report counts 3 towns and 9 subdistrict offices and names none. In the list of 2023 they are, to our knowledge,
the nine offices below, and 安乐, 李楼 and 白马寺, then towns; 白马寺 has since gone to another district. Left out are
the towns that 伊滨区 runs, 丰李 and 龙门石窟.
"""

from typing import NamedTuple

from data.making.listed import Town

PEOPLE = 643_100
TOWNS = (
    Town(name="开元路街道", seat=(112.455, 34.622), people=78_000, square_km=9, growth=0.02, urban=99),
    Town(name="关林街道", seat=(112.482, 34.600), people=60_000, square_km=10, growth=-0.01, urban=99),
    Town(name="太康东路街道", seat=(112.490, 34.635), people=78_000, square_km=13, growth=0.05, urban=99),
    Town(name="古城街道", seat=(112.425, 34.640), people=52_000, square_km=9, urban=99),
    Town(name="科技园街道", seat=(112.415, 34.612), people=55_000, square_km=10, growth=0.03, urban=99),
    Town(name="翠云路街道", seat=(112.438, 34.615), people=62_000, square_km=8, growth=0.01, urban=99),
    Town(name="龙门街道", seat=(112.470, 34.575), people=26_000, square_km=14, growth=-0.01, urban=2),
    Town(name="学府街道", seat=(112.455, 34.598), people=38_000, square_km=7, growth=0.03, urban=99),
    Town(name="定鼎门街道", seat=(112.442, 34.637), people=50_000, square_km=7, growth=0.02, urban=99),
    Town(name="安乐街道", seat=(112.458, 34.652), people=47_000, square_km=14, growth=-0.01, urban=6),
    Town(name="李楼街道", seat=(112.535, 34.645), people=52_100, square_km=32, growth=0.01, urban=4),
    Town(name="白马寺镇", seat=(112.600, 34.708), people=45_000, square_km=38, growth=-0.02, urban=4),
)


class Known(NamedTuple):
    """A school, or a site. `draw`: how much it draws beside others; `more`: rooms that its project may add."""

    name: str
    town: str
    kind: str
    draw: float = 1.0
    more: int = 0


NAMED = (
    Known("洛龙区第三实验小学", "关林街道", "primary", 1.1),
    Known("广利街小学", "开元路街道", "primary"),
    Known("张衡街小学", "翠云路街道", "primary"),
    Known("北京第二实验小学洛阳分校凝碧校区", "太康东路街道", "primary", 1.1),
    Known("北京第二实验小学洛阳分校美茵校区", "古城街道", "primary", 1.1),
    Known("北京第二实验小学洛阳分校英才校区", "开元路街道", "primary", 1.1),
    Known("北京第二实验小学洛阳分校瀛洲校区", "科技园街道", "primary"),
    Known("洛龙区第一实验小学安乐校区", "安乐街道", "primary"),
    Known("洛龙区第一实验小学翠云校区", "翠云路街道", "primary", more=6),
    Known("洛龙区第一实验小学科大校区", "学府街道", "primary"),
    Known("政和路小学", "定鼎门街道", "primary"),
    Known("太康东路小学", "太康东路街道", "primary", more=12),
    Known("未来小学", "太康东路街道", "primary"),
    Known("行知小学", "科技园街道", "primary"),
    Known("洛一高附属小学", "开元路街道", "primary"),
    Known("龙城双语小学", "古城街道", "primary", more=6),
    Known("香山小学", "龙门街道", "primary", 0.8, more=12),
    Known("白马寺小学", "白马寺镇", "primary", 0.8),
    Known("洛龙区第一实验学校", "关林街道", "nine_year", 0.6),
    Known("洛龙区第二实验学校", "定鼎门街道", "nine_year", 0.6),
    Known("洛阳市第五十四中学", "关林街道", "junior", more=12),
    Known("河南师范大学附属洛阳中学", "翠云路街道", "junior", 1.2),
)
"""Schools that the report names; which town they stand in is ours, and their kind where the report does not say it."""
FURTHER = (
    ("primary", ("李楼街道", "李楼街道", "白马寺镇", "安乐街道", "龙门街道", "关林街道")),
    ("nine_year", ("李楼街道", "白马寺镇", "学府街道", "科技园街道")),
    (
        "junior",
        ("开元路街道", "太康东路街道", "古城街道", "定鼎门街道", "安乐街道", "李楼街道", "白马寺镇", "龙门街道"),
    ),
)
"""Towns of the made-up schools that bring the counts to the report's 24, 6 and 10."""
SITES = (
    Known("锦台小学", "李楼街道", "primary", more=36),
    Known("永泰街中学", "定鼎门街道", "junior", more=30),
    Known("开元中学", "开元路街道", "junior", more=36),
    Known("龙安中学", "太康东路街道", "junior", more=24),
    Known("宜人路小学", "学府街道", "primary", more=36),
)
"""New schools of the report; their rooms and towns are ours."""
