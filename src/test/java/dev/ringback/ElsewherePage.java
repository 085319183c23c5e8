package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes what docs/HUB.md tells strangers to write, and builds it as they would. */
final class ElsewherePage {
    private static final String POM = read(Path.of("pom.xml"));
    private static final String SECTION = first("(?s)\n## Use it elsewhere\n(.*)", read(Path.of("docs/HUB.md")));

    static final String VERSION = first("<artifactId>ringback</artifactId>\\s*<version>([^<]+)<", POM);
    static final String QUARKUS = first("<quarkus.version>([^<]+)<", POM);
    private static final String COMPILER =
            first("<artifactId>maven-compiler-plugin</artifactId>\\s*<version>([^<]+)<", POM);

    /** The blocks of XML: the versions, the dependencies of the clients, those of the emulator. */
    static final List<String> XML = fenced("xml");

    private static final String PROJECT = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
            <modelVersion>4.0.0</modelVersion>
            <groupId>elsewhere</groupId>
            <artifactId>elsewhere</artifactId>
            <version>1</version>
            <packaging>quarkus</packaging>
            <properties>
              <maven.compiler.release>25</maven.compiler.release>
              <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            </properties>
            %s
            %s
            <build>
              <plugins>
                <plugin>
                  <groupId>io.quarkus</groupId>
                  <artifactId>quarkus-maven-plugin</artifactId>
                  <version>%s</version>
                  <extensions>true</extensions>
                </plugin>
                <plugin>
                  <artifactId>maven-compiler-plugin</artifactId>
                  <version>%s</version>
                </plugin>
              </plugins>
            </build>
            </project>
            """;

    private ElsewherePage() {}

    static Path jar(String classifier) {
        return Path.of("target", "ringback-" + VERSION + "-" + classifier + ".jar");
    }

    /** Returns the documented dependencies of the emulator, by their artifacts' names. */
    static Stream<String> dependenciesOfTheEmulator() {
        return all("<artifactId>([a-z0-9-]+)<", XML.getLast()).filter(name -> !name.equals("ringback"));
    }

    /**
     * Builds the page's program by Maven, with a local repository of its own. Plain javac is not enough, since Quarkus
     * generates the clients in its build. Libraries come from the repository of the build under test.
     *
     * @return the jar to run
     */
    static Path build(Path directory) throws IOException, InterruptedException {
        Path repository = directory.resolve("repository");
        install(repository);
        Path project = directory.resolve("elsewhere");
        Path sources = Files.createDirectories(project.resolve("src/main/java/elsewhere"));
        Files.writeString(sources.resolve("OneCall.java"), fenced("java").getFirst());
        Files.writeString(project.resolve("pom.xml"), PROJECT.formatted(XML.getFirst(), XML.get(1), QUARKUS, COMPILER));
        run(
                project,
                Path.of("mvnw").toAbsolutePath().toString(),
                "-B",
                "-q",
                "package",
                "-Dmaven.test.skip=true",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + localRepository());
        return project.resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** Puts the clients' jar where {@code ./mvnw install} puts it. */
    private static void install(Path repository) throws IOException {
        Path folder = Files.createDirectories(
                repository.resolve("dev/ringback/ringback").resolve(VERSION));
        Files.copy(Path.of("pom.xml"), folder.resolve("ringback-" + VERSION + ".pom"));
        Files.copy(jar("hub-client"), folder.resolve(jar("hub-client").getFileName()));
    }

    /** Maven names its local repository to the tests that it runs. */
    private static String localRepository() {
        return System.getProperty(
                "localRepository",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString());
    }

    private static void run(Path project, String... command) throws IOException, InterruptedException {
        Path log = project.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process build = builder.start();
        boolean hasEnded = build.waitFor(10, TimeUnit.MINUTES);
        if (!hasEnded) {
            build.destroyForcibly();
        }
        assertThat(hasEnded && build.exitValue() == 0)
                .as("the build of %s: %s", project, Files.readString(log))
                .isTrue();
    }

    /** Returns the section's code blocks in a language. */
    private static List<String> fenced(String language) {
        return all("(?s)```" + language + "\n(.*?)```", SECTION).toList();
    }

    private static String first(String pattern, String text) {
        return all(pattern, text).findFirst().orElseThrow();
    }

    /** Returns the first group of each match. */
    private static Stream<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
