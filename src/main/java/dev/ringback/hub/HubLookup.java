package dev.ringback.hub;

import dev.ringback.privacy.PhoneNumber;
import java.util.regex.Pattern;

/** Finds the agents and caller numbers that a rules file or an upload names. */
public interface HubLookup {
    /** Takes ids and numbers as they are written, without asking the Hub. */
    HubLookup AS_WRITTEN = new HubLookup() {
        @Override
        public Found agent(String text) {
            return isId(text) ? new Found.Is(text) : new Found.Not("'" + text + "' is not an agent's id");
        }

        @Override
        public Found number(String text) {
            return isE164(text)
                    ? new Found.Is(text)
                    : new Found.Not("'" + text + "' is not a number in E.164, such as \"+12025550123\"");
        }
    };

    /** Stands for a number of which only the Hub's id is known; of no country. */
    String UNKNOWN_NUMBER = "+99900000000";

    /** Takes names, ids and numbers as they are written, for a check that cannot ask the Hub. */
    HubLookup UNCHECKED = new HubLookup() {
        @Override
        public Found agent(String text) {
            return new Found.Is(text);
        }

        @Override
        public Found number(String text) {
            boolean isIdOfNumber = isId(text) && text.chars().anyMatch(Character::isLetter);
            return isIdOfNumber ? new Found.Is(UNKNOWN_NUMBER) : AS_WRITTEN.number(text);
        }
    };

    /** The result of a search. */
    sealed interface Found {
        /** @param value the agent's id at the Hub, or the number in E.164 */
        record Is(String value) implements Found {}

        /** @param message in words, with the cure */
        record Not(String message) implements Found {}
    }

    /** @param text an id or a name */
    Found agent(String text);

    /** @param text a number in E.164, or the Hub's id of one */
    Found number(String text);

    /** Whether a text has the form of an id at the Hub. */
    static boolean isId(String text) {
        return Forms.ID.matcher(text).matches();
    }

    /** Whether a text has the form of a number in E.164. */
    static boolean isE164(String text) {
        return PhoneNumber.isE164(text);
    }

    /** The forms of texts. */
    final class Forms {
        private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

        private Forms() {}
    }
}
