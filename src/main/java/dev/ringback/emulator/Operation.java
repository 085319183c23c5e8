package dev.ringback.emulator;

/** Executes one route: changes the state through {@link Hub#commit} and answers, or throws a {@link Refusal}. */
@FunctionalInterface
interface Operation {
    Answer answer(HubRequest request);
}
