package dev.ringback;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged service and the emulated Hub as processes of their own, to be killed. */
final class Processes {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path APP = Path.of("target", "quarkus-app");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Processes() {}

    /** A running process with what it has printed. */
    record Running(Process process, Path output, int port) implements AutoCloseable {
        String printed() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        URI at(String path) {
            return URI.create("http://localhost:" + port + path);
        }

        /** SIGKILL: nothing is drained, nothing is said. */
        void kill() {
            process.destroyForcibly().onExit().join();
        }

        int exitCode() {
            return process.onExit().join().exitValue();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    static Running hub(Path state) {
        return hub(classPath(), state);
    }

    /** Starts the emulated Hub from another class path than the service's. */
    static Running hub(String classPath, Path state) {
        int port = freePort();
        Running hub = start(
                java(
                        "-cp",
                        classPath,
                        "dev.ringback.emulator.EmulatorMain",
                        "--port",
                        "" + port,
                        "--state",
                        "" + state),
                Map.of(),
                port);
        awaitAnswer(hub, "/_emulator/rings");
        return hub;
    }

    /** Starts the kill loop; it ends by itself. */
    static Running prove(String... arguments) {
        String tests = Path.of("target", "test-classes") + File.pathSeparator;
        List<String> command = java("-cp", tests + classPath(), "dev.ringback.proofs.killloop.ProveMain");
        command.addAll(List.of(arguments));
        return start(command, Map.of(), 0);
    }

    /** Returns a command of the JVM under test, with the flags of a process that lives for seconds. */
    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts the packaged service in the production profile and waits until it is ready. */
    static Running service(Map<String, String> environment) {
        return service(APP, environment);
    }

    /** The same with another build of the service than the one under test. */
    static Running service(Path app, Map<String, String> environment) {
        Running service = serviceThatMayFail(app, environment);
        awaitAnswer(service, "/q/health/ready");
        return service;
    }

    static Running serviceThatMayFail(Map<String, String> environment) {
        return serviceThatMayFail(APP, environment);
    }

    private static Running serviceThatMayFail(Path app, Map<String, String> environment) {
        int port = freePort();
        String jar = app.resolve("quarkus-run.jar").toString();
        return start(java("-Dquarkus.http.port=" + port, "-jar", jar), environment, port);
    }

    /** Starts another packaged application; it ends by itself. */
    static Running application(Path jar, Map<String, String> environment, String... arguments) {
        List<String> command = java("-jar", jar.toString());
        command.addAll(List.of(arguments));
        return start(command, environment, 0);
    }

    private static Running start(List<String> command, Map<String, String> environment, int port) {
        try {
            Path output = Files.createTempFile("ringback-it", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("RINGBACK") || name.startsWith("KATAVEN"));
            builder.environment().putAll(environment);
            return new Running(builder.start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitAnswer(Running running, String path) {
        Awaitility.await(path + " of a process that printed to " + running.output)
                .atMost(Duration.ofMinutes(3))
                .failFast(() -> !running.process.isAlive())
                .ignoreExceptions()
                .until(() -> get(running.at(path)).statusCode() == 200);
    }

    static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String classPath() {
        List<String> jars = new ArrayList<>();
        for (String directory : List.of("app", "lib/main", "lib/boot")) {
            try (Stream<Path> files = Files.list(APP.resolve(directory))) {
                files.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(jars::add);
            } catch (IOException e) {
                throw new UncheckedIOException("package first: ./mvnw package", e);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
