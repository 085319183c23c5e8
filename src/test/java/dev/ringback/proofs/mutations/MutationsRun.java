package dev.ringback.proofs.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Breaks the protocol's lines one after another in the running service, and tells which tests see it: {@code ./ringback
 * mutations}. Not in CI: {@link MutationsTest} keeps the list whole there.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class MutationsRun {
    @Test
    void everyMutationMakesItsTestsFail() {
        Mutant.letLog();
        List<Mutation> chosen = chosen();
        List<String> bad = new ArrayList<>(unbroken(chosen));
        for (Mutation mutation : chosen) {
            bad.addAll(apply(mutation));
        }
        assertThat(bad).as("what no test saw, or could not be tried").isEmpty();
    }

    private static List<Mutation> chosen() {
        String names = System.getProperty("mutations", "");
        Set<String> wanted = new LinkedHashSet<>(Arrays.asList(names.strip().split("[\\s,]+")));
        List<Mutation> found = Mutation.all().stream()
                .filter(mutation -> names.isBlank() || wanted.remove(mutation.name()))
                .toList();
        assertThat(names.isBlank() || wanted.isEmpty()).as("unknown: " + wanted).isTrue();
        return found;
    }

    /** The named tests pass while the classes are exchanged for equal ones, or a failure would mean nothing. */
    private static List<String> unbroken(List<Mutation> chosen) {
        Map<String, String> sources = new LinkedHashMap<>();
        chosen.stream()
                .filter(mutation -> !mutation.isSql())
                .forEach(mutation -> sources.put(mutation.path().toString(), mutation.source()));
        List<Mutant> equal = sources.entrySet().stream()
                .map(file -> Mutant.of(file.getKey(), file.getValue()))
                .toList();
        List<String> bad = new ArrayList<>();
        chosen.stream()
                .flatMap(mutation -> mutation.fails().stream())
                .distinct()
                .forEach(test -> {
                    Optional<Throwable> failure = NamedTest.run(test);
                    failure.ifPresent(why -> {
                        bad.add(test);
                        print("RED", "(unbroken)", test, why.toString());
                    });
                });
        equal.forEach(Mutant::close);
        return bad;
    }

    private static List<String> apply(Mutation mutation) {
        List<String> survived = new ArrayList<>();
        try (Broken _ = broken(mutation)) {
            for (String test : mutation.fails()) {
                Optional<Throwable> failure = NamedTest.run(test);
                String why = failure.map(Throwable::toString).orElse("");
                print(failure.isPresent() ? "killed" : "SURVIVED", mutation.name(), test, why);
                if (failure.isEmpty()) {
                    survived.add(mutation.name() + " survived " + test);
                }
            }
        } catch (IllegalStateException e) {
            print("BROKEN", mutation.name(), "", e.toString());
            survived.add(mutation.name() + ": " + e.getMessage());
        }
        return survived;
    }

    /** What is broken until it is closed. */
    private interface Broken extends AutoCloseable {
        @Override
        void close();
    }

    private static Broken broken(Mutation mutation) {
        return mutation.isSql()
                ? new MutantFunction(mutation.source(), mutation.mutated())::close
                : Mutant.of(mutation.path().toString(), mutation.mutated())::close;
    }

    private static void print(String verdict, String mutation, String test, String why) {
        String first = why.strip().replaceAll("\\s+", " ");
        System.out.printf(
                "MUTATION %-9s %-36s %s   %s%n",
                verdict, mutation, test, first.substring(0, Math.min(200, first.length())));
    }
}
