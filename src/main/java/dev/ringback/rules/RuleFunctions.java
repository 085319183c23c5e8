package dev.ringback.rules;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.intake.sources.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Declares the functions that rules have beside CEL's: words for an agent to say.
 *
 * <p>{@code money} and {@code date} need more than their arguments. Each is a macro, which expands to a hidden function
 * with one argument more, the hidden variable {@link #CONTEXT}. No rule can write either name.
 */
final class RuleFunctions {
    /** The variable that holds the event's {@link Context}. */
    static final String CONTEXT = "@context";

    /** The type of that variable. */
    static final CelType CONTEXT_TYPE = OpaqueType.create(CONTEXT);

    static final String MONEY = "@money";
    static final String DATE = "@date";
    private static final String FIRST_WORD = "first_word";
    private static final String SPOKEN_DIGITS = "spoken_digits";
    private static final Map<String, String> CALLS = Map.of(
            "money",
            "money(amount, currency, locale)",
            "date",
            "date(value, locale) or date(value, locale, zone)",
            FIRST_WORD,
            "first_word(text)",
            SPOKEN_DIGITS,
            "spoken_digits(value)");

    private RuleFunctions() {}

    /**
     * Holds what the functions know of an event's surroundings.
     *
     * @param kind the kind of the event's source; null if the source is not configured
     * @param zones finds a zone by its id; empty if there is none
     */
    record Context(Kind kind, Function<String, Optional<Zone>> zones) {}

    /** Returns the names that rules can write. */
    static Set<String> names() {
        return CALLS.keySet();
    }

    /** Returns the form in which a function of this class is called; empty for another name. */
    static Optional<String> call(String name) {
        return Optional.ofNullable(CALLS.get(name));
    }

    static List<CelMacro> macros() {
        return List.of(
                CelMacro.newGlobalMacro("money", 3, (factory, target, arguments) -> hidden(factory, MONEY, arguments)),
                CelMacro.newGlobalMacro("date", 3, (factory, target, arguments) -> hidden(factory, DATE, arguments)),
                CelMacro.newGlobalMacro(
                        "date",
                        2,
                        (factory, target, arguments) -> hidden(
                                factory,
                                DATE,
                                ImmutableList.of(
                                        arguments.getFirst(),
                                        arguments.getLast(),
                                        factory.newStringLiteral(SpokenDate.OWN)))));
    }

    private static Optional<CelExpr> hidden(CelMacroExprFactory factory, String function, List<CelExpr> arguments) {
        return Optional.of(factory.newGlobalCall(
                function,
                ImmutableList.<CelExpr>builder()
                        .addAll(arguments)
                        .add(factory.newIdentifier(CONTEXT))
                        .build()));
    }

    static List<CelFunctionDecl> declarations() {
        return List.of(
                declaration(MONEY, SimpleType.DYN, SimpleType.STRING, SimpleType.STRING, CONTEXT_TYPE),
                declaration(DATE, SimpleType.DYN, SimpleType.STRING, SimpleType.STRING, CONTEXT_TYPE),
                declaration(FIRST_WORD, SimpleType.STRING),
                declaration(SPOKEN_DIGITS, SimpleType.DYN));
    }

    private static CelFunctionDecl declaration(String function, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                function, CelOverloadDecl.newGlobalOverload(function, SimpleType.STRING, parameters));
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                binding(
                        MONEY,
                        4,
                        values -> Money.written(
                                new Argument("money", "amount", values[0]),
                                new Argument("money", "currency", values[1]),
                                new Argument("money", "locale", values[2]),
                                ((Context) values[3]).kind())),
                binding(
                        DATE,
                        4,
                        values -> SpokenDate.written(
                                new Argument("date", "value", values[0]),
                                new Argument("date", "locale", values[1]),
                                new Argument("date", "zone", values[2]),
                                ((Context) values[3]).zones())),
                binding(FIRST_WORD, 1, values -> SpokenForms.firstWord(new Argument(FIRST_WORD, "text", values[0]))),
                binding(
                        SPOKEN_DIGITS,
                        1,
                        values -> SpokenForms.digits(new Argument(SPOKEN_DIGITS, "value", values[0]))));
    }

    /** Binds a function for arguments of any kind, since an {@link Argument} reports a wrong kind in better words. */
    private static CelFunctionBinding binding(String function, int arguments, CelFunctionOverload definition) {
        return CelFunctionBinding.from(function, Collections.nCopies(arguments, Object.class), definition);
    }
}
