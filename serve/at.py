"""What an endpoint is given: what the server works with, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPBearer

from tastemaker.serve.people import Caller

if TYPE_CHECKING:
    from tastemaker.serve.branch import Branch
    from tastemaker.serve.desk import Desk
    from tastemaker.serve.maker import Maker
    from tastemaker.serve.meters import Meters
    from tastemaker.serve.traces import Traces

__all__ = ["At", "Here", "Keyed", "Place", "Spot", "Who"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an endpoint stands."""

    desk: Desk
    meters: Meters
    began: int
    """Seconds since 1970."""
    traces: Traces | None = None


def _place(request: Request) -> Place:
    found: Place = request.app.state.place
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """The domain that a request is about, beside what all share."""

    desk: Desk
    branch: Branch

    @property
    def maker(self) -> Maker:
        """Who makes things in this domain."""
        return self.desk.makers[self.branch.name]

    @property
    def domain(self) -> str:
        """What addresses on this server say for it: nothing, where it is the only one."""
        return self.branch.name if len(self.desk.branches) > 1 else ""


def _spot(
    request: Request,
    domain: Annotated[
        str | None, Query(description="Which domain, where several are served; the first, if left out.")
    ] = None,
) -> Spot:
    desk = _place(request).desk
    return Spot(desk, desk.branch(domain))


def _caller(request: Request) -> Caller:
    """Who the gate has found to be asking."""
    found: Caller = request.state.caller
    return found


_bearer = HTTPBearer(auto_error=False, description="An API key; none where the server was started without.")
At = Annotated[Place, Depends(_place)]
Here = Annotated[Spot, Depends(_spot)]
Who = Annotated[Caller, Depends(_caller)]
Keyed = [Security(_bearer)]
"""For a router whose endpoints need a key: the gate checks it, this tells it to readers of the schema."""
