"""What `/v1/chat/completions` takes and gives: OpenAI's protocol, and our own field `tastemaker`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from tastemaker.serve.shown import Coming, Trimmings

__all__ = [
    "ChatRequest",
    "Choice",
    "Chunk",
    "ChunkChoice",
    "Completion",
    "Content",
    "Delta",
    "ImagePart",
    "Message",
    "Said",
    "TextPart",
    "Usage",
]


class TextPart(BaseModel):
    """Words."""

    type: Literal["text"]
    text: str


class ImageAddress(BaseModel):
    """Where a picture is."""

    url: str = Field(description="`data:image/png;base64,…`: remote addresses are not opened.")


class ImagePart(BaseModel):
    """A picture."""

    type: Literal["image_url"]
    image_url: ImageAddress


Content: TypeAlias = str | list[Annotated[TextPart | ImagePart, Field(discriminator="type")]] | None


class Message(BaseModel):
    """One message. Only those of `user` and `assistant` are read: whose server it is says how to behave."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content = None


class StreamOptions(BaseModel):
    """What a stream holds beside the reply."""

    include_usage: bool = False


class ResponseFormat(BaseModel):
    """Replies are text."""

    type: Literal["text"]


class ChatRequest(BaseModel):
    """A conversation, and how to answer it.

    What else OpenAI's protocol has (temperature, seed, max_tokens …) is accepted and changes nothing: replies
    are the likeliest ones.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "tastemaker",
                    "messages": [{"role": "user", "content": "a red dress under 60"}],
                    "user": "ana",
                }
            ]
        }
    )

    model: str = Field(description="One of those that `/v1/models` lists.")
    messages: list[Message] = Field(
        min_length=1, max_length=2000, description="The last one is answered; it is the user's."
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    user: str | None = Field(
        None, description="Whose taste and threads these are. Without one, nothing is remembered."
    )
    thread: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="A conversation that the server keeps: then only the last message is read.",
    )
    n: int | None = Field(None, ge=1, le=1)
    response_format: ResponseFormat | None = None
    logprobs: Literal[False] | None = None
    tools: list[Any] | None = Field(None, max_length=0, description="The tools are the server's own.")

    @field_validator("tools", mode="before")
    @classmethod
    def _none_of_theirs(cls, tools: Any) -> Any:
        if tools:
            raise ValueError("the tools are Tastemaker's own: send none, or call them at `tastemaker mcp`")
        return tools


class Usage(BaseModel):
    """Tokens of the conversation as it was sent, and of the reply; what tools said is not among them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    """The reply."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    tastemaker: Trimmings


class Choice(BaseModel):
    """The one reply there is."""

    index: Literal[0] = 0
    message: Said
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """A reply in one piece."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


class Delta(BaseModel):
    """What came to the reply. `tastemaker` is whole in the last piece, that of `finish_reason`."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    tastemaker: Trimmings | Coming | None = None

    @model_serializer(mode="wrap")
    def _what_came(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what did not come."""
        plain: dict[str, Any] = serialize(self)
        return {name: value for name, value in plain.items() if value is not None}


class ChunkChoice(BaseModel):
    """The one reply there is, so far."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of a reply."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None
