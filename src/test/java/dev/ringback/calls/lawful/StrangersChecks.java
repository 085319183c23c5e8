package dev.ringback.calls.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a check over texts of strangers, and tells what a reason may hold. */
final class StrangersChecks {
    static final int TRIES = 10_000;
    private static final long SEED = 20261128;
    private static final Pattern DIGITS = Pattern.compile("\\d{3,}", Pattern.UNICODE_CHARACTER_CLASS);

    /** Digits of our own sentences: the standard of codes of places, the length of a reason. */
    private static final Pattern OURS = Pattern.compile("\\bISO 3166\\b|at most 200 characters");

    private StrangersChecks() {}

    /** Hands random and nasty texts, and with each another text, to a check; a failure shows the text escaped. */
    static void forEachText(int tries, BiConsumer<String, String> check) throws IOException {
        System.out.println("seed of the strangers' texts: " + SEED);
        StrangersTexts texts = new StrangersTexts(SEED);
        StrangersTexts.nasty().forEach(text -> tried(check, text, texts.region()));
        for (int i = 0; i < tries; i++) {
            tried(check, texts.next(), texts.region());
        }
    }

    private static void tried(BiConsumer<String, String> check, String text, String other) {
        try {
            check.accept(text, other);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("with '" + escaped(text) + "' and '" + escaped(other) + "'", e);
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .limit(300)
                .forEach(unit -> escaped.append(
                        unit >= ' ' && unit <= '~' ? String.valueOf((char) unit) : String.format("\\u%04X", unit)));
        return escaped.toString();
    }

    private static boolean canBeStored(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE);
    }

    static void isStorable(String text) {
        assertThat(canBeStored(text))
                .as("no NUL and no half character in: %s", escaped(text))
                .isTrue();
    }

    static void isReason(String why) {
        isStorable(why);
        saysNoDigits(why);
    }

    /** A reason that quotes a place or a zone is storable if the text is, as callers make it before they ask. */
    static void isReasonOf(String why, String... typed) {
        if (Stream.of(typed).allMatch(StrangersChecks::canBeStored)) {
            isStorable(why);
        }
        saysNoDigits(why);
    }

    /** A reason says nothing of the number: more people may see it. */
    private static void saysNoDigits(String why) {
        assertThat(why).isNotBlank();
        assertThat(DIGITS.matcher(OURS.matcher(why).replaceAll("")).find())
                .as("digits in: %s", escaped(why))
                .isFalse();
    }
}
