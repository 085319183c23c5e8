package dev.ringback.rules;

import dev.ringback.rules.Expression.InvalidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds operators and quotation marks of other languages in an expression that does not compile. A sign found here is never
 * part of an expression; a word may be a name, so it counts only where the compiler stopped.
 */
final class ForeignSyntax {
    private static final String TEXT = "(?:[bB]?[rR]|[rR][bB])" + quoted(".") + "|[bB]?" + quoted("(?:\\\\.|.)");
    private static final Pattern TOKEN = Pattern.compile(
            "(?<skipped>\\s++|//[^\\n]*+)|(?<text>" + TEXT + ")|(?<word>[A-Za-z_]\\w*+)"
                    + "|(?<sign>={2,3}|!={1,2}|[<>]=|=[<>]|<>|&&|\\|\\||.)",
            Pattern.DOTALL);

    private static final Map<String, String> SIGNS =
            Map.of("===", "==", "!==", "!=", "<>", "!=", "=>", ">=", "=<", "<=", "&", "&&", "|", "||");
    private static final Map<String, String> WORDS =
            Map.of("and", "&&", "or", "||", "not", "!", "AND", "&&", "OR", "||", "NOT", "!");
    private static final String QUOTES = "“”„‟‘’‚‛«»";

    private ForeignSyntax() {}

    /** Returns the pattern of a text in one or three quotation marks of either kind, whose units are as given. */
    private static String quoted(String unit) {
        return Stream.of("\"", "'")
                .flatMap(mark -> Stream.of(
                        mark.repeat(3) + "(?:(?!" + mark.repeat(3) + ")" + unit + ")*+" + mark.repeat(3),
                        mark + "(?:(?![" + mark + "\\n])" + unit + ")*+" + mark))
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    /** A piece of an expression, with the index of its first character. */
    private record Token(String text, int start, boolean isWord) {}

    /** A piece of another language, with the index of its first character and a sentence about it. */
    record Mistake(int start, String message) {
        /** Returns the mistake as an error at its place in an expression. */
        InvalidException in(String expression) {
            String before = expression.substring(0, start);
            int lineStart = before.lastIndexOf('\n') + 1;
            return new InvalidException(
                    message,
                    (int) before.chars().filter(c -> c == '\n').count() + 1,
                    before.codePointCount(lineStart, start) + 1);
        }
    }

    /**
     * Finds the first mistake of an expression.
     *
     * @param stopped the index at which the compiler reports its first error
     */
    static Optional<Mistake> first(String expression, int stopped) {
        List<Token> tokens = tokens(expression);
        return IntStream.range(0, tokens.size())
                .boxed()
                .flatMap(i -> mistake(tokens, i, stopped).stream())
                .findFirst();
    }

    /** Splits an expression; a quotation mark that is never closed ends it. */
    private static List<Token> tokens(String expression) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find() && !Set.of("\"", "'").contains(matcher.group())) {
            if (matcher.group("skipped") == null) {
                tokens.add(new Token(matcher.group(), matcher.start(), matcher.group("word") != null));
            }
        }
        return tokens;
    }

    private static Optional<Mistake> mistake(List<Token> tokens, int index, int stopped) {
        Token token = tokens.get(index);
        return (token.isWord() ? word(tokens, index, stopped) : sign(token.text()))
                .map(message -> new Mistake(token.start(), message));
    }

    private static Optional<String> sign(String text) {
        if (text.equals("=")) {
            return Optional.of("'=' compares nothing; write '=='");
        }
        if (QUOTES.contains(text)) {
            return Optional.of("'" + text + "' is no quotation mark of the language; write \" or '");
        }
        return Optional.ofNullable(SIGNS.get(text)).map(right -> noOperator(text, right));
    }

    private static Optional<String> word(List<Token> tokens, int index, int stopped) {
        Token word = tokens.get(index);
        boolean isField =
                index > 0 && List.of(".", "?").contains(tokens.get(index - 1).text());
        Optional<Token> next = index + 1 < tokens.size() ? Optional.of(tokens.get(index + 1)) : Optional.empty();
        boolean isWhereItStopped = word.start() == stopped
                || next.filter(token -> token.start() == stopped).isPresent();
        if (isField || !isWhereItStopped) {
            return Optional.empty();
        }
        return word.text().equalsIgnoreCase("not")
                        && next.filter(token -> token.text().equals("in")).isPresent()
                ? Optional.of(noOperator(word.text() + " in", "!(x in list)"))
                : Optional.ofNullable(WORDS.get(word.text())).map(right -> noOperator(word.text(), right));
    }

    private static String noOperator(String text, String right) {
        return "'" + text + "' is no operator; write '" + right + "'";
    }
}
