"""What a question means after those before it: a follow-up, in full."""

from assistant.conversation.resolving import asking_text, listings_drawn_on, standalone_text

__all__ = ["asking_text", "listings_drawn_on", "standalone_text"]
