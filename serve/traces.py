"""Traces for OpenTelemetry, for who wants them: a span per request, per turn and per tool."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tastemaker.contracts import Step
from tastemaker.errors import MissingExtra

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

__all__ = ["Traces"]


class Traces:
    """Sends spans to a collector. Texts of people and of the model are not among them."""

    def __init__(self, exporter: SpanExporter) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._provider = TracerProvider(resource=Resource.create({"service.name": "tastemaker"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer: Tracer = self._provider.get_tracer("tastemaker.serve")

    @classmethod
    def to(cls, address: str) -> Traces:
        """To the OTLP collector at an address such as http://localhost:4317. Raises MissingExtra."""
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        except ModuleNotFoundError as missing:
            raise MissingExtra(missing.name or "opentelemetry", extra="serve", purpose="tracing") from missing
        return cls(OTLPSpanExporter(endpoint=address, insecure=address.startswith("http://")))

    def request(self, method: str, path: str, headers: dict[str, str]) -> Span:
        """A request's span, within the caller's trace where it names one."""
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        return self._tracer.start_span(
            f"{method} {path}", context=extract(headers), kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "url.path": path},
        )  # fmt: skip

    def turn(self, parent: Span, **about: Any) -> Span:
        """A turn's span."""
        from opentelemetry.trace import set_span_in_context

        return self._tracer.start_span("turn", context=set_span_in_context(parent), attributes=about)

    def tool(self, turn: Span, step: Step) -> None:
        """A tool that has just ended."""
        from opentelemetry.trace import set_span_in_context

        now = time.time_ns()
        span = self._tracer.start_span(
            f"tool {step.tool}",
            context=set_span_in_context(turn),
            start_time=now - int(step.ms * 1e6),
            attributes={"tool": step.tool},
        )
        span.end(end_time=now)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()
