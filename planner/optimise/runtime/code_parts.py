"""Functions that compiled code alone calls: kept as intermediate code, and made machine code with what Python calls.

Numba makes machine code of every function it compiles, together with all that the function calls. Of a function that
only others call nothing of that is used: each caller takes its intermediate code, and makes machine code of it once
more. Here the intermediate code is all that is made of it, and is linked once into each function that Python calls.
A first compilation takes a third of the time (`bench.compile`).

What was linked in is marked internal: LLVM then knows every call of it, puts functions into their callers, and passes
no argument that is not used. A record of twenty arrays is over a hundred arguments, copied at every call: without them
the search makes about 1.5 times as many moves, 1.8 times where rules link schools.

What is used of Numba here is not part of its promised interface: `pyproject.toml` says which versions were tried.
"""

from importlib import import_module
from typing import Any, NamedTuple

Anything = Any
"""What Numba makes has no types."""


class Pipelines(NamedTuple):
    """Numba's compiler for functions that Python calls, and for those that compiled code alone calls."""

    whole: Anything
    part: Anything


class _NoEngine:
    """Stands where machine code would be told of its environment: there is none."""

    def set_env(self, *_: object) -> None:
        """Tell nobody."""


def pipelines() -> Pipelines:
    """Return Numba's compiler twice, each with its own place to put code in."""
    codegen: Anything = import_module("numba.core.codegen")
    compiler: Anything = import_module("numba.core.compiler")

    class Part(codegen.JITCodeLibrary):  # type: ignore[misc]
        """The code of a function, to be linked into that of what calls it."""

        @property
        def codegen(self) -> _NoEngine:
            return _NoEngine()

        def finalize(self) -> None:
            self._raise_if_finalized()
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, _name: str) -> int:
            self._ensure_finalized()
            return 0

    class Whole(codegen.JITCodeLibrary):  # type: ignore[misc]
        """The code of a function that Python calls, with all it needs."""

        def finalize(self) -> None:
            self._linking_libraries: list[Anything] = list(_reached(self._linking_libraries, Part))
            super().finalize()

        def _optimize_final_module(self) -> None:
            for function in self._final_module.functions:
                if not function.is_declaration and function.linkage.name == "linkonce_odr":
                    function.linkage = "internal"
            super()._optimize_final_module()

    class Pipeline(compiler.Compiler):  # type: ignore[misc]
        """Numba's steps, with the place for the code given to them."""

        library = Whole

        def _compile_core(self) -> Anything:
            state = self.state
            state.library = self.library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            return super()._compile_core()

    class PartPipeline(Pipeline):
        library = Part

    return Pipelines(Pipeline, PartPipeline)


def _reached(called: list[Anything], part: Anything) -> dict[Anything, None]:
    """Return libraries with those that their parts call, and so on: each once, in the order they are met."""
    reached = dict.fromkeys(called)
    waiting = list(reached)
    while waiting:
        library = waiting.pop()
        if isinstance(library, part):
            further = [other for other in library._linking_libraries if other not in reached]  # noqa: SLF001
            reached.update(dict.fromkeys(further))
            waiting += further
    return reached


def whatever_the_number(dispatcher: Anything) -> None:
    """Compile a function once for all whole numbers: Numba makes another version for each written in the source."""
    types: Anything = import_module("numba.core.types")
    found = dispatcher.get_call_template

    def plain(kind: Anything) -> Anything:
        if isinstance(kind, types.Tuple | types.UniTuple):
            return types.Tuple.from_types([plain(part) for part in kind])
        return types.unliteral(kind)

    def template(given: Anything, named: Anything) -> Anything:
        return found(tuple(map(plain, given)), {name: plain(kind) for name, kind in dict(named).items()})

    dispatcher.get_call_template = template
