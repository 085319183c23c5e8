package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.ServerSentEvents.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against the examples of the HTML standard, 9.2.6, and what the Hub sends. */
class ServerSentEventsTest {
    @Test
    void joinsLinesOfData() throws IOException {
        assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(new Event("message", "YHOO\n+2\n10"));
    }

    @Test
    void takesAtMostOneSpaceOff() throws IOException {
        assertThat(read("data:test\n\ndata:  test\n\n"))
                .containsExactly(new Event("message", "test"), new Event("message", " test"));
    }

    @Test
    void passesOverCommentsAndUnknownFields() throws IOException {
        assertThat(read(": heartbeat\n\n: heartbeat\n\nid: 7\nretry: 10\ndatabase: x\ndata: {}\n\n"))
                .containsExactly(new Event("message", "{}"));
    }

    @Test
    void namesAnEventAlsoWithoutData() throws IOException {
        assertThat(read("event: end\n\n")).containsExactly(new Event("end", ""));
    }

    @Test
    void understandsEveryLineEnd() throws IOException {
        assertThat(read("event: end\r\ndata: 1\r\n\r\ndata: 2\r\r"))
                .containsExactly(new Event("end", "1"), new Event("message", "2"));
    }

    @Test
    void makesNothingOfAnEventThatBreaksOff() throws IOException {
        assertThat(read("data: 1\n\nevent: end\ndata: 2\n")).containsExactly(new Event("message", "1"));
    }

    private static List<Event> read(String stream) throws IOException {
        var events = new ServerSentEvents(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<Event> read = new ArrayList<>();
        for (Optional<Event> event = events.next(); event.isPresent(); event = events.next()) {
            read.add(event.get());
        }
        return read;
    }
}
