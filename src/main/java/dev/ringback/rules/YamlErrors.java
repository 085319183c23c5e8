package dev.ringback.rules;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Explains where YAML gives an expression another meaning than its author. */
final class YamlErrors {
    private static final String EXPRESSION = "; quote the whole expression";
    /** A line's value, behind the hyphens of lists and the field's name. */
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:- +){0,20}(?:(?<field>[\\w-]+)\\s*:\\s+)?(?<value>\\S.*)");
    /** Fields whose value is one expression. */
    private static final Set<String> EXPRESSIONS =
            Set.of("when", "about", "as_of", "region", "consent", "postal", "number");

    private final String[] lines;
    private final MarkedYamlEngineException error;

    private YamlErrors(String text, MarkedYamlEngineException error) {
        this.lines = text.split("\r\n|\r|\n", -1);
        this.error = error;
    }

    /** A place in the text; line and column count from 0, the column in UTF-16 units. */
    private record Place(int line, int column) {}

    /** Returns the library's error, in words on the cure and at its place if the cause is an expression without quotes. */
    static RulesFile.Problem explained(String text, MarkedYamlEngineException error) {
        return new YamlErrors(text, error).explained();
    }

    private RulesFile.Problem explained() {
        Place at = error.getProblemMark().map(this::place).orElse(new Place(0, 0));
        return unquoted(at).orElseGet(() -> problem(at, error.getProblem()));
    }

    private RulesFile.Problem problem(Place at, String message) {
        int column = line(at).codePointCount(0, Math.min(at.column(), line(at).length()));
        return new RulesFile.Problem(at.line() + 1, column + 1, "not YAML: " + message);
    }

    private Place place(Mark mark) {
        String line = line(new Place(mark.getLine(), 0));
        int column = Math.min(mark.getColumn(), line.codePointCount(0, line.length()));
        return new Place(mark.getLine(), line.offsetByCodePoints(0, column));
    }

    private String line(Place at) {
        return at.line() < lines.length ? lines[at.line()] : "";
    }

    private char sign(Place at) {
        return at.column() < line(at).length() ? line(at).charAt(at.column()) : ' ';
    }

    private Optional<RulesFile.Problem> unquoted(Place at) {
        if (sign(at) == '\t') {
            return Optional.of(problem(at, "a tab is no blank in YAML; write blanks"));
        }
        Matcher line = LINE.matcher(line(at));
        boolean isInValue = line.matches() && line.start("value") < at.column();
        return (isInValue ? ofValue(line, at) : Optional.<RulesFile.Problem>empty()).or(() -> ofSign(at));
    }

    /** Explains an error inside a line's value by the value's first character. */
    private Optional<RulesFile.Problem> ofValue(Matcher line, Place at) {
        Place start = new Place(at.line(), line.start("value"));
        boolean isEnded = error.getProblem().startsWith("expected <block end>");
        boolean isExpression = line.group("field") != null && EXPRESSIONS.contains(line.group("field"));
        return switch (sign(start)) {
            case '!' -> Optional.of(problem(start, meaning('!') + EXPRESSION));
            case '"', '\'' ->
                isEnded
                        ? Optional.of(problem(
                                start,
                                "a value that begins with a quote ends with it" + EXPRESSION
                                        + " with the other kind of quote"))
                        : Optional.empty();
            case '*' -> isEnded ? Optional.of(problem(start, meaning('*') + EXPRESSION)) : Optional.empty();
            case '[', '{' ->
                isEnded || isExpression
                        ? Optional.of(problem(start, meaning(sign(start)) + EXPRESSION))
                        : Optional.empty();
            default ->
                error.getProblem().startsWith("mapping values are not allowed")
                        ? Optional.of(problem(at, "': ' begins a mapping in YAML" + EXPRESSION))
                        : Optional.empty();
        };
    }

    /** Explains an error by the character that begins the value, which may be an item of a list in one line. */
    private Optional<RulesFile.Problem> ofSign(Place at) {
        boolean isScanned = error.getContext() != null
                && Set.of("while scanning an anchor", "while scanning an alias", "while scanning a tag")
                        .contains(error.getContext());
        boolean isUnknown = error.getProblem().contains("cannot start any token")
                || error.getProblem().startsWith("found undefined alias");
        Place start = isScanned ? error.getContextMark().map(this::place).orElse(at) : at;
        return Optional.of(sign(start))
                .filter(sign -> (isScanned || isUnknown) && "*&!%@`".indexOf(sign) >= 0)
                .map(sign -> problem(start, meaning(sign) + EXPRESSION));
    }

    private static String meaning(char sign) {
        String begins = "a value that begins with '" + sign + "' is ";
        return switch (sign) {
            case '!' -> begins + "a tag in YAML";
            case '&' -> begins + "an anchor in YAML";
            case '*' -> begins + "an alias in YAML";
            case '[' -> begins + "a list in YAML";
            case '{' -> begins + "a mapping in YAML";
            default -> "a value cannot begin with '" + sign + "' in YAML";
        };
    }

    /** Returns why a node is probably no text although an expression was meant; empty if it may be one. */
    static Optional<String> misread(Node node) {
        int sign = node.getStartMark()
                .filter(mark -> mark.getPointer() < mark.getBuffer().length)
                .map(mark -> mark.getBuffer()[mark.getPointer()])
                .orElse((int) ' ');
        return switch (node) {
            case ScalarNode scalar when sign == '!' -> Optional.of(meaning('!') + EXPRESSION);
            case SequenceNode list when sign == '[' -> Optional.of("expected a text; " + meaning('[') + EXPRESSION);
            case MappingNode mapping when sign == '{' -> Optional.of("expected a text; " + meaning('{') + EXPRESSION);
            default -> Optional.empty();
        };
    }
}
