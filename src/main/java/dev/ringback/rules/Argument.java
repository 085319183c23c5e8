package dev.ringback.rules;

/**
 * Holds an argument of a rule's function.
 *
 * @param value as the CEL runtime gives it; never null, and never JSON's null
 */
record Argument(String function, String name, Object value) {
    /** @throws dev.cel.common.exceptions.CelAttributeNotFoundException if the value is null: then the call has no value */
    Argument {
        if (Expression.isNull(value)) {
            throw StrictComparisons.noValue();
        }
    }

    /** @throws UnreadableArgumentException if the value is no text */
    String text(String expected) {
        if (value instanceof String text) {
            return text;
        }
        throw unexpected(expected);
    }

    /** Creates the error of a value in a form that the function cannot read, or of another kind. */
    UnreadableArgumentException unexpected(String expected) {
        return unreadable("is " + kind() + "; expected " + expected);
    }

    /** @param why the rest of a sentence about the argument, without its value */
    UnreadableArgumentException unreadable(String why) {
        return new UnreadableArgumentException("the " + name + " of '" + function + "' " + why);
    }

    private String kind() {
        return switch (value) {
            case String text -> "a text of another form";
            case Long whole -> "a whole number";
            case Double number -> "a number with decimals";
            default -> ValueKind.of(value).inWords();
        };
    }
}
