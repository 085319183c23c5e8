package dev.ringback.platform;

import java.util.Collection;
import java.util.Comparator;

/** Hints at the word that was probably meant. */
public final class NearMiss {
    private static final int LETTERS = 2;

    private NearMiss() {}

    /** Names the known word that is at most two letters away, as the end of a sentence; empty if there is none. */
    public static String of(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= LETTERS)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
