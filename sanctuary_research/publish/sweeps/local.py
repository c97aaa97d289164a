"""Runs the combinations of a sweep in kernels of this machine, several at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from sanctuary_research.publish.builder import Options
from sanctuary_research.publish.cache import Hashes
from sanctuary_research.publish.kernels import Kernels
from sanctuary_research.publish.sweeps.grid import Combination
from sanctuary_research.publish.sweeps.one import run_one


class Local:
    """Kernels of this machine.

    Parameters
    ----------
    kernels : Kernels
    options : Options
    progress : Lines
    hashes : Hashes
    """

    def __init__(self, kernels: Kernels, options: Options, progress: object, hashes: Hashes):
        self.kernels, self.options = kernels, options
        self.progress, self.hashes = progress, hashes

    def run(
        self, path: Path, plan: dict[str, Combination], half: str
    ) -> Iterator[tuple[str, dict]]:
        """Run combinations and give the key and outcome of each as soon as it is finished.

        Parameters
        ----------
        path : Path
            The notebook.
        plan : dict
            The combinations by their keys.
        half : str
            Where half-run notebooks will be kept; ``{}`` stands for the key.
        """

        def work(point: Combination) -> dict:
            self.progress.started(str(point))
            kept, limit = half.format(point.key), self.options.timeout
            return run_one(path, point.given, self.kernels, self.hashes, timeout=limit, half=kept)

        pool = ThreadPoolExecutor(self.options.jobs, thread_name_prefix="sweep")
        with self.kernels:
            futures = {pool.submit(work, point): key for key, point in plan.items()}
            try:
                for future in as_completed(futures):
                    yield futures.pop(future), future.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                self.kernels.kill()
                pool.shutdown(wait=True)
