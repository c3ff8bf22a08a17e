"""Options of the engine that a researcher would tune: a frozen record for each component, gathered in `EngineOptions`.

The defaults are what every run of the command line uses; no scenario reaches them. They are for experiments in Python:
`planner.solve(inputs, options=planner.EngineOptions(...))`. Each component is handed its own record by the one that
calls it; none reads them from anywhere else.

What is no option, and stays a constant of its module: tolerances of arithmetic and of rounding; what compiled code
must know when it is compiled, as the shares of kinds of moves; rates of work, which are measured
(`planner.optimise.runtime.rates`); sizes of chunks that threads are given; and guards of memory, such as the size up to
which full tables of blocks and schools are made. None of the last two changes a plan but where it decides whether a
method can be used at all.
"""
