"""What went wrong, as OpenAI's clients read it: a status, and `{"error": {message, type, param, code}}`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from tastemaker import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

__all__ = ["Detail", "Problem", "add_handlers", "answer", "failures", "of", "response"]

log = logging.getLogger(__name__)
KINDS: Final = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
STATUS: Final[Mapping[type[Exception], tuple[int, str]]] = {
    errors.UnknownItem: (404, "item_not_found"),
    errors.UnknownPerson: (404, "person_not_found"),
    errors.UnknownJob: (404, "job_not_found"),
    errors.NotServed: (503, "model_not_served"),
    errors.UnknownModel: (404, "model_not_found"),
    errors.UnknownDomain: (404, "domain_not_found"),
    errors.BadMedia: (400, "invalid_media"),
    errors.BadFilter: (400, "invalid_filter"),
    errors.BadMessage: (400, "invalid_message"),
    errors.BadEvent: (400, "invalid_event"),
    errors.BadItem: (400, "invalid_item"),
    errors.BadPicture: (400, "invalid_picture"),
    errors.Refused: (400, "content_policy_violation"),
    errors.BadCall: (400, "invalid_call"),
    errors.AdapterNotServed: (503, "adapter_not_served"),
    errors.BadAdapter: (400, "invalid_adapter"),
    errors.NotAllowed: (403, "not_allowed"),
    errors.Conflict: (412, "item_changed"),
    errors.TooBusy: (429, "overloaded"),
    errors.Stopped: (503, "stopped"),
    errors.ModelUnreachable: (503, "model_unreachable"),
    errors.StoreUnreachable: (503, "store_unreachable"),
    errors.PainterUnreachable: (503, "painter_unreachable"),
    errors.ModelNotFound: (503, "model_missing"),
    errors.MissingExtra: (503, "extra_missing"),
    errors.NothingMade: (500, "nothing_made"),
    errors.Gone: (499, "client_gone"),
    errors.TookTooLong: (504, "timeout"),
}
"""What our errors are to a caller, the narrower before the wider; all others are our own failure."""
CODES: Final = {
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "request_too_large",
    415: "unsupported_media_type",
}


class Detail(BaseModel):
    """What is wrong, in a sentence; which part of the request, where that is known; a word for programs."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class Problem(BaseModel):
    """The body of every answer that is not a success."""

    error: Detail


_MEANINGS: Final = {
    400: "The request cannot be answered as it is.",
    401: "No key, or one that is not known.",
    403: "The key may not do this.",
    404: "There is no such thing.",
    408: "The request came too slowly.",
    412: "It was changed in between.",
    413: "The request is too large.",
    429: "Too many requests for this key, or for this machine: `Retry-After` says when to come again.",
    500: "A failure of ours.",
    503: "The server is going down, or the one that holds the model or the data does not answer.",
    504: "It took too long.",
}
_AGAIN: Final = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}


def failures(*more: int) -> dict[int | str, dict[str, Any]]:
    """How an endpoint may fail, for its description: as all do, and by these."""
    wanted = sorted({400, 401, 408, 413, 429, 500, 503, 504, *more})
    found: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": _MEANINGS[status]} for status in wanted
    }
    found[429]["headers"] = _AGAIN
    return found


def of(wrong: Exception) -> tuple[int, Detail, dict[str, str]]:
    """Status, body and headers of an error; one of ours is logged and says no more than that."""
    for kind, (status, code) in STATUS.items():
        if isinstance(wrong, kind):
            headers = {"Retry-After": str(wrong.seconds)} if isinstance(wrong, errors.TooBusy) else {}
            if status == 504:
                headers["x-should-retry"] = "false"  # OpenAI's clients would ask the same again, twice
            return status, Detail(message=str(wrong), type=_kind(status), code=code), headers
    log.error("a request failed", exc_info=wrong)
    said = f"something failed inside Tastemaker ({type(wrong).__name__}); its log says more"
    return 500, Detail(message=said, type=_kind(500), code="internal_error"), {}


def response(wrong: Exception) -> JSONResponse:
    """The answer to a request that ended in this error."""
    status, detail, headers = of(wrong)
    return JSONResponse(Problem(error=detail).model_dump(), status, headers=headers)


def answer(
    status: int,
    message: str,
    *,
    code: str,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer that is not a success."""
    detail = Detail(message=message, type=_kind(status), param=param, code=code)
    return JSONResponse(Problem(error=detail).model_dump(), status, headers=dict(headers or {}))


def add_handlers(app: FastAPI) -> None:
    """Errors of endpoints, of validation and of routing, all in one shape."""

    async def ours(request: Request, wrong: Exception) -> JSONResponse:
        return response(wrong)

    async def invalid(request: Request, wrong: Exception) -> JSONResponse:
        assert isinstance(wrong, RequestValidationError)
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or None
        if first["type"] == "json_invalid":
            said = f"the body is not JSON: {first['ctx']['error']} at character {first['loc'][-1]}"
            return answer(400, said, code="invalid_json")
        said = first["msg"].removeprefix("Value error, ")
        return answer(400, f"{where or 'body'}: {said}", code="invalid_value", param=where)

    async def routed(request: Request, wrong: Exception) -> JSONResponse:
        assert isinstance(wrong, HTTPException)
        code = CODES.get(wrong.status_code, "invalid_request")
        return answer(wrong.status_code, str(wrong.detail), code=code, headers=wrong.headers)

    app.add_exception_handler(errors.TastemakerError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, routed)
    app.add_exception_handler(Exception, ours)


def _kind(status: int) -> str:
    return KINDS.get(status) or ("server_error" if status >= 500 else "invalid_request_error")
