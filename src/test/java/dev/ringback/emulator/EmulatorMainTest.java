package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmulatorMainTest {
    @TempDir
    Path state;

    @Test
    void takesItsSettingsFromTheCommandLine() {
        var settings = EmulatorMain.settings("--port", "0", "--state", state.toString(), "--speed", "60", "--any-key");
        assertThat(settings.port()).isZero();
        assertThat(settings.state()).isEqualTo(state);
        assertThat(settings.behaviour().speed()).isEqualTo(60);
        assertThat(settings.acceptAnyKey()).isTrue();
        assertThatThrownBy(() -> EmulatorMain.settings("--prot", "1")).hasMessageContaining("--prot");
        assertThatThrownBy(() -> EmulatorMain.settings("--port")).hasMessageContaining("needs a value");
    }

    @Test
    @Timeout(60)
    void keepsTheLedgerOverAKillAndEndsCleanlyWhenAsked() throws Exception {
        var first = new Run(state);
        HubClient.of(first.address).originate(TO);
        first.process.destroyForcibly().waitFor();
        var second = new Run(state);
        assertThat(HubClient.of(second.address)
                        .get("/_emulator/rings")
                        .json()
                        .get("total")
                        .asInt())
                .isOne();
        second.process.destroy();
        assertThat(second.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.process.exitValue()).isEqualTo(143); // ended by SIGTERM, after its hooks
    }

    @Test
    @Timeout(60)
    void losesNoRingItAnsweredOverKillsUnderLoad() throws Exception {
        var answered = ConcurrentHashMap.<String>newKeySet();
        for (int round = 0; round < 2; round++) {
            var run = new Run(state);
            var wanted = answered.size() + 300;
            try (var callers = Executors.newFixedThreadPool(4)) { // its end waits for them all
                for (int n = 0; n < 4; n++) {
                    callers.execute(() -> originateUntilItDies(run.address, answered));
                }
                await().until(() -> answered.size() >= wanted);
                run.process.destroyForcibly();
            }
        }
        var last = new Run(state);
        var rings = HubClient.of(last.address).get("/_emulator/rings").json().get("items");
        last.process.destroyForcibly();
        assertThat(rings.findValuesAsText("session")).doesNotHaveDuplicates().containsAll(answered);
    }

    private static void originateUntilItDies(URI address, Set<String> answered) {
        var client = HubClient.of(address);
        try {
            while (true) {
                answered.add(client.originate(TO).json().get("session_id").asText());
            }
        } catch (IOException dead) {
            // as it should be
        }
    }

    /** An emulator in a process of its own. */
    private static final class Run {
        private final Process process;
        private final URI address;

        private Run(Path state) throws IOException {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var classes = System.getProperty("java.class.path");
            process = new ProcessBuilder(List.of(
                            java, "-cp", classes, EmulatorMain.class.getName(), "--port", "0", "--state", "" + state))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var line = process.inputReader().readLine();
            var found = Pattern.compile("http://[0-9.:]+").matcher(line);
            assertThat(found.find()).as(line).isTrue();
            address = URI.create(found.group());
        }
    }
}
