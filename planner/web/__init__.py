"""The local page: a planner who has never seen a command line plans, compares and hands in.

Every computation is a process of its own that runs a verb of the command line (`planner.web.child`); the server keeps
folders and one SQLite file, answers the page and watches the processes. Nothing here decides anything about a plan.
"""
