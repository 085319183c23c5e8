package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars for other programs hold their packages alone, and work with the dependencies that docs/HUB.md names. */
class ClassifierJarsIT {
    /** The libraries that the emulator's dependencies bring along. */
    private static final Set<String> BROUGHT_ALONG = Set.of(
            "jackson-annotations",
            "jackson-core",
            "netty-buffer",
            "netty-codec",
            "netty-codec-dns",
            "netty-codec-http",
            "netty-codec-http2",
            "netty-codec-socks",
            "netty-common",
            "netty-handler",
            "netty-handler-proxy",
            "netty-resolver",
            "netty-resolver-dns",
            "netty-transport",
            "netty-transport-native-unix-common");

    @TempDir
    Path directory;

    @Test
    void thePlainJarHoldsAll() throws IOException {
        assertThat(packages(Path.of("target", "ringback-" + ElsewherePage.VERSION + ".jar")))
                .contains("dev.ringback", "dev.ringback.outbox", "dev.ringback.hub", "dev.ringback.emulator");
    }

    @Test
    void theClientsAreWithoutTheService() throws IOException {
        Path jar = ElsewherePage.jar("hub-client");
        assertThat(packages(jar))
                .containsExactlyInAnyOrder("dev.ringback.hub", "dev.ringback.privacy", "dev.ringback.platform");
        assertThat(missing(jar)).isEmpty();
    }

    @Test
    void theEmulatorIsAlone() throws IOException {
        Path jar = ElsewherePage.jar("emulator");
        assertThat(packages(jar)).containsExactly("dev.ringback.emulator");
        assertThat(missing(jar)).isEmpty();
    }

    @Test
    void thePageHasTheVersionsOfTheBuild() {
        assertThat(ElsewherePage.XML).hasSize(3);
        assertThat(ElsewherePage.XML.getFirst()).contains("<version>" + ElsewherePage.QUARKUS + "</version>");
        assertThat(ElsewherePage.XML.subList(1, 3))
                .allMatch(dependencies -> dependencies.contains("<version>" + ElsewherePage.VERSION + "</version>"));
    }

    @Test
    void aProgramElsewhereMakesACallAtTheEmulator() throws Exception {
        try (Processes.Running hub = Processes.hub(emulatorClassPath(), directory.resolve("hub"));
                Processes.Running program = Processes.application(
                        ElsewherePage.build(directory),
                        Map.of(
                                "RINGBACK_HUB_URL",
                                "http://localhost:" + hub.port() + "/v1",
                                "RINGBACK_HUB_API_KEY",
                                "sk_live_demo_0000000000000000"),
                        "+14155550142")) {
            assertThat(program.process().onExit())
                    .as("a program that printed to " + program.output())
                    .succeedsWithin(Duration.ofSeconds(60));
            assertThat(program.exitCode()).as(program.printed()).isZero();
            assertThat(StripeSender.rings(hub)).isOne();
            assertThat(hub.printed()).doesNotContain("Exception");
        }
    }

    private static Set<String> packages(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    /** Returns our classes that a jar's classes use and the jar lacks. */
    private static Set<String> missing(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JavaClasses classes = new ClassFileImporter().importJar(file);
            Set<String> present = classes.stream().map(JavaClass::getName).collect(Collectors.toSet());
            return classes.stream()
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .map(use -> use.getTargetClass().getBaseComponentType().getName())
                    .filter(name -> name.startsWith("dev.ringback.") && !present.contains(name))
                    .collect(Collectors.toSet());
        }
    }

    /** Returns the emulator's jar and the documented dependencies, which are taken from this test's class path. */
    private static String emulatorClassPath() {
        List<String> own = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        Stream<String> artifacts = Stream.concat(ElsewherePage.dependenciesOfTheEmulator(), BROUGHT_ALONG.stream());
        return Stream.concat(
                        Stream.of(ElsewherePage.jar("emulator").toString()),
                        artifacts.map(artifact -> jarOf(artifact, own)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String jarOf(String artifact, List<String> classPath) {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d.*\\.jar");
        return classPath.stream()
                .filter(file ->
                        name.matcher(Path.of(file).getFileName().toString()).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(artifact + " is not on the class path"));
    }
}
