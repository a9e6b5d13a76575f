"""The API as OpenAPI describes it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from core.api.problem import MEDIA_TYPE

PLAIN = "application/json"


class DescribedAPI(NinjaAPI):
    """An API whose description says that refusals are problems, and that answers have a version."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for model in schema["components"]["schemas"].values():
            model.pop("description", None)  # its docstring, which is for those who write code
        for methods in schema["paths"].values():
            for method, details in methods.items():
                _describe(method, details)
        said: OpenAPISchema = _in_words(schema)
        return said

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


def _describe(method: str, details: dict[str, Any]) -> None:
    details["description"] = details.pop("x-said", "")
    responses = details["responses"]
    for status, response in responses.items():
        if int(status) >= 400 and PLAIN in response.get("content", {}):
            response["content"] = {MEDIA_TYPE: response["content"].pop(PLAIN)}
    if method == "get" and 200 in responses:
        etag = {
            "ETag": {
                "schema": {"type": "string"},
                "description": gettext_noop("Version of the answer."),
            }
        }
        responses[200]["headers"] = etag
        responses[304] = {
            "description": gettext_noop("Not modified: the version in If-None-Match still stands.")
        }


def _in_words(part: Any, name: str = "") -> Any:
    """The same with every description in the language of the reader."""
    if isinstance(part, dict):
        return {key: _in_words(value, str(key)) for key, value in part.items()}
    if isinstance(part, list):
        return [_in_words(value) for value in part]
    if isinstance(part, Promise):
        return " ".join(str(part).split())
    is_text = name in ("description", "summary") and isinstance(part, str) and part
    return gettext(part) if is_text else part
