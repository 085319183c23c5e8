package dev.ringback;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** Looks up {@code package.Class.member} below dev.ringback, as pages name code; nothing of it is initialised. */
final class CodeNames {
    private static final Set<Class<? extends Annotation>> TESTS =
            Set.of(Test.class, ParameterizedTest.class, TestFactory.class);

    private CodeNames() {}

    /** Whether there is a class, nested or not, or a method or field of a class, of this name. */
    static boolean exists(String name) {
        return type(name).isPresent() || hasMember(name, member -> true);
    }

    static boolean isTest(String name) {
        return hasMember(
                name,
                member -> member instanceof Method method && TESTS.stream().anyMatch(method::isAnnotationPresent));
    }

    /** What a static method without effects returns; empty if it does not take these arguments. */
    static Optional<Object> result(String name, Object... arguments) {
        Method method = members(name)
                .filter(member -> member instanceof Method)
                .map(member -> (Method) member)
                .filter(found -> found.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        try {
            return Optional.of(method.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return Optional.empty();
            }
            throw new IllegalStateException(name, e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static boolean hasMember(String name, Predicate<Member> wanted) {
        return members(name).anyMatch(wanted);
    }

    /** All of the name, since a method may be overloaded. */
    private static Stream<Member> members(String name) {
        int dot = name.lastIndexOf('.');
        return type(name.substring(0, dot)).stream()
                .flatMap(type -> Stream.<Member>concat(
                        Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredFields())))
                .filter(member -> member.getName().equals(name.substring(dot + 1)));
    }

    private static Optional<Class<?>> type(String name) {
        String binary = name.replaceAll("(?<=[A-Z]\\w{0,60})\\.", "\\$");
        try {
            return Optional.of(Class.forName("dev.ringback." + binary, false, CodeNames.class.getClassLoader()));
        } catch (ClassNotFoundException | NoClassDefFoundError e) { // the latter where only the case differs
            return Optional.empty();
        }
    }
}
