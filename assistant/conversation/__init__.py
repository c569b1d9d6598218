"""What a question means after those before it: a follow-up, in full."""

from assistant.conversation.leaning import added_things
from assistant.conversation.new_subject import unheld, within_subject
from assistant.conversation.resolving import asking_text, listings_drawn_on, place_beyond_list, standalone_text

__all__ = [
    "added_things",
    "asking_text",
    "listings_drawn_on",
    "place_beyond_list",
    "standalone_text",
    "unheld",
    "within_subject",
]
