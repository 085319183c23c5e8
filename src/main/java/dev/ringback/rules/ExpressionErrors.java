package dev.ringback.rules;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.parser.CelStandardMacro;
import dev.ringback.platform.NearMiss;
import dev.ringback.rules.Expression.InvalidException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Explains the first error of an expression, in words that say what to write instead. */
final class ExpressionErrors {
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'");
    private static final int LEAST_LETTERS = 4; // a shorter name is near to too many functions

    private static final Set<String> VARIABLES = Set.of("event", "source", "type", "received_at");
    private static final Set<String> FUNCTIONS = functions();
    /** Words of other languages, in lower case, with the word of this one. */
    private static final Map<String, String> CONSTANTS = Map.of(
            "nil", "null", "none", "null", "null", "null", "undefined", "null", "true", "true", "false", "false");

    private ExpressionErrors() {}

    private static Set<String> functions() {
        Stream<String> standard = Stream.of(CelStandardDeclarations.StandardFunction.values())
                .map(CelStandardDeclarations.StandardFunction::functionName);
        Stream<String> macros = CelStandardMacro.STANDARD_MACROS.stream().map(CelStandardMacro::getFunction);
        Stream<String> extensions = Stream.of(
                "charAt",
                "indexOf",
                "join",
                "lastIndexOf",
                "lowerAscii",
                "quote",
                "replace",
                "reverse",
                "split",
                "substring",
                "trim",
                "upperAscii",
                "orValue",
                "hasValue",
                "optMap",
                "optFlatMap");
        return Stream.of(standard, macros, extensions, RuleFunctions.names().stream())
                .flatMap(names -> names)
                .filter(name -> name.matches("[A-Za-z]\\w*"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the first error of a compilation with its place in the expression. */
    static InvalidException explained(CelValidationException failure) {
        CelIssue issue = failure.getErrors().getFirst();
        String text = failure.getSource().getContent().toString();
        int line = issue.getSourceLocation().getLine();
        if (line < 1) { // an expression too long has no place at all, and is not worth reading
            return new InvalidException(inWords(issue), 1, 1);
        }
        int at =
                failure.getSource().getLocationOffset(issue.getSourceLocation()).orElse(0);
        int offset = text.offsetByCodePoints(0, Math.min(at, text.codePointCount(0, text.length())));
        return ForeignSyntax.first(text, offset)
                .map(mistake -> mistake.in(text))
                .orElseGet(() -> new InvalidException(
                        undeclared(issue, text, offset).orElseGet(() -> inWords(issue)),
                        line,
                        issue.getSourceLocation().getColumn() + 1));
    }

    private static String inWords(CelIssue issue) {
        return issue.getMessage()
                .lines()
                .findFirst()
                .orElse("invalid expression")
                .replace(" (in container '')", "")
                // A hidden function is called by its visible name, and without its hidden argument.
                .replace(", " + RuleFunctions.CONTEXT, "")
                .replace("'" + RuleFunctions.MONEY + "'", "'money'")
                .replace("'" + RuleFunctions.DATE + "'", "'date'");
    }

    /** Explains a name that is not known; empty for another error. */
    private static Optional<String> undeclared(CelIssue issue, String text, int offset) {
        Matcher message = UNDECLARED.matcher(issue.getMessage());
        if (!message.lookingAt()) {
            return Optional.empty();
        }
        String name = message.group(1);
        boolean isCall = text.startsWith("(", offset);
        return Optional.of(
                isCall
                        ? RuleFunctions.call(name)
                                .map(form -> "'" + name + "' is called as " + form)
                                .orElseGet(() -> message.group() + nearFunction(name))
                        : message.group() + nearVariable(name));
    }

    private static String nearFunction(String name) {
        return name.length() < LEAST_LETTERS || FUNCTIONS.contains(name) ? "" : NearMiss.of(name, FUNCTIONS);
    }

    private static String nearVariable(String name) {
        String constant = CONSTANTS.get(name.toLowerCase(Locale.ROOT));
        return constant == null ? NearMiss.of(name, VARIABLES) : "; write '" + constant + "'";
    }
}
