"""OpenTelemetry traces, where the extra ``otel`` is installed and the settings enable them."""

from typing import TYPE_CHECKING

from detector.errors import ExtraMissing

if TYPE_CHECKING:
    from fastapi import FastAPI


def instrument(app: "FastAPI") -> None:
    """Send a trace of every request by OTLP, to ``OTEL_EXPORTER_OTLP_ENDPOINT``.

    Raises ``ExtraMissing``.
    """
    try:
        from opentelemetry import trace  # noqa: PLC0415  (an extra)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise ExtraMissing("traces need OpenTelemetry", "pip install 'micro-drama-detector[otel]'") from None
    provider = TracerProvider(resource=Resource.create({"service.name": "detector"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, excluded_urls="livez,readyz,metrics")
