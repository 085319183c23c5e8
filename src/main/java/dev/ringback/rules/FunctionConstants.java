package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.rules.Expression.InvalidException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Checks the constants in calls of {@link RuleFunctions}, so that a wrong currency, locale or zone refuses the file. */
final class FunctionConstants {
    private final List<Check> checks;

    /** @param zones finds a zone by its id; empty if there is none */
    FunctionConstants(Function<String, Optional<Zone>> zones) {
        Predicate<String> isLocale = text -> SpokenLocale.of(text).isPresent();
        String noLocale = "is no known locale; expected " + SpokenLocale.EXPECTED;
        this.checks = List.of(
                new Check(
                        RuleFunctions.MONEY,
                        1,
                        text -> MoneyUnit.of(text).isPresent(),
                        "is no known currency; expected " + MoneyUnit.EXPECTED),
                new Check(RuleFunctions.MONEY, 2, isLocale, noLocale),
                new Check(RuleFunctions.DATE, 1, isLocale, noLocale),
                new Check(
                        RuleFunctions.DATE,
                        2,
                        text -> text.equals(SpokenDate.OWN) || zones.apply(text).isPresent(),
                        "is no known zone; expected " + SpokenDate.EXPECTED_ZONE));
    }

    /**
     * Describes the texts that an argument can be.
     *
     * @param argument its index
     * @param otherwise the rest of a sentence about any other text
     */
    private record Check(String function, int argument, Predicate<String> isKnown, String otherwise) {
        /** Returns the argument of a call that fails this check. */
        private Optional<CelExpr> failing(CelExpr.CelCall call) {
            return Optional.of(call)
                    .filter(each -> each.function().equals(function))
                    .map(each -> each.args().get(argument))
                    .filter(each -> each.getKind() == ExprKind.Kind.CONSTANT
                            && each.constant().getKind() == CelConstant.Kind.STRING_VALUE
                            && !isKnown.test(each.constant().stringValue()));
        }
    }

    /** @throws InvalidException with the first constant that its function cannot read, and its place */
    void check(CelAbstractSyntaxTree tree) throws InvalidException {
        List<CelExpr.CelCall> calls = CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(each -> each.getKind() == ExprKind.Kind.CALL)
                .map(CelExpr::call)
                .toList();
        for (CelExpr.CelCall call : calls) {
            for (Check check : checks) {
                Optional<CelExpr> failing = check.failing(call);
                if (failing.isPresent()) {
                    throw invalid(tree, failing.get(), check);
                }
            }
        }
    }

    private static InvalidException invalid(CelAbstractSyntaxTree tree, CelExpr constant, Check check) {
        CelSourceLocation place = Optional.ofNullable(
                        tree.getSource().getPositionsMap().get(constant.id()))
                .flatMap(tree.getSource()::getOffsetLocation)
                .orElse(CelSourceLocation.of(1, 0));
        return new InvalidException(
                "'" + constant.constant().stringValue() + "' " + check.otherwise(),
                place.getLine(),
                place.getColumn() + 1);
    }
}
