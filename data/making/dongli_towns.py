"""Dongli District: its towns and zones, and where its schools stand. Town names are real; all else is made up.

Seats are from memory, some kilometres off; people are round figures.
"""

from data.making.listed import Town

TOWNS = (
    Town(name="张贵庄街道", seat=(117.330, 39.090), people=62_000, square_km=4, urban=99),
    Town(name="丰年村街道", seat=(117.345, 39.100), people=30_000, square_km=3, urban=99),
    Town(name="万新街道", seat=(117.275, 39.110), people=160_000, square_km=22, urban=99),
    Town(name="无瑕街道", seat=(117.440, 39.045), people=55_000, square_km=25, urban=99),
    Town(name="新立街道", seat=(117.370, 39.075), people=95_000, square_km=50, growth=0.01, urban=16),
    Town(name="华明街道", seat=(117.385, 39.170), people=100_000, square_km=52, growth=0.01, urban=99),
    Town(name="金钟街道", seat=(117.285, 39.190), people=85_000, square_km=30, growth=0.01, urban=99),
    Town(name="军粮城街道", seat=(117.470, 39.070), people=75_000, square_km=48, growth=0.02, urban=99),
    Town(name="金桥街道", seat=(117.465, 39.130), people=45_000, square_km=52, urban=4),
    Town(name="华新街道", seat=(117.345, 39.150), people=40_000, square_km=10, growth=0.02, urban=99),
    Town(name="东丽湖街道", seat=(117.490, 39.205), people=45_000, square_km=50, growth=0.03, urban=99),
    Town(name="天津经济技术开发区西区", seat=(117.520, 39.085), people=8_000, square_km=30, urban=99),
    Town(name="天津航空物流区", seat=(117.365, 39.125), people=2_000, square_km=8, urban=99),
    Town(name="天津空港经济区", seat=(117.415, 39.145), people=45_000, square_km=40, growth=0.02, urban=99),
    Town(name="东丽区经济技术开发区", seat=(117.345, 39.080), people=3_000, square_km=6, urban=99),
    Town(name="综合保税区", seat=(117.395, 39.130), people=1_000, square_km=4, urban=99),
    Town(name="航空新城", seat=(117.385, 39.105), people=1_000, square_km=6, urban=99),
    Town(name="天津市东丽区临空经济区", seat=(117.400, 39.115), people=2_000, square_km=6, urban=99),
    Town(name="华明高新技术产业区服务中心", seat=(117.370, 39.190), people=3_000, square_km=9, urban=99),
)
SCHOOLS = {
    "primary": {"张贵庄街道": 3, "丰年村街道": 2, "万新街道": 6, "无瑕街道": 2, "新立街道": 4, "华明街道": 4,
                "金钟街道": 3, "军粮城街道": 3, "金桥街道": 2, "华新街道": 1, "东丽湖街道": 1, "天津空港经济区": 1},
    "nine_year": {"东丽湖街道": 1, "天津空港经济区": 1, "华明街道": 1, "新立街道": 1},
    "junior": {"张贵庄街道": 1, "丰年村街道": 1, "万新街道": 2, "无瑕街道": 1, "新立街道": 1, "华明街道": 1,
               "金钟街道": 1, "军粮城街道": 1, "金桥街道": 1},
}  # fmt: skip
"""How many schools of a kind stand in a town: made up; the report counts 56 with those of secondary education."""
NEW_SCHOOLS = (
    ("华诚小学", "新立街道", "primary", 24), ("新建小学2（示例）", "华明街道", "primary", 24),
    ("新建小学3（示例）", "金钟街道", "primary", 24), ("新建小学4（示例）", "军粮城街道", "primary", 24),
    ("新建小学5（示例）", "华新街道", "primary", 24), ("华诚中学", "新立街道", "junior", 24),
    ("新建中学2（示例）", "金钟街道", "junior", 18), ("新建中学3（示例）", "军粮城街道", "junior", 18),
)  # fmt: skip
"""The eight schools of 2021 and their rooms: 120 of 40 seats and 60 of 45 are the report's 4,800 and 2,700."""
NEW_KINDERGARTENS = {
    2021: (("万新街道", 12), ("新立街道", 12), ("华明街道", 12), ("金钟街道", 9), ("军粮城街道", 9), ("华新街道", 9),
           ("张贵庄街道", 9), ("东丽湖街道", 9)),
    2022: (("万新街道", 12), ("军粮城街道", 12), ("东丽湖街道", 12), ("金钟街道", 9), ("华明街道", 9), ("新立街道", 9),
           ("天津空港经济区", 9), ("金桥街道", 9), ("无瑕街道", 9)),
}  # fmt: skip
"""Towns and rooms of the public kindergartens: 81 and 90 of 30 seats are the report's 2,430 and 2,700."""
