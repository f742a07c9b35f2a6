"""Text for Hypothesis: sentences of many scripts, odd spaces, strings without a space."""

from hypothesis import strategies as st

FRAGMENTS = [
    "The council approved 640 cameras on Thursday, by 24 votes to 19.",
    "“Why?” asked Dr. O’Brien of the U.S. delegation (in 1999).",
    "Совет одобрил 640 камер.",
    "市議会は木曜日、640台を承認した。「なぜ？」",
    "وافق المجلس على 640 كاميرا. هل وافق الجميع؟",
    "परिषद ने 640 कैमरों को मंज़ूरी दी।",
    "👩‍👩‍👧 😀!",
    "A subhead",
    "x" * 1700,
    "漢" * 900,
    " \t ",
    "\u00a0\u3000",
    "\n",
    "\n\n",
    "...",
]
CHARACTERS = st.text('aZ1 .!?…。؟।"”)»\n\t\u00a0éЖ漢ع\u0301\u200dक😀', max_size=12)
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | CHARACTERS, max_size=14).map(" ".join) | st.lists(
    st.sampled_from(FRAGMENTS) | CHARACTERS, max_size=14
).map("".join)
