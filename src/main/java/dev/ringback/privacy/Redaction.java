package dev.ringback.privacy;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Masks keys, tokens, query strings and numbers in texts for logs and messages. The Hub's texts may repeat data of requests
 * (docs/HUB.md), and a person may write a number into a reason.
 */
public final class Redaction {
    private static final Pattern KEY = Pattern.compile("\\bsk_[a-z]+_[A-Za-z0-9_-]+");
    private static final Pattern TOKEN = Pattern.compile("\\beyJ[A-Za-z0-9_.-]{8,}");
    private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?\"]+)\\?[^\\s\"]+");
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}(?![0-9])");

    private static final Pattern BARE_NUMBER = Pattern.compile("(?<![\\w+:.-])[0-9]{10,15}(?![\\w:.-])");

    private Redaction() {}

    /** Masks keys, tokens, query strings, numbers in E.164, and bare numbers of 10 to 15 digits. */
    public static String of(String text) {
        String noKey = KEY.matcher(text).replaceAll("(secret)");
        String noToken = TOKEN.matcher(noKey).replaceAll("(secret)");
        String noQuery = QUERY.matcher(noToken).replaceAll("$1?(secret)");
        return BARE_NUMBER.matcher(numbers(noQuery)).replaceAll("(number)");
    }

    /** Masks every number in E.164; other digits stay, since they may be ids. */
    public static String numbers(String text) {
        return NUMBER.matcher(text).replaceAll(Redaction::masked);
    }

    private static String masked(MatchResult number) {
        return new PhoneNumber(number.group()).masked();
    }
}
