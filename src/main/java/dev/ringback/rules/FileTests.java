package dev.ringback.rules;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs the tests that a rules file holds. */
interface FileTests {
    /**
     * Runs all tests of a file.
     *
     * @param files finds a file beside the rules file by its name; empty if there is none
     * @return a result for each test, in the file's order
     */
    List<Result> run(RulesFile file, Function<String, Optional<byte[]>> files);

    /**
     * The result of a test.
     *
     * @param detail what happened instead, in words; null or empty if it passed
     * @param line of the test, from 1, as is {@code column}
     */
    record Result(String name, boolean passed, String detail, int line, int column) {}
}
