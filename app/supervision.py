"""The parent of several serving processes: it starts each that dies anew."""

from uvicorn.supervisors import Multiprocess


class Supervisor(Multiprocess):
    """uvicorn's, which notices at once a process that dies while it is asked whether it still answers."""

    def keep_subprocess_alive(self) -> None:
        """Replaces what is dead or hangs."""
        for each in self.processes:
            # as long as the parent holds the process's end of the pipe too, a death does not close it,
            # and the answer of the dead is waited for as long as that of one that hangs
            each.child_conn.close()
        super().keep_subprocess_alive()
