package dev.ringback.emulator;

/** What one route does: changes the state through {@link Hub#commit} and answers, or throws a {@link Refusal}. */
@FunctionalInterface
interface Operation {
    Answer answer(HubRequest request);
}
