"""Who finds no seat, where and why: today and under a plan, and where the next seats would help."""
