package dev.ringback.outbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives the reason for which a write ended, or ends unless it was placed. Code decides by the word. Entries and calls
 * store the text, which begins with the word; a cause for persons may follow.
 */
public record EndReason(Word word, String text) {
    /** The stable words. Each is stored, and shown by the API, in lower case. */
    public enum Word {
        /** The person must never be rung. */
        OPTED_OUT,
        /** An event ended a rule's calls to the person. */
        CALLS_TO_PERSON_ENDED_BY_EVENT,
        /** An event ended the thing. */
        CANCELLED_BY_EVENT,
        CANCELLED_BY_OPERATOR,
        /** A newer fact about the person is in the same campaign. */
        GATHERED_ANEW_BY_EVENT,
        /** Another call about the thing rang. */
        ALREADY_CALLED,
        /** A call about the same matter goes first. */
        MATTER_HAS_ITS_CALL,
        CAMPAIGN_STOPPED,
        /** The campaign's dispatch was too late. */
        MISFIRE_SKIPPED,
        /** No lawful hour was left when the call was planned. */
        NO_LAWFUL_WINDOW,
        /** No lawful hour was left when the write was to be repeated. */
        EXPIRED,
        BAD_NUMBER,
        HUB_REFUSED,
        SETTLED_BY_OPERATOR,
        SETTLED_BY_CARRIER_LOG,
        /** A proof of the ring came after the entry had moved. */
        ANSWERED_LATE,
        /** The text is a sentence that begins with no word. Nothing is decided by it. */
        NONE;

        /** Returns the word as it is stored. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the reason that is the word alone. */
        public EndReason alone() {
            return new EndReason(this, text());
        }

        /** Returns the reason with the event, person or date that caused it. */
        public EndReason by(Object cause) {
            return new EndReason(this, text() + ' ' + cause);
        }

        /** Returns the reason with a sentence about its cause. */
        public EndReason because(String sentence) {
            return new EndReason(this, text() + ": " + sentence);
        }
    }

    private static final Map<String, Word> WORDS = Arrays.stream(Word.values())
            .filter(word -> word != Word.NONE)
            .collect(Collectors.toMap(Word::text, Function.identity()));

    /** Parses a stored text. A text that begins with no known word is kept as it is. */
    public static EndReason parse(String text) {
        String first = text.split("[ :]", 2)[0];
        return new EndReason(WORDS.getOrDefault(first, Word.NONE), text);
    }

    @Override
    public String toString() {
        return text;
    }
}
