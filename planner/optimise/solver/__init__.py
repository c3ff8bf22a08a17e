"""HiGHS, and the linear and mixed-integer programs handed to it."""
