"""Worked situations: what people ask for, and their answers to the seven questions."""


def situation(data, answer, distance, examples, *, streaming=False, length="variable", machine="ordinary"):
    return {
        "data": data,
        "answer": answer,
        "distance": distance,
        "streaming": streaming,
        "length": length,
        "examples": examples,
        "machine": machine,
    }


SITUATIONS = {
    "predict the next hour of a sensor, on a microcontroller": situation(
        "series", "next", "unknown", 10_000, streaming=True, machine="small"
    ),
    "label each frame of a clip": situation("frames", "each", "unknown", 3_000),
    "read a meter's digits from a photo": situation("image", "read", 16, 6_000),
    "find a motif pair in DNA: which comes first": situation("series", "one", 60, 2_000, length="fixed"),
    "classify a sentence": situation("text", "one", "unknown", 5_000),
    "recognise a handwritten digit in the middle of its box": situation(
        "image", "one", 8, 1_500, length="fixed"
    ),
    "say what a photo shows": situation("image", "one", 0, 50_000),
    "mark every pixel that belongs to a road": situation("image", "each", 200, 3_000),
    "describe a photo in a sentence": situation("image", "write", "unknown", 20_000),
    "tell the motion in a clip of eight frames": situation("frames", "one", 8, 3_000, length="fixed"),
    "tell which objects a clip shows": situation("frames", "one", 0, 3_000),
    "see an emotion come and go in a face on video": situation("frames", "one", 60, 5_000),
    "find every cut in a film": situation("frames", "each", 2, 3_000),
    "label the scenes of a live video": situation("frames", "each", 300, 5_000, streaming=True),
    "predict the next image of a rain radar": situation("frames", "next", 20, 10_000, length="fixed"),
    "predict where a ball goes in the next frame": situation("frames", "next", 4, 3_000),
    "read lips": situation("frames", "read", 100, 30_000),
    "write down a recorded speech": situation("series", "read", "unknown", 50_000),
    "write down speech while it is spoken": situation("series", "read", "unknown", 50_000, streaming=True),
    "hear an emotion in a voice": situation("series", "one", 50, 5_000),
    "hear a wake word, on a battery": situation(
        "series", "one", 100, 20_000, streaming=True, machine="small"
    ),
    "count steps on a wristband": situation("series", "each", 12, 8_000, streaming=True, machine="small"),
    "hear which of ten machines is running, from its hum": situation("series", "one", 0, 2_000),
    "forecast the number of sunspots of next year": situation("series", "next", 11, 230),
    "forecast the load of a power grid from last week's": situation("series", "next", 168, 50_000),
    "forecast a river's level, how far back is unknown": situation("series", "next", "unknown", 20_000),
    "warn of a fault in a machine while it runs": situation("series", "each", 200, 20_000, streaming=True),
    "mark each heartbeat in a recording": situation("series", "each", 12, 8_000),
    "tell whether a motif occurs in DNA": situation("series", "one", 11, 20_000, length="fixed"),
    "find what happened thousands of samples ago in raw sound": situation("series", "one", 16_000, 20_000),
    "tell the function of a protein, from millions of them": situation(
        "series", "one", 500, 2_000_000, machine="large"
    ),
    "sort mail by topic": situation("text", "one", 0, 2_000),
    "find a telling phrase in a review, on a phone": situation("text", "one", 5, 20_000, machine="small"),
    "tag each word of a sentence, on a phone": situation("text", "each", 30, 20_000, machine="small"),
    "translate a sentence": situation("text", "write", "unknown", 100_000),
    "turn dates from one notation into another, on a phone": situation(
        "text", "write", 10, 10_000, machine="small"
    ),
    "suggest the next word, on a phone": situation(
        "text", "next", "unknown", 100_000, streaming=True, machine="small"
    ),
    "suggest the next word, on a phone, from a hundred messages": situation(
        "text", "next", "unknown", 100, streaming=True, machine="small"
    ),
}
# For those who look for theirs.
NAMES = list(SITUATIONS)
GROUPS = {
    "Five to begin with": NAMES[:5],
    "Images and clips": [name for name in NAMES[5:] if SITUATIONS[name]["data"] in ("image", "frames")],
    "Sound, sensors and other series": [name for name in NAMES[5:] if SITUATIONS[name]["data"] == "series"],
    "Text": [name for name in NAMES[5:] if SITUATIONS[name]["data"] == "text"],
}
